#!/bin/sh
# Looks for known vulnerabilities in what the exporter uses, and fails if there
# are any that it calls. Their list comes from the network, by GOVULNDB from
# another place; where it cannot be reached, nothing is checked, and that is
# said.
set -eu
cd "$(dirname "$0")/.."

bin=$(mktemp -d)
trap 'rm -rf "$bin"' EXIT
GOBIN=$bin go install -modfile=tools/go.mod golang.org/x/vuln/cmd/govulncheck || {
	echo "tools/vulnerabilities.sh: NOTHING WAS CHECKED: there is no govulncheck, and it cannot be had"
	exit 0
}
code=0
timeout "${VULNERABILITIES_TIMEOUT:-120}" "$bin/govulncheck" ./... >"$bin/out" 2>&1 || code=$?
cat "$bin/out"
case $code in
0) ;;
3) exit 1 ;; # what govulncheck exits with when it finds some
*) echo "tools/vulnerabilities.sh: NOTHING WAS CHECKED: the list of vulnerabilities cannot be reached (exit code $code)" ;;
esac

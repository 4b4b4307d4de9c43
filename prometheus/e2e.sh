#!/bin/sh
# Proves the rules: promtool's unit tests, simulated years among them, the
# example configurations, and a real Prometheus and Alertmanager that tell a
# webhook of the one team that stopped logging in to a demo org. Needs Go; as
# root on Debian it installs Prometheus and Alertmanager if they are missing.
set -eu
cd "$(dirname "$0")"

need() { # need PACKAGE PROGRAM…: any of the programs will do
	package=$1
	shift
	for program; do command -v "$program" >/dev/null && return; done
	if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
		{ apt-get update && apt-get install -y "$package"; } >/dev/null 2>&1 || true
	fi
	for program; do command -v "$program" >/dev/null && return; done
	echo "prometheus/e2e.sh: skipped, there is no $1 and it cannot be installed"
	exit 0
}
need prometheus promtool
need prometheus prometheus
need prometheus-alertmanager alertmanager prometheus-alertmanager
need prometheus-alertmanager amtool

promtool check config prometheus.yml
amtool check-config alertmanager.yml
for tests in tests/*.yml; do
	(cd tests && promtool test rules "${tests#tests/}")
done

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
(cd .. && CGO_ENABLED=0 go build -o "$work/salesforce_exporter" ./cmd/salesforce_exporter)
EXPORTER="$work/salesforce_exporter" go test -tags e2e -count 1 -timeout 5m -v ./e2e

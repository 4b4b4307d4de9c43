#!/bin/sh
# Proves the rules: promtool's unit tests, simulated years among them, the
# example configurations, and a real Prometheus and Alertmanager that tell a
# webhook of the one team that stopped logging in to a demo org, and a chat of
# who takes the lead on a board. Also proves the sharding of docs/scaling.md.
# Needs Go; as root on Debian it installs Prometheus and Alertmanager if they are
# missing.
set -eu
cd "$(dirname "$0")"

. ./need.sh
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
EXPORTER="$work/salesforce_exporter" go test -tags e2e -count 1 -timeout 10m -v ./e2e

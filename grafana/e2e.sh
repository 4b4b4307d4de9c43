#!/bin/sh
# Proves the dashboards: every query of every panel has data in a real
# Prometheus that scrapes the demo org. Needs Go, node, curl and prometheus with
# promtool; as root on Debian it installs what is missing.
set -eu
cd "$(dirname "$0")"

. ../prometheus/need.sh
need nodejs node
need curl curl
need prometheus prometheus
need prometheus promtool

work=$(mktemp -d)
children=
finish() {
	for child in $children; do kill "$child" 2>/dev/null || true; done
	wait
	rm -rf "$work"
}
trap finish EXIT
trap 'exit 1' INT TERM

exporter=127.0.0.1:${EXPORTER_PORT:-19733}
prometheus=127.0.0.1:${PROMETHEUS_PORT:-19790}

answers() { # answers URL: waits until it does
	tries=0
	until curl -sf -o /dev/null "$1"; do
		tries=$((tries + 1))
		[ $tries -lt 120 ] || { echo "nothing answers at $1"; exit 1; }
		sleep 1
	done
}

start_prometheus() { # start_prometheus CONFIG ARGUMENT...
	config=$1
	shift
	prometheus --config.file="$config" --storage.tsdb.path="$work/data" --storage.tsdb.retention.time=60d \
		--web.listen-address="$prometheus" "$@" >"$work/prometheus.log" 2>&1 &
	server=$!
	children="$children $server"
	answers "http://$prometheus/-/ready"
}

echo "== every panel has data after a minute of the demo org"
go build -o "$work/salesforce_exporter" ../cmd/salesforce_exporter
"$work/salesforce_exporter" --demo --web.listen-address="$exporter" >"$work/exporter.log" 2>&1 &
children="$children $!"
cat >"$work/three-lines.yml" <<END
global: {scrape_interval: 10s}
scrape_configs:
  - job_name: salesforce
    static_configs: [{targets: ["$exporter"]}]
END
answers "http://$exporter/metrics"
start_prometheus "$work/three-lines.yml"
node e2e/panels.mjs "http://$prometheus" ready
node e2e/panels.mjs "http://$prometheus" live

echo "== and where there are weeks, the rest has, too; the score is that of the rules"
curl -sf "http://$exporter/metrics" >"$work/metrics"
kill "$server" && wait "$server" || true
node e2e/history.mjs "$work/metrics" salesforce "$exporter" >"$work/weeks"
promtool tsdb create-blocks-from openmetrics --quiet "$work/weeks" "$work/data"
for rules in thresholds recording; do # evaluated more often than they ask for
	sed -E 's/^( *interval:) .*/\1 3s/' "../prometheus/$rules.yml" >"$work/$rules.yml"
done
cat >"$work/rules.yml" <<END
global: {scrape_interval: 10s, evaluation_interval: 3s}
rule_files: [thresholds.yml, recording.yml]
scrape_configs:
  - job_name: salesforce
    static_configs: [{targets: ["$exporter"]}]
END
# The simulated weeks have a sample every three hours.
start_prometheus "$work/rules.yml" --query.lookback-delta=4h
node e2e/panels.mjs "http://$prometheus" history
node e2e/score.mjs "http://$prometheus"

#!/bin/sh
# Runs the exporter with the demo org, Prometheus with the rules, and
# Alertmanager, on loopback, until Ctrl-C. Prometheus and Alertmanager come from
# PATH. Where promtool is in PATH, the demo org's year comes within some minutes: four
# values a day, which graphs show, what the rules say of it, and one value each half hour
# of the last six weeks, with which the rules compare. The data is in STACK_DATA, by default a folder that is removed at the end.
# Arguments go to the exporter; without any it measures the demo org.
set -eu
cd "$(dirname "$0")/.."

fail() { echo "stack.sh: $*" >&2; exit 1; }
first() { # first PROGRAM…: the first that there is
	for program; do command -v "$program" && return; done
	fail "there is no $1 in PATH (Debian: apt-get install prometheus prometheus-alertmanager)"
}
prometheus=$(first prometheus)
alertmanager=$(first alertmanager prometheus-alertmanager)
[ -x ./salesforce_exporter ] || fail "there is no ./salesforce_exporter: run make build"

data=${STACK_DATA:-}
temporary=
[ -n "$data" ] || { data=$(mktemp -d); temporary=$data; }
mkdir -p "$data/prometheus" "$data/alertmanager"

children=
past=
finish() {
	trap '' INT TERM
	for child in $children $past; do kill "$child" 2>/dev/null || true; done
	wait
	[ -z "$temporary" ] || rm -rf "$temporary"
}
trap finish EXIT
trap 'exit 130' INT
trap 'exit 143' TERM

demo=
[ $# -gt 0 ] || { demo=yes; set -- --demo; }
./salesforce_exporter --web.listen-address=127.0.0.1:10733 "$@" >"$data/exporter.log" 2>&1 &
children="$children $!"
"$alertmanager" --config.file=prometheus/alertmanager.yml --storage.path="$data/alertmanager" \
	--web.listen-address=127.0.0.1:9093 --cluster.listen-address= >"$data/alertmanager.log" 2>&1 &
children="$children $!"
"$prometheus" --config.file=prometheus/prometheus.yml --storage.tsdb.path="$data/prometheus" \
	--storage.tsdb.retention.time=400d --web.listen-address=127.0.0.1:9090 >"$data/prometheus.log" 2>&1 &
children="$children $!"

year=$((53 * 7 * 86400))
history() {
	step=
	trap 'kill "$step" 2>/dev/null; wait "$step"; exit 1' TERM
	run() {
		"$@" &
		step=$!
		wait "$step"
	}
	run ./salesforce_exporter backfill --demo --since=53w --repeat=6h --output="$data/history/year" &&
		run deploy/past.sh "$data/history/year" "$data/prometheus" $(($(date +%s) - year)) &&
		run ./salesforce_exporter backfill --demo --since=6w --repeat=30m --output="$data/history/weeks" &&
		run deploy/past.sh "$data/history/weeks" "$data/prometheus"
}
if [ -n "$demo" ] && command -v promtool >/dev/null && [ ! -d "$data/history" ]; then
	history >"$data/history.log" 2>&1 &
	past=$!
fi

cat <<TEXT
exporter      http://127.0.0.1:10733
Prometheus    http://127.0.0.1:9090/alerts
Alertmanager  http://127.0.0.1:9093
logs and data $data
Ctrl-C ends them all.
TEXT

# If one ends, all do.
while :; do
	for child in $children; do
		kill -0 "$child" 2>/dev/null || {
			tail -n 5 "$data"/*.log >&2
			fail "a program ended by itself"
		}
	done
	sleep 1 & wait $!
done

#!/bin/sh
# Evaluates the rules over history, once a day of it, and adds blocks with what they
# record, ALERTS among it:
#
#   prometheus/replay.sh BLOCKS START [END]
#
# BLOCKS is a directory with nothing but blocks, such as promtool makes of what backfill
# writes. START and END are moments such as 2026-01-31T00:00:00Z; END is by default three
# hours ago. Prometheus and promtool come from PATH; this Prometheus is on loopback, for
# this script alone, on port REPLAY_PORT.
set -eu
fail() { echo "replay.sh: $*" >&2; exit 1; }
[ $# = 2 ] || [ $# = 3 ] || fail "usage: replay.sh BLOCKS START [END]"
[ -d "$1" ] || fail "there is no directory $1"
blocks=$(cd "$1" && pwd)
start=$2
end=${3:+--end=$3}
for program in prometheus promtool; do
	command -v "$program" >/dev/null || fail "there is no $program in PATH"
done
cd "$(dirname "$0")/replay"

address=127.0.0.1:${REPLAY_PORT:-9099}
work=$(mktemp -d)
running=
stop() {
	[ -z "$running" ] || { kill "$running" 2>/dev/null; wait "$running" || true; }
	running=
}
trap 'stop; rm -rf "$work"' EXIT
trap 'exit 130' INT
trap 'exit 143' TERM
mkdir "$work/data" "$work/recorded"
cp -R "$blocks/." "$work/data"
echo 'global: {}' >"$work/prometheus.yml"

# A figure is there for a day. Blocks are read at the start.
serve() {
	prometheus --config.file="$work/prometheus.yml" --storage.tsdb.path="$work/data" \
		--storage.tsdb.retention.time=100y --query.lookback-delta=1d --web.listen-address="$address" --log.level=error &
	running=$!
	until promtool query instant "http://$address" 'vector(1)' >/dev/null 2>&1; do
		kill -0 "$running" 2>/dev/null || fail "Prometheus ended by itself"
		sleep 0.2
	done
}

for step in *.yml; do
	serve
	# Every step under the same name: from it Prometheus derives the moment of the day.
	cp "$step" "$work/rules.yml"
	(cd "$work" && promtool tsdb create-blocks-from --max-block-duration=20000h rules --url="http://$address" \
		--start="$start" $end --output-dir=made rules.yml) >"$work/log" 2>&1 || {
		cat "$work/log" >&2
		fail "the rules of $step could not be evaluated"
	}
	stop
	for block in "$work"/made/*/; do
		[ -d "$block" ] || continue
		cp -R "$block" "$work/recorded/"
		mv "$block" "$work/data/"
	done
done

# These are blocks of one rule each, and of moments that no graph meets. Prometheus gets
# blocks of many, no longer than its own, and each value at the quarters of its day. Of the last six weeks, what
# dashboards draw or compare with last week comes each half hour; what a week is compared with, only once a day. Alerts
# come as often as dashboards ask for them, which then mark when one fired, not each quarter of a day.
# There is a file for each block, because promtool reads all of a file for each block that it makes of it.
mkdir "$work/recorded/wal" "$work/files"
promtool tsdb dump "$work/recorded" | sed '
	s/^{__name__="\([^"]*\)"\(, \)\{0,1\}/\1{/
	s/", \([a-zA-Z_][a-zA-Z0-9_]*="\)/",\1/g' | awk -v until="$(date +%s)" -v files="$work/files" '
	BEGIN {
		drawn = "^[a-z]+:salesforce_(users_logged_in_7d:ratio|activities_7d:per_user|adoption_score:ratio" \
			"|(overdue_opportunities_amount|neglected_opportunities_30d):ratio)\\{"
		block = 486 * 3600 # the longest of at most 500 hours
	}
	{
		seconds = int($NF / 1000)
		sub(/ [0-9]+$/, "")
		day = seconds - seconds % 86400
		step = 21600
		if ($0 ~ /^ALERTS\{/) step = 300
		else if ($0 ~ /^[a-z_]*_week:/) step = 86400
		else if (seconds > until - 6 * 604800 && $0 ~ drawn) step = 1800
		for (at = day; at < day + 86400 && at <= until - 10800; at += step) {
			file = files "/" int(at / block) ".om"
			print $0, at >file
			written[file]
		}
	}
	END { for (file in written) print "# EOF" >file }'
for file in "$work"/files/*.om; do
	[ -e "$file" ] || fail "the rules have nothing to say of that time"
	promtool tsdb create-blocks-from --max-block-duration=500h openmetrics "$file" "$work/made" >/dev/null
	rm "$file"
done
mv "$work"/made/*/ "$blocks/"

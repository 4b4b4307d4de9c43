#!/bin/sh
# Gives Prometheus the past that backfill wrote, and what the rules say of it:
#
#   past.sh HISTORY DATA [START]
#
# HISTORY is backfill's directory, DATA that of Prometheus, on the same disk. From START on,
# in seconds since 1970, the rules are evaluated over it. Prometheus finds new blocks within
# a minute or two. prometheus and promtool come from PATH. What it gave once it does not
# give again, as when compose.yml starts for the second time: for another past, remove HISTORY.
set -eu
history=$1
data=$2
start=${3:-}
rules=${RULES:-$(dirname "$0")/../prometheus}

step=
trap 'kill "$step" 2>/dev/null || true; wait; exit 143' INT TERM
run() { # so that a signal ends it at once
	"$@" &
	step=$!
	wait "$step"
}

rm -rf "$history/blocks" "$history/ready"
if [ -e "$history/given" ]; then
	echo "past.sh: Prometheus has the past of $history already" >&2
	rm -f "$history"/*.om
	exit 0
fi
for file in "$history"/*.om; do
	[ -e "$file" ] || continue
	run promtool tsdb create-blocks-from --max-block-duration=500h openmetrics "$file" "$history/blocks" >/dev/null
	rm "$file"
done
[ -d "$history/blocks" ] || exit 0
# Prometheus must not see half a block.
cp -R "$history/blocks" "$history/ready"
mv "$history"/ready/* "$data/"
if [ -n "$start" ]; then
	touch "$history/before"
	run "$rules/replay.sh" "$history/blocks" "$start"
	find "$history/blocks" -mindepth 1 -maxdepth 1 -type d -newer "$history/before" -exec mv {} "$data/" \;
fi
rm -rf "$history/blocks" "$history/ready"
touch "$history/given"

#!/bin/sh
# Debian gives "remove" or "upgrade", RPM the number of versions that are left.
set -e
case "$1" in
remove | 0)
	if [ -d /run/systemd/system ]; then
		systemctl disable --now salesforce_exporter.service
	fi
	;;
esac

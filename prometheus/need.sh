# Sourced by the end-to-end tests.
#
# need PACKAGE PROGRAM…: one of the programs. As root on Debian it installs the
# package; where that fails the test ends without failing, and says that nothing
# was tested: at once, and in the file $SKIPPED, which make e2e shows at the end.
need() {
	package=$1
	shift
	for program; do command -v "$program" >/dev/null && return; done
	if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
		{ apt-get update && apt-get install -y "$package"; } >/dev/null 2>&1 || true
	fi
	for program; do command -v "$program" >/dev/null && return; done
	echo "$(basename "$PWD")/e2e.sh: skipped, there is no $1 and it cannot be installed (Debian's package $package)" |
		tee -a "${SKIPPED:-/dev/null}" >&2
	exit 0
}

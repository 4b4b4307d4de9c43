#!/bin/sh
# Gives the project the module path of its repository, so that "go install" and
# other modules find it: make module-path MODULE=github.com/OWNER/salesforce_exporter
set -eu
cd "$(dirname "$0")/.."

new=${1:?give the module path, such as github.com/OWNER/salesforce_exporter}
old=$(sed -n 's/^module //p' go.mod)
files() { find . -name .git -prune -o -name node_modules -prune -o -type f -name "$1" -print; }
# edit SCRIPT FILE…
edit() {
	script=$1
	shift
	sed -i.bak -E "$script" "$@"
	for file; do rm "$file.bak"; done
}

# A package is named by the module's path and a folder of the project.
folders=$(find . -mindepth 1 -maxdepth 1 -type d ! -name '.*' | sed 's#^\./##' | paste -s -d '|' -)
packages=$(files '*.go' | xargs grep -l "\"$old/")
edit "s#\"$old/($folders)([/\"])#\"$new/\\1\\2#g" $packages
edit "s#^(module |replace |	)$old([/ ].*)?\$#\\1$new\\2#" $(files go.mod)
gofmt -w $packages # imports are in order

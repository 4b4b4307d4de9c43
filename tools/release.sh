#!/bin/sh
# Builds what a release consists of, into dist/: a static binary for each
# platform, its bill of materials in CycloneDX form, and sha256sums.txt over all.
# The same commit gives the same bytes, whoever builds it and when.
set -eu
cd "$(dirname "$0")/.."

[ -z "$(git status --porcelain)" ] || { echo "tools/release.sh: there are changes that are in no commit" >&2; exit 1; }
version=$(cat VERSION)
package=github.com/prometheus/common/version
built=$(TZ=UTC0 git log -1 --date=format-local:%Y%m%d-%H:%M:%S --format=%cd)
flags="-s -w -X $package.Version=$version -X $package.Revision=$(git rev-parse HEAD) -X $package.Branch=v$version -X $package.BuildDate=$built"

bin=$(mktemp -d)
trap 'rm -rf "$bin"' EXIT
GOBIN=$bin go install -trimpath -modfile=tools/go.mod github.com/CycloneDX/cyclonedx-gomod/cmd/cyclonedx-gomod

rm -rf dist
mkdir dist
for platform in linux-amd64 linux-arm64 darwin-amd64 darwin-arm64 windows-amd64 windows-arm64; do
	os=${platform%-*}
	name=salesforce_exporter-$version.$platform
	file=$name
	[ "$os" != windows ] || file=$name.exe
	CGO_ENABLED=0 GOOS=$os GOARCH=${platform#*-} go build -trimpath -ldflags "$flags" -o "dist/$file" ./cmd/salesforce_exporter
	"$bin/cyclonedx-gomod" bin -json -noserial -version "v$version" -output "dist/$name.cdx.json" "dist/$file" 2>/dev/null
	# The moment at which the list was made is nothing of the release.
	sed -i.bak '/^    "timestamp": /d' "dist/$name.cdx.json"
	rm "dist/$name.cdx.json.bak"
done
cp LICENSE dist/
cd dist
sha256sum -- * >sha256sums.txt
cat sha256sums.txt

package main

import (
	"bytes"
	"context"
	"encoding/pem"
	"fmt"
	"io"
	"os"
	"path/filepath"

	"github.com/google/go-containerregistry/pkg/authn"
	"github.com/google/go-containerregistry/pkg/name"
	v1 "github.com/google/go-containerregistry/pkg/v1"
	"github.com/google/go-containerregistry/pkg/v1/empty"
	"github.com/google/go-containerregistry/pkg/v1/layout"
	"github.com/google/go-containerregistry/pkg/v1/mutate"
	"github.com/google/go-containerregistry/pkg/v1/remote"
	"github.com/google/go-containerregistry/pkg/v1/tarball"
	"github.com/google/go-containerregistry/pkg/v1/types"
	"golang.org/x/crypto/x509roots/fallback/bundle"
)

// imageFolder is the OCI layout in dist/, and the name of the tar of it.
const imageFolder = "image"

// writeImage makes an image of the binaries for Linux, for all their processors
// under one name: as an OCI layout in a folder, and as a tar, which "docker load"
// and "podman load" read.
func (r *release) writeImage(dist string, binaries map[platform]string) error {
	index := mutate.IndexMediaType(v1.ImageIndex(empty.Index), types.OCIImageIndex)
	for _, p := range platforms {
		binary, ok := binaries[p]
		if !ok || p.os != "linux" {
			continue
		}
		image, err := r.imageFor(p, binary)
		if err != nil {
			return err
		}
		index = mutate.AppendManifests(index, mutate.IndexAddendum{Add: image,
			Descriptor: v1.Descriptor{Platform: &v1.Platform{OS: p.os, Architecture: p.arch}}})
	}
	folder := filepath.Join(dist, imageFolder)
	path, err := layout.Write(folder, empty.Index)
	if err != nil {
		return err
	}
	if err := path.AppendIndex(index, layout.WithAnnotations(map[string]string{
		"org.opencontainers.image.ref.name": r.version,
	})); err != nil {
		return err
	}
	entries, err := chartEntries(folder, "")
	if err != nil {
		return err
	}
	for i := range entries {
		entries[i].path = entries[i].path[1:] // without the slash before it
	}
	tar := fmt.Sprintf("%s-%s.oci.tar", program, r.version)
	return writeTo(filepath.Join(dist, tar), func(w io.Writer) error { return writeTar(w, entries, r.committed) })
}

// imageFor has what the Dockerfile's image has: the static binary, the
// certificate authorities, the licence, and nobody as user.
func (r *release) imageFor(p platform, binary string) (v1.Image, error) {
	text, err := os.ReadFile(binary)
	if err != nil {
		return nil, err
	}
	licence, err := os.ReadFile(filepath.Join(r.root, "LICENSE"))
	if err != nil {
		return nil, err
	}
	layer, err := r.layer([]entry{
		{"bin/", nil, os.ModeDir | 0o755},
		{"bin/" + program, text, 0o755},
		{"etc/", nil, os.ModeDir | 0o755},
		{"etc/ssl/", nil, os.ModeDir | 0o755},
		{"etc/ssl/certs/", nil, os.ModeDir | 0o755},
		{"etc/ssl/certs/ca-certificates.crt", authorities(), 0o644},
		{"LICENSE", licence, 0o644},
	})
	if err != nil {
		return nil, err
	}
	image := mutate.ConfigMediaType(mutate.MediaType(empty.Image, types.OCIManifestSchema1), types.OCIConfigJSON)
	if image, err = mutate.ConfigFile(image, &v1.ConfigFile{
		OS: p.os, Architecture: p.arch, Created: v1.Time{Time: r.committed},
		Config: v1.Config{
			Entrypoint: []string{"/bin/" + program}, User: "65534:65534",
			ExposedPorts: map[string]struct{}{"10733/tcp": {}}, Labels: r.labels(),
		},
		RootFS: v1.RootFS{Type: "layers"},
	}); err != nil {
		return nil, err
	}
	return mutate.Append(image, mutate.Addendum{Layer: layer, MediaType: types.OCILayer,
		History: v1.History{Created: v1.Time{Time: r.committed}, CreatedBy: "make release"}})
}

func (r *release) labels() map[string]string {
	return map[string]string{
		"org.opencontainers.image.title":    program,
		"org.opencontainers.image.version":  r.version,
		"org.opencontainers.image.revision": r.revision,
		"org.opencontainers.image.created":  r.committed.Format("2006-01-02T15:04:05Z"),
		"org.opencontainers.image.licenses": "Apache-2.0",
	}
}

func (r *release) layer(entries []entry) (v1.Layer, error) {
	var b bytes.Buffer
	if err := writeTarGz(&b, entries, r.committed); err != nil {
		return nil, err
	}
	return tarball.LayerFromOpener(func() (io.ReadCloser, error) {
		return io.NopCloser(bytes.NewReader(b.Bytes())), nil
	}, tarball.WithMediaType(types.OCILayer))
}

// authorities are the certificate authorities that Mozilla trusts, in the version
// that go.mod names, so that every machine makes the same image.
func authorities() []byte {
	var b bytes.Buffer
	for root := range bundle.Roots() {
		_ = pem.Encode(&b, &pem.Block{Type: "CERTIFICATE", Bytes: root.Certificate})
	}
	return b.Bytes()
}

// push sends the image of a layout to a registry, under a name with a tag. Who
// may do so is known from the configuration of Docker or Podman.
func push(ctx context.Context, folder, to string) error {
	ref, err := name.ParseReference(to)
	if err != nil {
		return err
	}
	path, err := layout.FromPath(folder)
	if err != nil {
		return err
	}
	outer, err := path.ImageIndex()
	if err != nil {
		return err
	}
	manifest, err := outer.IndexManifest()
	if err != nil {
		return err
	}
	if len(manifest.Manifests) != 1 {
		return fmt.Errorf("%s has %d images, want one", folder, len(manifest.Manifests))
	}
	index, err := outer.ImageIndex(manifest.Manifests[0].Digest)
	if err != nil {
		return err
	}
	err = remote.WriteIndex(ref, index, remote.WithContext(ctx), remote.WithAuthFromKeychain(authn.DefaultKeychain))
	if err != nil {
		return fmt.Errorf("push %s: %w", ref, err)
	}
	fmt.Println(ref.Context().Digest(manifest.Manifests[0].Digest.String()))
	return nil
}

// Command release makes what a release consists of, in dist/: archives, packages
// for Debian and Red Hat, an image for containers, the chart, bills of materials
// and checksums. The same commit gives the same bytes, whoever makes it and when.
//
//	go run ./release               makes all of it
//	go run ./release push NAME     pushes the image of dist/ under a name with a tag
//	go run ./release notes         prints what the changelog says of the version
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"os"
	"os/signal"
	"path/filepath"
	"strings"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	if err := run(ctx, os.Args[1:]); err != nil {
		fmt.Fprintln(os.Stderr, "release:", err)
		os.Exit(1)
	}
}

// platforms are what binaries are made for. Packages and images are made of those
// for Linux.
var platforms = []platform{{"linux", "amd64"}, {"linux", "arm64"}, {"darwin", "amd64"}, {"darwin", "arm64"},
	{"windows", "amd64"}, {"windows", "arm64"}}

func run(ctx context.Context, args []string) error {
	flags := flag.NewFlagSet("release", flag.ContinueOnError)
	root := flags.String("root", "..", "the project")
	image := flags.String("image", "", "the image that the chart runs, such as registry.example.com/salesforce_exporter")
	if err := flags.Parse(args); err != nil {
		return err
	}
	dist := filepath.Join(*root, "dist")
	switch {
	case flags.NArg() == 2 && flags.Arg(0) == "push":
		return push(ctx, filepath.Join(dist, imageFolder), flags.Arg(1))
	case flags.NArg() == 1 && flags.Arg(0) == "notes":
		return printNotes(*root)
	case flags.NArg() > 0:
		return fmt.Errorf("unknown arguments %v", flags.Args())
	}
	r, err := newRelease(ctx, *root, *image)
	if err != nil {
		return err
	}
	if err := r.make(ctx, dist, platforms); err != nil {
		return err
	}
	sums, err := os.ReadFile(filepath.Join(dist, sumsFile))
	fmt.Print(string(sums))
	return err
}

// printNotes prints what is said of the version where it is released.
func printNotes(root string) error {
	version, err := os.ReadFile(filepath.Join(root, "VERSION"))
	if err != nil {
		return err
	}
	changelog, err := os.ReadFile(filepath.Join(root, "CHANGELOG.md"))
	if err != nil {
		return err
	}
	text, err := notes(string(changelog), strings.TrimSpace(string(version)))
	if err == nil {
		fmt.Println(text)
	}
	return err
}

// newRelease reads the version and the commit.
func newRelease(ctx context.Context, root, image string) (*release, error) {
	changed, err := output(ctx, root, "git", "status", "--porcelain")
	if err != nil {
		return nil, err
	}
	if changed != "" {
		return nil, errors.New("there are changes that are in no commit")
	}
	version, err := os.ReadFile(filepath.Join(root, "VERSION"))
	if err != nil {
		return nil, err
	}
	r := &release{root: root, image: image, version: strings.TrimSpace(string(version))}
	if r.revision, err = output(ctx, root, "git", "rev-parse", "HEAD"); err != nil {
		return nil, err
	}
	r.committed, err = commitTime(ctx, root)
	return r, err
}

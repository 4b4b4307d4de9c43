package load

import (
	"archive/zip"
	"compress/gzip"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
)

// A file is one CSV file of the export: on its own, compressed, or in a zip.
type file struct {
	path   string // as errors name it, such as export/WE_1.ZIP/Account.csv
	base   string // its name without folder and extensions
	place  string // the folder or archive that it lies in
	zip    bool   // lies in an archive
	packed bool   // is compressed, so that raw reads more than size
	size   int64  // bytes that raw reads, for the progress
	raw    func() (io.ReadCloser, error)

	count    census
	encoding *Encoding
	form     form     // how records are written
	header   []string // as written; empty if the file is empty
	firstID  string
}

// folders that the data export service fills with the contents of documents
// and attachments.
var contents = []string{"attachments", "documents", "contentversion", "contentversions", "chatterfiles", "__macosx"}

// archives are the zip files of an export, which stay open while it is read.
type archives []*zip.ReadCloser

// Close closes all of them.
func (a archives) Close() error {
	var errs []error
	for _, archive := range a {
		errs = append(errs, archive.Close())
	}
	return errors.Join(errs...)
}

// findFiles lists the files of an export in order of their names: those of a
// folder and of the folders and zip files in it, or those of one zip file.
func findFiles(root string) (files []*file, open archives, err error) {
	if to, err := filepath.EvalSymlinks(root); err == nil {
		root = to // WalkDir does not follow it
	}
	err = filepath.WalkDir(root, func(at string, entry fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if at != root && strings.HasPrefix(entry.Name(), ".") {
			return skip(entry)
		}
		if entry.IsDir() {
			if at != root && slices.Contains(contents, strings.ToLower(entry.Name())) {
				return fs.SkipDir
			}
			return nil
		}
		if strings.EqualFold(filepath.Ext(at), ".zip") {
			archive, inside, err := filesOfZip(at)
			if archive != nil {
				open = append(open, archive)
			}
			files = append(files, inside...)
			return err
		}
		base, packed, ok := csvName(entry.Name())
		if !ok {
			return nil
		}
		f, err := plainFile(at, base, packed)
		files = append(files, f)
		return err
	})
	if err != nil {
		return nil, nil, errors.Join(fmt.Errorf("read export: %w", err), open.Close())
	}
	if len(files) == 0 {
		return nil, nil, errors.Join(fmt.Errorf("%s: no files named <Object>.csv, <Object>.csv.gz or *.zip", root),
			open.Close())
	}
	return files, open, nil
}

func skip(entry fs.DirEntry) error {
	if entry.IsDir() {
		return fs.SkipDir
	}
	return nil
}

// csvName takes the extensions off the name of a file: .csv, or .csv.gz for one
// that is packed.
func csvName(name string) (base string, packed, ok bool) {
	lower := strings.ToLower(name)
	if strings.HasPrefix(lower, ".") {
		return "", false, false
	}
	if strings.HasSuffix(lower, ".gz") {
		packed = true
		lower = strings.TrimSuffix(lower, ".gz")
	}
	if !strings.HasSuffix(lower, ".csv") || lower == ".csv" {
		return "", false, false
	}
	return name[:len(lower)-len(".csv")], packed, true
}

func plainFile(at, base string, packed bool) (*file, error) {
	info, err := os.Stat(at)
	if err != nil {
		return nil, err
	}
	f := &file{path: at, base: base, place: filepath.Dir(at), size: info.Size(), packed: packed}
	f.raw = func() (io.ReadCloser, error) { return os.Open(at) }
	if packed {
		f.raw = func() (io.ReadCloser, error) { return openGzip(at) }
	}
	return f, nil
}

// A gzipFile closes the file beneath, too.
type gzipFile struct {
	*gzip.Reader
	file *os.File
}

func openGzip(at string) (io.ReadCloser, error) {
	file, err := os.Open(at)
	if err != nil {
		return nil, err
	}
	unzipped, err := gzip.NewReader(file)
	if err != nil {
		return nil, errors.Join(fmt.Errorf("%s: %w", at, err), file.Close())
	}
	return gzipFile{unzipped, file}, nil
}

// Close closes both.
func (g gzipFile) Close() error { return errors.Join(g.Reader.Close(), g.file.Close()) }

// filesOfZip lists the CSV files in a zip file. The archive is nil if it could
// not be opened.
func filesOfZip(at string) (*zip.ReadCloser, []*file, error) {
	archive, err := zip.OpenReader(at)
	if err != nil {
		return nil, nil, fmt.Errorf("%s: %w: want a whole zip file, download it again", at, err)
	}
	var files []*file
	for _, entry := range archive.File {
		folder := strings.ToLower(path.Dir(strings.ReplaceAll(entry.Name, `\`, "/")))
		base, packed, ok := csvName(path.Base(strings.ReplaceAll(entry.Name, `\`, "/")))
		if !ok || packed || slices.ContainsFunc(strings.Split(folder, "/"),
			func(f string) bool { return slices.Contains(contents, f) }) {
			continue
		}
		const encrypted = 1
		if entry.Flags&encrypted != 0 {
			return archive, nil, fmt.Errorf("%s/%s is encrypted: unpack it, and name the folder", at, entry.Name)
		}
		files = append(files, &file{
			path: at + "/" + entry.Name, base: base, place: at + "/" + folder, zip: true, size: int64(entry.UncompressedSize64),
			raw: entry.Open,
		})
	}
	return archive, files, nil
}

// part is the name of a zip file that the service made one of several of.
var part = regexp.MustCompile(`(?i)^(WE_.*)_(\d+)\.zip$`)

// missingParts names the zip files that a numbered series lacks. The last ones
// cannot be told.
func missingParts(root string) []string {
	entries, err := os.ReadDir(root)
	if err != nil { // the export is one zip file
		return nil
	}
	have := map[string]map[int]bool{}
	for _, entry := range entries {
		m := part.FindStringSubmatch(entry.Name())
		if m == nil {
			continue
		}
		n, err := strconv.Atoi(m[2])
		if err != nil || n > 10_000 {
			continue
		}
		if have[m[1]] == nil {
			have[m[1]] = map[int]bool{}
		}
		have[m[1]][n] = true
	}
	var missing []string
	for series, numbers := range have {
		last := 0
		for n := range numbers {
			last = max(last, n)
		}
		for n := 1; n < last; n++ {
			if !numbers[n] {
				missing = append(missing, series+"_"+strconv.Itoa(n)+".zip")
			}
		}
	}
	slices.Sort(missing)
	return missing
}

package org

import (
	"bytes"
	"compress/gzip"
	"encoding/json"
	"errors"
	"fmt"
	"io"

	"salesforce_exporter/collector"
	"salesforce_exporter/internal/soql"
)

// write writes what is kept: the head, then answers and people one by one.
func (k *kept) write(out io.Writer) error {
	encoder := json.NewEncoder(out)
	if err := encoder.Encode(k.head); err != nil {
		return err
	}
	for _, a := range k.answers {
		a.Rows = a.packed.List()
		if err := encoder.Encode(a); err != nil {
			return err
		}
	}
	for _, p := range k.people {
		if err := encoder.Encode(p); err != nil {
			return err
		}
	}
	return nil
}

// readKept reads what write wrote, to its end, where damage would be told.
func readKept(in io.Reader) (*kept, error) {
	decoder := json.NewDecoder(in)
	var k kept
	if err := decoder.Decode(&k.head); err != nil {
		return nil, fmt.Errorf("read the head: %w", err)
	}
	for i := range k.head.Answers {
		var a keptAnswer
		if err := decoder.Decode(&a); err != nil {
			return nil, fmt.Errorf("read answer %d: %w", i, err)
		}
		if err := a.check(); err != nil {
			return nil, fmt.Errorf("answer %d: %w", i, err)
		}
		a.packed, a.Rows = soql.RowsOf(a.Rows), nil
		k.answers = append(k.answers, a)
	}
	for i := range k.head.People {
		var p collector.KeptPerson
		if err := decoder.Decode(&p); err != nil {
			return nil, fmt.Errorf("read person %d: %w", i, err)
		}
		k.people = append(k.people, p)
	}
	if err := decoder.Decode(&struct{}{}); !errors.Is(err, io.EOF) {
		return nil, fmt.Errorf("more follows, or it is damaged: %w", err)
	}
	return &k, nil
}

// check finds rows that no collector can read.
func (a keptAnswer) check() error {
	for _, row := range a.Rows {
		if len(row) != len(a.Rows[0]) || len(row) == 0 {
			return errors.New("its rows differ in length")
		}
	}
	if a.Attempt < unasked || a.Attempt > hidden {
		return fmt.Errorf("attempt %d is not known", a.Attempt)
	}
	return nil
}

// A keptObject is an object that was described under a name; nil where the org does
// not show it. An element without a name has those of all objects, if they were asked for.
type keptObject struct {
	Name   string
	Object *collector.Object
	Names  []collector.Named `json:",omitempty"`
}

// packObjects compresses a schema.
func packObjects(s *collector.Schema) ([]byte, error) {
	var all []keptObject
	for name, object := range s.Described() {
		all = append(all, keptObject{Name: name, Object: object})
	}
	if names := s.Names(); names != nil {
		all = append(all, keptObject{Names: names})
	}
	var packed bytes.Buffer
	zip := gzip.NewWriter(&packed)
	err := errors.Join(json.NewEncoder(zip).Encode(all), zip.Close())
	return packed.Bytes(), err
}

// mostSchema bounds a schema, unpacked.
const mostSchema = 128 << 20

func unpackObjects(packed []byte) (*collector.Schema, error) {
	zip, err := gzip.NewReader(bytes.NewReader(packed))
	if err != nil {
		return nil, err
	}
	var all []keptObject
	if err := json.NewDecoder(io.LimitReader(zip, mostSchema)).Decode(&all); err != nil {
		return nil, err
	}
	s := collector.NewSchema()
	for _, o := range all {
		if o.Name == "" {
			s.LearnNames(o.Names)
			continue
		}
		s.Learn(o.Name, o.Object)
	}
	return s, nil
}

package demo

import (
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"
)

// ParseFault reads a fault such as
//
//	503-html:every=10
//	latency=1s..3s:object=Task,share=0.1
//
// that is: a kind, for some kinds a value, and selectors.
func ParseFault(text string) (Fault, error) {
	f, err := parseFault(text)
	if err != nil {
		return Fault{}, fmt.Errorf("fault %q: %w", text, err)
	}
	return f, nil
}

func parseFault(text string) (Fault, error) {
	head, tail, selected := strings.Cut(strings.TrimSpace(text), ":")
	name, value, _ := strings.Cut(head, "=")
	f := Fault{Kind: FaultKind(name)}
	kind := f.Kind.spec()
	if kind.name == "" {
		return f, fmt.Errorf("unknown kind %q, there are: %s", name, kindNames())
	}
	if err := readFaultValue(&f, kind.value, value); err != nil {
		return f, fmt.Errorf("%s: %w", name, err)
	}
	if selected {
		separator := func(r rune) bool { return r == ':' || r == ',' }
		for _, part := range strings.FieldsFunc(tail, separator) {
			if err := readSelector(&f, strings.TrimSpace(part)); err != nil {
				return f, err
			}
		}
	}
	return f, f.check()
}

func kindNames() string {
	var names []string
	for _, k := range faultKinds() {
		names = append(names, string(k.name))
	}
	return strings.Join(names, ", ")
}

func readFaultValue(f *Fault, form faultValue, value string) (err error) {
	switch form {
	case noValue:
		if value != "" {
			return fmt.Errorf("takes no value, got %q", value)
		}
	case delayValue, shiftValue:
		f.Delay, err = readDuration(value)
	case pauseValue:
		if value != "" {
			f.Delay, err = readDuration(value)
		}
	case delaysValue:
		least, most, ranged := strings.Cut(value, "..")
		if f.Delay, err = readDuration(least); err == nil && ranged {
			f.MaxDelay, err = readDuration(most)
		}
	case stepValue:
		f.Count = 2
		if value != "" {
			f.Count, err = readCount(value)
		}
	case countValue:
		f.Count, err = readCount(value)
	case fieldValue:
		f.Field = value
	}
	return err
}

func readDuration(text string) (time.Duration, error) {
	d, err := time.ParseDuration(text)
	if err != nil {
		return 0, fmt.Errorf("%q is no duration such as 300ms, 2s or 1m30s", text)
	}
	return d, nil
}

func readCount(text string) (int, error) {
	n, err := strconv.Atoi(text)
	if err != nil {
		return 0, fmt.Errorf("%q is no whole number", text)
	}
	return n, nil
}

// A faultSelector is one of the words that say which calls a fault meets.
type faultSelector struct {
	name  string
	read  func(f *Fault, value string) error
	write func(f Fault) string // "" where it selects nothing
}

func faultSelectors() []faultSelector {
	count := func(name string, field func(*Fault) *int) faultSelector {
		return faultSelector{name,
			func(f *Fault, value string) (err error) {
				*field(f), err = readCount(value)
				return orPositive(err, *field(f) > 0)
			},
			func(f Fault) string { return unlessZero(*field(&f)) }}
	}
	duration := func(name string, field func(*Fault) *time.Duration) faultSelector {
		return faultSelector{name,
			func(f *Fault, value string) (err error) {
				*field(f), err = readDuration(value)
				return orPositive(err, *field(f) > 0)
			},
			func(f Fault) string { return writeDuration(*field(&f)) }}
	}
	text := func(name string, field func(*Fault) *string) faultSelector {
		return faultSelector{name,
			func(f *Fault, value string) error {
				*field(f) = value
				if value == "" {
					return errors.New("needs a value")
				}
				return nil
			},
			func(f Fault) string { return *field(&f) }}
	}
	return []faultSelector{
		count("nth", func(f *Fault) *int { return &f.Nth }),
		count("every", func(f *Fault) *int { return &f.Every }),
		{"share", readShare, func(f Fault) string { return unlessZero(f.Share) }},
		text("object", func(f *Fault) *string { return &f.Object }),
		text("path", func(f *Fault) *string { return &f.Path }),
		count("times", func(f *Fault) *int { return &f.Times }),
		duration("after", func(f *Fault) *time.Duration { return &f.After }),
		duration("for", func(f *Fault) *time.Duration { return &f.For }),
		{"seed", readSeed, func(f Fault) string { return unlessZero(f.Seed) }},
	}
}

func readSelector(f *Fault, text string) error {
	name, value, _ := strings.Cut(text, "=")
	all := faultSelectors()
	i := slices.IndexFunc(all, func(s faultSelector) bool { return s.name == name })
	if i < 0 {
		return fmt.Errorf("unknown selector %q, there are: %s", name, selectorNames())
	}
	if all[i].write(*f) != "" {
		return fmt.Errorf("%s is given twice", name)
	}
	if err := all[i].read(f, value); err != nil {
		return fmt.Errorf("%s: %w", name, err)
	}
	return nil
}

func selectorNames() string {
	var names []string
	for _, s := range faultSelectors() {
		names = append(names, s.name)
	}
	return strings.Join(names, ", ")
}

func orPositive(err error, positive bool) error {
	if err == nil && !positive {
		return errors.New("must be above 0")
	}
	return err
}

func unlessZero[T int | uint64 | float64](n T) string {
	if n == 0 {
		return ""
	}
	return fmt.Sprint(n)
}

func readShare(f *Fault, value string) error {
	share, err := strconv.ParseFloat(value, 64)
	if err != nil || !(share > 0 && share <= 1) {
		return fmt.Errorf("%q is no share such as 0.1; it goes from above 0 to 1", value)
	}
	f.Share = share
	return nil
}

func readSeed(f *Fault, value string) error {
	seed, err := strconv.ParseUint(value, 10, 64)
	if err != nil {
		return fmt.Errorf("%q is no whole number", value)
	}
	f.Seed = seed
	return nil
}

package demo

import (
	"errors"
	"fmt"
	"slices"
	"strings"
)

// check says what is wrong with a fault, from whatever it was made.
func (f Fault) check() error {
	kind := f.Kind.spec()
	if kind.name == "" {
		return fmt.Errorf("unknown kind %q, there are: %s", string(f.Kind), kindNames())
	}
	if err := f.checkValue(kind); err != nil {
		return fmt.Errorf("%s: %w", f.Kind, err)
	}
	if err := f.checkNumbers(); err != nil {
		return err
	}
	allowed := append(slices.Clone(kind.selectors), "after", "for")
	for _, s := range faultSelectors() {
		if s.write(f) != "" && !slices.Contains(allowed, s.name) {
			return fmt.Errorf("%s cannot be selected by %s, only by: %s", f.Kind, s.name, strings.Join(allowed, ", "))
		}
	}
	return f.checkPath(kind)
}

func (f Fault) checkValue(kind faultKind) error {
	switch kind.value {
	case delayValue:
		if f.Delay <= 0 {
			return errors.New("needs a duration above 0")
		}
	case delaysValue:
		if f.Delay < 0 || max(f.Delay, f.MaxDelay) == 0 || f.MaxDelay != 0 && f.MaxDelay < f.Delay {
			return errors.New("needs a duration above 0, or two of which the second is the longer")
		}
	case pauseValue:
		if f.Delay < 0 {
			return errors.New("needs a duration above 0")
		}
	case shiftValue:
		if f.Delay == 0 {
			return errors.New("needs a duration, such as 5m or -5m")
		}
	case countValue, stepValue:
		if f.Count < 0 {
			return errors.New("cannot count below 0")
		}
	case fieldValue:
		object, field, _ := strings.Cut(f.Field, ".")
		if object == "" || field == "" {
			return fmt.Errorf("%q is no field such as Opportunity.Amount", f.Field)
		}
	}
	return nil
}

func (f Fault) checkNumbers() error {
	if min(f.Nth, f.Every, f.Times) < 0 || min(f.After, f.For) < 0 {
		return errors.New("selectors cannot be below 0")
	}
	if !(f.Share >= 0 && f.Share <= 1) {
		return fmt.Errorf("share %v is not from 0 to 1", f.Share)
	}
	given := 0
	for _, is := range []bool{f.Nth > 0, f.Every > 0, f.Share > 0} {
		if is {
			given++
		}
	}
	if given > 1 {
		return errors.New("only one of nth, every and share can be given")
	}
	return nil
}

func (f Fault) checkPath(kind faultKind) error {
	if f.Path == "" {
		return nil
	}
	if !slices.Contains(faultPaths(), f.Path) {
		return fmt.Errorf("unknown path %q, there are: %s", f.Path, strings.Join(faultPaths(), ", "))
	}
	if (f.Path == pathToken || f.Path == pathEngagement || f.Path == pathAll) && !kind.signIn {
		return fmt.Errorf("%s meets calls to the data API only, not path=%s", f.Kind, f.Path)
	}
	return nil
}

package engagement

import (
	"bytes"
	"encoding/json"
	"errors"
	"strconv"
	"strings"
	"time"
)

// Values are read leniently: a number may come as text, and a time with an
// offset that has no colon. The documentation does not say that they do; clients
// that others wrote expect it.

// unquoted is the text of a JSON value, without quotes; empty for null.
func unquoted(text []byte) string {
	text = bytes.Trim(text, `"`)
	if string(text) == "null" {
		return ""
	}
	return string(bytes.TrimSpace(text))
}

// An ident is a numeric id; 0 for none.
type ident uint64

// UnmarshalJSON reads 12, "12" and null.
func (i *ident) UnmarshalJSON(text []byte) error {
	s := unquoted(text)
	if s == "" {
		*i = 0
		return nil
	}
	n, err := strconv.ParseUint(s, 10, 64)
	if err != nil {
		return errors.New("the id is not a number")
	}
	*i = ident(n)
	return nil
}

// A number is a whole one; 0 for none.
type number int64

// UnmarshalJSON reads 12, "12", 12.0 and null.
func (n *number) UnmarshalJSON(text []byte) error {
	s := unquoted(text)
	if s == "" {
		*n = 0
		return nil
	}
	if whole, err := strconv.ParseInt(s, 10, 64); err == nil {
		*n = number(whole)
		return nil
	}
	f, err := strconv.ParseFloat(s, 64)
	if err != nil || f < -1<<53 || f > 1<<53 {
		return errors.New("the value is not a number")
	}
	*n = number(f)
	return nil
}

// A flag is a truth value; false for none.
type flag bool

// UnmarshalJSON reads true, "true", 1, "1", their opposites and null.
func (f *flag) UnmarshalJSON(text []byte) error {
	switch strings.ToLower(unquoted(text)) {
	case "true", "1":
		*f = true
	case "false", "0", "":
		*f = false
	default:
		return errors.New("the value is not true or false")
	}
	return nil
}

// A stamp is a time in seconds since 1970, which fits until 2106; 0 for none.
type stamp uint32

// UnmarshalJSON reads an ISO 8601 time with an offset ([v5]), and null.
func (s *stamp) UnmarshalJSON(text []byte) error {
	said := unquoted(text)
	if said == "" {
		*s = 0
		return nil
	}
	for _, layout := range []string{time.RFC3339, "2006-01-02T15:04:05Z0700", "2006-01-02 15:04:05Z07:00",
		"2006-01-02 15:04:05 Z0700"} {
		if t, err := time.Parse(layout, said); err == nil {
			*s = stampOf(t)
			return nil
		}
	}
	return errors.New("the value is not a time with an offset")
}

func stampOf(t time.Time) stamp { return stamp(max(0, t.Unix())) }

// words are a text; empty for none.
type words string

// UnmarshalJSON reads a text, null, and what is no text as it stands: a
// utm_campaign may be a number.
func (w *words) UnmarshalJSON(text []byte) error {
	var s string
	switch err := json.Unmarshal(text, &s); {
	case err == nil:
		*w = words(s)
	case len(text) > 0 && text[0] != '{' && text[0] != '[':
		*w = words(text)
	default:
		return errors.New("the value is not a text")
	}
	return nil
}

package salesforce

// texts gives equal texts of answers one place in memory. The ids of owners,
// small numbers and the names of roles stand in thousands of rows.
type texts struct {
	known map[string]string
}

const (
	maxTexts    = 1 << 16
	maxTextSize = 64
)

func newTexts() *texts { return &texts{known: map[string]string{}} }

// text returns the text of the bytes.
func (t *texts) text(raw []byte) string {
	if s, ok := t.known[string(raw)]; ok {
		return s
	}
	s := string(raw)
	if len(t.known) < maxTexts && len(s) <= maxTextSize {
		t.known[s] = s
	}
	return s
}

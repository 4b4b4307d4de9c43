package engagement

import (
	"slices"
	"strconv"

	"salesforce_exporter/collector"
)

// A ref is a campaign in four bytes, as rows keep it: that of Account
// Engagement, or one that is only known by the utm_campaign of a link.
type ref uint32

const (
	noCampaign ref = 0
	// utmRef marks those that are known by their text.
	utmRef ref = 1 << 31
	// overflow stands for texts beyond those that are told apart.
	overflow ref = utmRef

	// maxTexts bounds the utm_campaign texts at a time: anybody can put any
	// text into a link.
	maxTexts = 10_000
	// maxText bounds the length of one.
	maxText = 100
)

// campaigns know the names behind refs.
type campaigns struct {
	ids   []uint64 // of Account Engagement, by ref less one
	refs  map[uint64]ref
	names map[uint64]string
	texts []string // by ref less one; empty for a place that is free
	byUTM map[string]ref
}

func newCampaigns() *campaigns {
	return &campaigns{refs: map[uint64]ref{}, names: map[uint64]string{}, byUTM: map[string]ref{}}
}

// of is the ref of a campaign of Account Engagement.
func (c *campaigns) of(id ident) ref {
	if id == 0 {
		return noCampaign
	}
	r, known := c.refs[uint64(id)]
	if !known {
		c.ids = append(c.ids, uint64(id))
		r = ref(len(c.ids))
		c.refs[uint64(id)] = r
	}
	return r
}

// ofUTM is the ref of a utm_campaign.
func (c *campaigns) ofUTM(text string) ref {
	if len(text) > maxText {
		text = text[:maxText]
	}
	if text == "" {
		return noCampaign
	}
	if r, known := c.byUTM[text]; known {
		return r
	}
	if len(c.byUTM) >= maxTexts {
		return overflow
	}
	place := len(c.texts)
	if len(c.byUTM) < place { // one was freed
		for place = 0; c.texts[place] != ""; place++ {
		}
		c.texts[place] = text
	} else {
		c.texts = append(c.texts, text)
	}
	r := utmRef | ref(place+1)
	c.byUTM[text] = r
	return r
}

// free forgets the texts that no row has any more.
func (c *campaigns) free(used map[ref]bool) {
	for text, r := range c.byUTM {
		if !used[r] {
			delete(c.byUTM, text)
			c.texts[(r&^utmRef)-1] = ""
		}
	}
}

// name is the value of the label campaign.
func (c *campaigns) name(r ref) string {
	switch {
	case r == noCampaign:
		return collector.None
	case r == overflow:
		return collector.Other
	case r&utmRef != 0:
		return c.texts[(r&^utmRef)-1]
	}
	id := c.ids[r-1]
	if name := c.names[id]; name != "" {
		return name
	}
	return strconv.FormatUint(id, 10) // no access to campaigns: better than nothing
}

// unknown reports whether there are campaigns without a name.
func (c *campaigns) unknown() bool {
	return slices.ContainsFunc(c.ids, func(id uint64) bool {
		_, known := c.names[id]
		return !known
	})
}

// settle takes it that there is nothing more to learn of names.
func (c *campaigns) settle() {
	for _, id := range c.ids {
		c.names[id] += ""
	}
}

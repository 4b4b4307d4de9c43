package load

import (
	"fmt"
	"strings"

	"salesforce_exporter/internal/demo/schema"
)

// object finds out which object a file is about: by its name, or by its ids
// where the name says nothing, as in "extract.csv" or "Account (1).csv".
func (f *file) object(all *schema.Schema) (string, error) {
	if o, ok := all.Object(f.base); ok {
		return o.Name, nil
	}
	if apiName(f.base) && strings.HasSuffix(strings.ToLower(f.base), "__c") {
		return canonical(f.base), nil
	}
	if o := withPrefix(all, f.firstID); o != nil && f.couldBe(o.Name) {
		return o.Name, nil
	}
	if apiName(f.base) {
		return canonical(f.base), nil
	}
	return "", fmt.Errorf("%s: %q is not the API name of an object, want a name such as Account.csv or Invoice__c.csv.gz",
		f.path, f.base)
}

// couldBe reports whether the name of the file allows that it is about the
// object of its ids: it is no API name as standard objects have them, or it
// begins with that object's. AccountFeed is neither, though its ids are those of
// FeedItem.
func (f *file) couldBe(object string) bool {
	begins := len(f.base) >= len(object) && strings.EqualFold(f.base[:len(object)], object)
	return begins || !apiName(f.base) || f.base[0] >= 'a'
}

// withPrefix finds the object that an id belongs to; nil if none is known.
func withPrefix(all *schema.Schema, id string) *schema.Object {
	if len(id) != 15 && len(id) != 18 {
		return nil
	}
	for _, o := range all.Objects() {
		if o.Queryable && o.KeyPrefix == id[:3] {
			return o
		}
	}
	return nil
}

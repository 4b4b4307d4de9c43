package soql

import (
	"strings"

	"github.com/alecthomas/participle/v2/lexer"

	"salesforce_exporter/internal/demo/schema"
)

// maxDepth is how many lookups a path may follow ("SOQL and SOSL Reference",
// Understanding Relationship Query Limitations).
const maxDepth = 5

// A column is a field path that was found in the schema.
type column struct {
	source  *source
	field   *schema.Field
	written string // as the statement spells it
	pos     lexer.Position
}

func (c *column) sql() string { return c.source.value(c.field) }

// column resolves a field path, joining the tables on its way.
func (t *translator) column(o *operand) (*column, error) {
	return t.columnFrom(t.root, t.stripPrefix(o.Path), o)
}

// columnFrom resolves a path that begins at the given source.
func (t *translator) columnFrom(s *source, path []string, o *operand) (*column, error) {
	at := t.at(o.Pos)
	s, err := t.walk(s, path[:len(path)-1], o.Path, at)
	if err != nil {
		return nil, err
	}
	last := path[len(path)-1]
	f, ok := s.object.Field(last)
	if !ok {
		return nil, at.refuse(invalidField,
			"No such column '%s' on entity '%s'. If you are attempting to use a custom field, "+
				"be sure to append the '__c' after the custom field name."+referToDescribe, last, s.object.Name)
	}
	return &column{source: s, field: f, written: strings.Join(o.Path, "."), pos: o.Pos}, nil
}

// walk follows the lookups of a path; written is the whole of it.
func (t *translator) walk(s *source, lookups, written []string, at place) (*source, error) {
	for _, name := range lookups {
		lookup, ok := s.object.Relationship(name)
		if !ok {
			return nil, unknownRelationship(at, name)
		}
		if s.depth == maxDepth {
			return nil, at.refuse(malformedQuery, "Relationship paths cannot go deeper than %d levels: %s",
				maxDepth, strings.Join(written, "."))
		}
		if s, ok = t.follow(s, lookup); !ok {
			return nil, unknownRelationship(at, name)
		}
	}
	return s, nil
}

// stripPrefix removes the FROM object's alias or name, with which a path may
// begin.
func (t *translator) stripPrefix(path []string) []string {
	if len(path) == 1 {
		return path
	}
	if _, ok := t.root.object.Relationship(path[0]); ok {
		return path
	}
	if strings.EqualFold(path[0], t.fromAlias) || strings.EqualFold(path[0], t.root.object.Name) {
		return path[1:]
	}
	return path
}

func unknownRelationship(at place, name string) error {
	return at.refuse(invalidField,
		"Didn't understand relationship '%s' in field path. If you are attempting to use a custom relationship, "+
			"be sure to append the '__r' after the custom relationship name."+referToDescribe, name)
}

func (t *translator) unknownObject(at place, name string) error {
	return at.refuse(invalidType, "sObject type '%s' is not supported. If you are attempting to use a custom object, "+
		"be sure to append the '__c' after the entity name."+referToDescribe, name)
}

// object resolves the name in FROM.
func (t *translator) object(f *from) (*schema.Object, error) {
	at, name := t.at(f.Pos), strings.Join(f.Path, ".")
	o, ok := t.session.Schema.Object(name)
	if !ok {
		return nil, t.unknownObject(at, name)
	}
	if !o.Queryable {
		return nil, at.refuse(invalidOperation, "entity type %s does not support query", o.Name)
	}
	return o, nil
}

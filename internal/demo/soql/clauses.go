package soql

import (
	"strings"

	"salesforce_exporter/internal/demo/schema"
)

// checkClauses refuses clauses that the REST API does not take.
func (t *translator) checkClauses(st *statement, object *schema.Object) error {
	if err := t.checkWith(st.With); err != nil {
		return err
	}
	if err := t.checkPurposes(st); err != nil {
		return err
	}
	if st.All {
		return t.at(st.From.Pos).refuse(malformedQuery, "ALL ROWS not allowed in this context")
	}
	return t.checkScope(st, object)
}

// checkWith refuses WITH SECURITY_ENFORCED and WITH USER_MODE, which are part
// of Apex only ("Apex Developer Guide", Filter SOQL Queries Using WITH
// SECURITY_ENFORCED), and data categories, which no object here has.
func (t *translator) checkWith(w *with) error {
	if w == nil {
		return nil
	}
	if strings.EqualFold(w.Words[0], "DATA") {
		return t.unsupported(w.Pos, "WITH DATA CATEGORY")
	}
	return unexpected(t.text, w.Pos, w.Words[0])
}

// checkPurposes accepts FOR VIEW and FOR REFERENCE, which only note that the
// records were looked at; locks are for Apex ("SOQL and SOSL Reference", FOR
// UPDATE), and statistics for articles.
func (t *translator) checkPurposes(st *statement) error {
	for _, f := range st.For {
		switch strings.ToUpper(f.Word) {
		case "VIEW", "REFERENCE":
		case "UPDATE":
			return t.at(f.Pos).refuse(malformedQuery, "FOR UPDATE clause cannot be used here.")
		default:
			return unexpected(t.text, f.Pos, f.Word)
		}
	}
	for _, u := range st.Update {
		return t.unsupported(u.Pos, "UPDATE "+strings.ToUpper(u.Word))
	}
	return nil
}

package collector

import (
	"errors"
	"fmt"
	"strings"
)

// A Skip is a metric that an org cannot give, why, and what to do about it.
type Skip struct {
	Metric string
	Reason string // names the object or field as Salesforce does
	Remedy string // the permission to grant, by its name in Salesforce; empty where nobody can help
}

// A SkippedError is why a figure is not there, where nothing but a change by
// somebody helps.
type SkippedError Skip

// Error is the reason.
func (e SkippedError) Error() string { return e.Reason }

// SkipOf is the skip of a metric for a reason.
func SkipOf(metric string, err error) Skip {
	s := Skip{Metric: metric, Reason: err.Error()}
	var hidden *hiddenError
	var skipped SkippedError
	switch {
	case errors.As(err, &hidden):
		s.Remedy = hidden.remedy()
	case errors.As(err, &skipped):
		s.Remedy = skipped.Remedy
	}
	return s
}

// Refused is the skip of a query that the org refused when it was asked, with a
// code and a reason: because it hides what is asked for, because the answer is too
// much, or because it refuses such a statement.
func (q Query) Refused(code, why string, hides bool) Skip {
	if q.Resource != "" {
		return Skip{Metric: Prefix + "limit_max", Reason: "/limits: " + why, Remedy: GrantSystem(ViewSetup)}
	}
	s := Skip{Metric: "metrics of " + q.Object, Reason: why}
	switch {
	case code == operationTooLarge:
		s.Reason = q.Object + " failed: " + why
		s.Remedy = GrantSystem(ViewAllData) + ": without it a large org refuses its activities; or leave " + q.Object +
			" out, such as collectors: {records: {objects: [Account, Contact]}}"
	case q.Of != "" && hides && !hidesNames(code):
		s.Remedy = "correct the statement: salesforce_exporter queries prints it"
	case hides:
		s.Remedy = grantFor(q.Object)
	case q.Grouped():
		s.Reason = q.Object + " by " + strings.Join(q.GroupBy, ", ") + ": " + why
	default:
		s.Reason = q.Object + ": " + why
	}
	if q.Of != "" {
		s.Metric, s.Reason = q.Of, q.Place+s.Reason
	}
	return s
}

// operationTooLarge is the code by which a large org refuses queries about
// activities to a user without View All Data (singer-io/tap-salesforce#98,
// restforce/restforce#683).
const operationTooLarge = "OPERATION_TOO_LARGE"

// hidesNames reports whether a code says that something is hidden or does not
// exist.
func hidesNames(code string) bool {
	return code == "INVALID_FIELD" || code == "INVALID_TYPE" || strings.HasPrefix(code, "INSUFFICIENT_ACCESS")
}

// A hiddenError is an object, a field or a relationship that the org does not
// show. Salesforce does not tell hidden from missing.
type hiddenError struct {
	object, field string
	relationship  bool
}

func (e *hiddenError) Error() string {
	switch {
	case e.relationship:
		return fmt.Sprintf("relationship %s.%s is hidden or does not exist", e.object, e.field)
	case e.field != "":
		return fmt.Sprintf("field %s.%s is hidden or does not exist", e.object, e.field)
	}
	return fmt.Sprintf("object %s is hidden or does not exist", e.object)
}

// remedy names the permission that shows what is hidden.
func (e *hiddenError) remedy() string {
	if e.field != "" {
		return fmt.Sprintf("grant Read Access to the field %s.%s in a permission set (Field Permissions)", e.object, e.field)
	}
	return grantFor(e.object)
}

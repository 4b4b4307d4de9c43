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

func skip(metric string, err error) Skip {
	s := Skip{Metric: metric, Reason: err.Error()}
	var hidden *hiddenError
	var skipped skippedError
	switch {
	case errors.As(err, &hidden):
		s.Remedy = hidden.remedy()
	case errors.As(err, &skipped):
		s.Remedy = skipped.Remedy
	}
	return s
}

// Refused is the skip of a query that the org refused when it was asked,
// because it hides what is asked for, or because the answer is too much. No
// permission helps against the latter.
func (q Query) Refused(why string, hides bool) Skip {
	if q.Limits {
		return Skip{Metric: Prefix + "limit_max", Reason: "/limits: " + why, Remedy: grantSystem(ViewSetup)}
	}
	s := Skip{Metric: "metrics of " + q.Object, Reason: why}
	switch {
	case hides:
		s.Remedy = grantFor(q.Object)
	case q.Grouped():
		s.Reason = q.Object + " by " + strings.Join(q.GroupBy, ", ") + ": " + why
	default:
		s.Reason = q.Object + ": " + why
	}
	return s
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

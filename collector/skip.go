package collector

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"salesforce_exporter/internal/setting"
)

// A Skip is a metric that an org cannot give, why, and what to do about it.
type Skip struct {
	Metric string
	Reason string // names the object or field as Salesforce does
	Remedy string // what to do about it; empty where nobody can help
	Grants []Grant
	// Mistake says that the configuration is to be changed, rather than the org.
	Mistake bool
}

// Is reports whether two skips tell the same.
func (s Skip) Is(o Skip) bool {
	return s.Metric == o.Metric && s.Reason == o.Reason && s.Remedy == o.Remedy
}

// A SkippedError is why a figure is not there, where nothing but a change by
// somebody helps.
type SkippedError Skip

// Error is the reason.
func (e SkippedError) Error() string { return e.Reason }

// SkipOf is the skip of a metric for a reason.
func SkipOf(metric string, err error) Skip {
	s := Skip{Metric: metric, Reason: err.Error()}
	if hidden, ok := errors.AsType[*hiddenError](err); ok {
		g := hidden.granting()
		s.Remedy, s.Grants = g.remedy, g.grants
	} else if skipped, ok := errors.AsType[SkippedError](err); ok {
		s.Remedy, s.Grants, s.Mistake = skipped.Remedy, skipped.Grants, skipped.Mistake
	}
	return s
}

// SkipsOf are the skips of a metric that the configuration defines, for all that keeps
// it from being measured. Where what it names is not there, that is a mistake in the
// file unless Salesforce has such a name.
func SkipsOf(s *Schema, metric string, at *setting.Lines, err error) []Skip {
	var all []Skip
	for _, e := range Each(err) {
		skip := SkipOf("", e)
		if at != nil {
			skip = s.explain(e)
		}
		var keys []string
		if placed, ok := errors.AsType[*setting.PlacedError](e); ok {
			keys = placed.Place
		}
		skip.Metric, skip.Reason = metric, at.Place(keys...)+skip.Reason
		if !slices.ContainsFunc(all, func(o Skip) bool { return o.Reason == skip.Reason }) {
			all = append(all, skip)
		}
	}
	return all
}

// Each lists the errors that were joined to one; none for nil.
func Each(err error) (all []error) {
	if joined, ok := err.(interface{ Unwrap() []error }); ok {
		for _, e := range joined.Unwrap() {
			all = append(all, Each(e)...)
		}
		return all
	}
	if err != nil {
		all = append(all, err)
	}
	return all
}

// Skipping is the plan of a metric that cannot be asked for.
func (s *Schema) Skipping(metric string, at *setting.Lines, err error) Plan {
	return Plan{Skipped: SkipsOf(s, metric, at, err)}
}

// Joined are skips as one error, which SkipsOf takes apart.
func Joined(skips []Skip) error {
	errs := make([]error, len(skips))
	for i, s := range skips {
		errs[i] = SkippedError(s)
	}
	return errors.Join(errs...)
}

// Under says below which key of the configuration an error is; nil for none.
func Under(err error, place ...string) error {
	var all []error
	for _, e := range Each(err) {
		all = append(all, &setting.PlacedError{Place: place, Err: e})
	}
	return errors.Join(all...)
}

// Refused is the skip of a query that the org refused when it was asked, with a
// code and a reason: because it hides what is asked for, because the answer is too
// much, or because it refuses such a statement.
func (q Query) Refused(code, why string, hides bool) Skip {
	if q.Resource != "" {
		return Skip{Metric: Prefix + "limit_max", Reason: "/limits: " + why, Remedy: GrantSystem(ViewSetup),
			Grants: []Grant{{Page: SystemPermissions, What: ViewSetup, Shows: "/limits"}}}
	}
	s := Skip{Metric: "metrics of " + q.Object, Reason: why}
	switch {
	case code == operationTooLarge:
		s.Reason = q.Object + " failed: " + why
		s.Remedy = GrantSystem(ViewAllData) + ": without it a large org refuses its activities; or leave " + q.Object +
			" out, such as collectors: {records: {objects: [Account, Contact]}}"
		s.Grants = System(ViewAllData)
	case q.Of != "" && hides && !strings.HasPrefix(code, "INSUFFICIENT_ACCESS"):
		// The org has described all that the statement names, so that it hides none of it.
		s.Remedy, s.Mistake = "correct the statement: salesforce_exporter queries prints it", true
	case hides:
		g := grantFor(q.Object)
		s.Remedy, s.Grants = g.remedy, g.grants
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

// A hiddenError is an object, a field or a relationship that the org does not
// show. Salesforce does not tell hidden from missing.
type hiddenError struct {
	object, field string
	relationship  bool
	before, rest  string // of the path: what leads to the object with a dot, and what follows the field
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

// granting names the permission that shows what is hidden.
func (e *hiddenError) granting() granting {
	switch {
	case e.field == "":
		return grantFor(e.object)
	case e.relationship && slices.Contains([]string{"UserRole", "Profile", "UserLicense"}, e.field):
		return grantFor(e.field)
	case e.relationship && strings.HasSuffix(e.field, "__r"):
		return byField(e.object, strings.TrimSuffix(e.field, "__r")+"__c")
	case e.relationship:
		return byField(e.object, e.field+"Id")
	}
	return byField(e.object, e.field)
}

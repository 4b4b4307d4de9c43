package demo

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"time"

	"salesforce_exporter/internal/demo/schema"
)

// What the resources for replication reach back to, and the shortest span that
// they take. That of deleted records is documented (REST API Developer Guide,
// sObject Get Deleted: 15 days; SOAP API Developer Guide, getUpdated(): 30
// days; both: startDate must be more than one minute before endDate).
const (
	deletedReach = 15 * 24 * time.Hour
	updatedReach = 30 * 24 * time.Hour
	leastSpan    = time.Minute
)

// replicationTime is how the answers write a time.
const replicationTime = "2006-01-02T15:04:05.000-0700"

type deletedAnswer struct {
	DeletedRecords    []deletedRecord `json:"deletedRecords"`
	EarliestAvailable string          `json:"earliestDateAvailable"`
	LatestCovered     string          `json:"latestDateCovered"`
}

type deletedRecord struct {
	ID          string `json:"id"`
	DeletedDate string `json:"deletedDate"`
}

type updatedAnswer struct {
	IDs           []string `json:"ids"`
	LatestCovered string   `json:"latestDateCovered"`
}

// deletedRecords answers /sobjects/X/deleted: what was put into the recycle
// bin in a span of time.
func (o *Org) deletedRecords(ctx context.Context, c *call) (any, error) {
	object, span, err := o.replicated(c, deletedReach)
	if err != nil {
		return nil, err
	}
	found, err := o.changed(ctx, c, object, span, "IsDeleted = true AND ")
	if err != nil {
		return nil, err
	}
	answer := deletedAnswer{
		DeletedRecords:    []deletedRecord{},
		EarliestAvailable: o.Now().UTC().Add(-deletedReach).Format(replicationTime),
		LatestCovered:     span.end.Format(replicationTime),
	}
	for _, r := range found {
		answer.DeletedRecords = append(answer.DeletedRecords, deletedRecord{ID: r.ID, DeletedDate: r.SystemModstamp})
	}
	return answer, nil
}

// updatedRecords answers /sobjects/X/updated: what was created or changed in a
// span of time and is not deleted.
func (o *Org) updatedRecords(ctx context.Context, c *call) (any, error) {
	object, span, err := o.replicated(c, updatedReach)
	if err != nil {
		return nil, err
	}
	condition := ""
	if _, ok := object.Field("IsDeleted"); ok {
		condition = "IsDeleted = false AND "
	}
	found, err := o.changed(ctx, c, object, span, condition)
	if err != nil {
		return nil, err
	}
	answer := updatedAnswer{IDs: []string{}, LatestCovered: span.end.Format(replicationTime)}
	for _, r := range found {
		answer.IDs = append(answer.IDs, r.ID)
	}
	return answer, nil
}

// A span is from start to end, in whole minutes: the seconds of both are
// ignored (SOAP API Developer Guide, getDeleted()).
type span struct{ start, end time.Time }

// replicated finds the object and the span that a call asks for.
func (o *Org) replicated(c *call, reach time.Duration) (*schema.Object, span, error) {
	object, ok := o.visible.Load().Object(c.path[1])
	if !ok || !objectWritable(object.Name) {
		return nil, span{}, notFound()
	}
	s := span{}
	for _, side := range []struct {
		name string
		at   *time.Time
	}{{"start", &s.start}, {"end", &s.end}} {
		at, err := time.Parse(time.RFC3339, c.params.Get(side.name))
		if err != nil {
			return nil, span{}, badReplication("%s: give a time such as 2026-03-04T09:30:00+00:00, with + as %%2B", side.name)
		}
		*side.at = at.UTC().Truncate(time.Minute)
	}
	switch {
	case s.end.Sub(s.start) < leastSpan:
		return nil, span{}, badReplication("endDate: endDate must be chronologically after startDate by more than 1 minute")
	case s.start.Before(o.Now().Add(-reach)):
		return nil, span{}, badReplication("startDate: startDate cannot be more than %d days ago", int(reach.Hours()/24))
	}
	return object, s, nil
}

// badReplication is a span that cannot be answered. The code is documented,
// the texts are worded here.
func badReplication(format string, args ...any) *refusal {
	return refuse(http.StatusBadRequest, "INVALID_REPLICATION_DATE", format, args...)
}

type changedRecord struct {
	ID             string `json:"Id"`
	SystemModstamp string
}

// changed asks for the records that changed in a span, as the running user
// sees them.
func (o *Org) changed(ctx context.Context, c *call, object *schema.Object, s span,
	condition string) ([]changedRecord, error) {
	if _, ok := object.Field("SystemModstamp"); !ok {
		return nil, notFound()
	}
	statement := fmt.Sprintf("SELECT Id, SystemModstamp FROM %s WHERE %sSystemModstamp >= %s AND SystemModstamp < %s ORDER BY SystemModstamp, Id",
		object.Name, condition, s.start.Format(time.RFC3339), s.end.Format(time.RFC3339))
	result, err := o.engine(c.version).Query(ctx, statement, true)
	if err != nil {
		return nil, err
	}
	found := make([]changedRecord, len(result.Records))
	for i, text := range result.Records {
		if err := json.Unmarshal(text, &found[i]); err != nil {
			return nil, fmt.Errorf("read a record of %s: %w", object.Name, err)
		}
	}
	return found, nil
}

package demo

import (
	"context"
	"fmt"
	"net/http"

	"salesforce_exporter/internal/demo/store"
)

// maxWhoWhats is how many people and things the activities of an org may be
// about before Salesforce refuses to check, for a user without View All Data,
// which of them may be seen (singer-io/tap-salesforce#98,
// restforce/restforce#683). E-mails are an assumption.
const maxWhoWhats = 100_000

// tooLarge refuses a query about activities in a large org to a user without
// View All Data.
func (o *Org) tooLarge(ctx context.Context, object string) error {
	var fields []string
	switch object {
	case "Task", "Event":
		fields = []string{"WhoId", "WhatId"}
	case "EmailMessage":
		fields = []string{"RelatedToId"}
	}
	if len(fields) == 0 || !o.lacks(viewAllData) {
		return nil
	}
	stored, ok := o.rows.store.Schema().Object(object)
	if !ok {
		return nil
	}
	distinct := 0
	for _, field := range fields {
		if _, ok := stored.Field(field); !ok {
			continue
		}
		n := 0
		err := o.DB().QueryRowContext(ctx,
			fmt.Sprintf("SELECT COUNT(DISTINCT %s) FROM %s", store.Quote(field), store.Quote(object))).Scan(&n)
		if err != nil {
			return fmt.Errorf("what activities are about: %w", err)
		}
		distinct += n
	}
	if distinct > o.whoWhats {
		return tooManyWhoWhats()
	}
	return nil
}

func tooManyWhoWhats() *refusal {
	return refuse(http.StatusBadRequest, "OPERATION_TOO_LARGE", "exceeded %d distinct who/what's", maxWhoWhats)
}

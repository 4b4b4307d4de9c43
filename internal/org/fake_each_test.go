package org

import (
	"context"

	"salesforce_exporter/internal/salesforce"
	"salesforce_exporter/internal/soql"
)

// AskEach tells all results when the last of them is there.
func (f *fake) AskEach(ctx context.Context, statements []soql.Statement, ended func(int, salesforce.Result)) {
	for i, r := range f.Ask(ctx, statements) {
		ended(i, r)
	}
}

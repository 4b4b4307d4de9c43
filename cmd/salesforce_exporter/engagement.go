package main

import (
	"context"
	"fmt"
	"sync"

	"salesforce_exporter/internal/budget"
	"salesforce_exporter/internal/config"
	"salesforce_exporter/internal/engagement"
	"salesforce_exporter/internal/salesforce"
	"salesforce_exporter/internal/source"
)

// sourcesOf makes what an org is measured by besides statements: its business
// unit, where there is one.
// The client is the org's own, made of cfg; the budget is nil where calls are
// free.
func sourcesOf(target *config.Org, m *measured, cfg salesforce.Config, client *salesforce.Client,
	b *budget.Budget) ([]source.Source, error) {
	unit := target.BusinessUnit
	if m.web == nil || unit.ID == "" {
		return nil, nil
	}
	transport, err := transportOf(target)
	if err != nil {
		return nil, err
	}
	cfg.Gate = nil // sign-ins are not billed
	asks := engagement.Config{
		URL: unit.URL, BusinessUnit: unit.ID, Transport: transport, UserAgent: cfg.UserAgent,
		Sessions: &unitSessions{shared: client, own: salesforce.New(cfg)},
	}
	if b != nil {
		asks.Gate = b
	}
	api, err := engagement.NewClient(asks)
	if err != nil {
		return nil, fmt.Errorf("business unit: %w", err)
	}
	made := engagement.NewUnit(engagement.Options{Client: api, Web: m.web, Budget: b, TimeZone: client.TimeZone})
	return []source.Source{made}, nil
}

// unitSessions are the org's own, until a business unit refuses one: then the
// unit has one of its own, so that what is wrong there ends no session of
// others.
type unitSessions struct {
	shared, own *salesforce.Client

	mu      sync.Mutex
	session *salesforce.Session // the own one; nil while the shared one does
}

// Token returns the token of the present session.
func (s *unitSessions) Token(ctx context.Context) (string, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.session != nil {
		return s.session.AccessToken, nil
	}
	shared, err := s.shared.Session(ctx)
	if err != nil {
		return "", err
	}
	return shared.AccessToken, nil
}

// Renew returns another token than the one that was refused.
func (s *unitSessions) Renew(ctx context.Context, _ string) (token string, err error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.session == nil {
		s.session, err = s.own.Session(ctx)
	} else {
		s.session, err = s.own.Renew(ctx, s.session)
	}
	if err != nil {
		return "", err
	}
	return s.session.AccessToken, nil
}

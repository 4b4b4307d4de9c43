package org

import (
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"salesforce_exporter/collector/builtin"
	"salesforce_exporter/internal/status"
)

// TestProgress looks at the first refresh while it runs.
func TestProgress(t *testing.T) {
	inBubble(t, func(t *testing.T) {
		f := newFake()
		f.takes = 10 * time.Second
		b := measure(t, f, func(o *Options) { o.About = status.About{Org: "emea"} }, builtin.NewUsers, builtin.NewOrg)
		r := b.org.Report(time.Now())
		if r.Org != "emea" || r.Refresh.Now != nil || r.Refresh.First != nil || b.org.Begun() || len(r.Collectors) != 2 ||
			r.Collectors[0].State != status.Waits || !r.Refresh.Next.IsZero() || r.Up != nil {
			t.Errorf("before the first scrape: %+v", r)
		}
		start := time.Now()
		go b.org.Refresh(t.Context())
		synctest.Wait()
		time.Sleep(time.Second)
		synctest.Wait()
		r = b.org.Report(time.Now())
		now := r.Refresh.Now
		if now == nil || !now.First || now.Doing != "asking" || !now.Since.Equal(start) || now.Answered != 0 ||
			now.Statements < 2 || strings.Join(now.Collectors, ",") != "users,org" || b.org.Begun() {
			t.Fatalf("while it is asked: %+v", now)
		}
		time.Sleep(10 * time.Second)
		synctest.Wait()
		if now := b.org.Report(time.Now()).Refresh.Now; now != nil && now.Answered < 2 {
			t.Errorf("when most is answered: %+v", now)
		}
		time.Sleep(time.Minute)
		synctest.Wait()
		r = b.org.Report(time.Now())
		first := r.Refresh.First
		if r.Refresh.Now != nil || first == nil || !b.org.Begun() || first.Calls != f.calls ||
			first.Series != b.org.series() ||
			first.Series == 0 || r.Collectors[0].State != status.Skips && r.Collectors[0].State != status.Works {
			t.Errorf("afterwards: %+v, %+v", r.Refresh, first)
		}
		if got := strings.Count(b.log.String(), "the first refresh is complete"); got != 1 {
			t.Errorf("the log says %d times that it is complete:\n%s", got, b.log)
		}
		time.Sleep(time.Until(r.Refresh.Next) - time.Second)
		synctest.Wait()
		calls := f.calls
		if b.org.Refresh(t.Context()); f.calls != calls {
			t.Error("it asks before the next refresh is due")
		}
		time.Sleep(time.Second)
		synctest.Wait()
		if b.org.Refresh(t.Context()); f.calls == calls || strings.Count(b.log.String(), "is complete") != 1 {
			t.Errorf("the second refresh: %d calls, the log:\n%s", f.calls-calls, b.log)
		}
	})
}

// TestPauseIsReported: an org that cannot be asked says why, and until when.
func TestPauseIsReported(t *testing.T) {
	inBubble(t, func(t *testing.T) {
		f := newFake()
		f.signIn = unreachable()
		b := measure(t, f, nil, builtin.NewUsers)
		b.org.Refresh(t.Context())
		r := b.org.Report(time.Now())
		if p := r.Refresh.Pause; p == nil || p.Failures != 1 || !strings.Contains(p.Reason, "connection refused") ||
			!p.Until.After(time.Now()) || !r.Refresh.Next.Equal(p.Until) {
			t.Errorf("the pause is %+v, and the next refresh at %s", p, r.Refresh.Next)
		}
		if r.Collectors[0].State != status.Failed || r.Up == nil || *r.Up || !b.org.Begun() {
			t.Errorf("got %+v", r)
		}
	})
}

package main

import (
	"crypto/sha256"
	"fmt"
	"maps"
	"slices"
	"sync"
	"time"

	"github.com/go-kit/log"
	"github.com/go-kit/log/level"
	"github.com/prometheus/client_golang/prometheus"

	"salesforce_exporter/internal/config"
	"salesforce_exporter/internal/org"
	"salesforce_exporter/internal/web"
)

// A fleet is the orgs that are measured. Loading the configuration again
// replaces those that it says something else of, and keeps the others with all
// they know.
type fleet struct {
	flags   targetFlags
	demoURL string
	logger  log.Logger
	reload  *reloadMetrics

	loading sync.Mutex // one load at a time
	kept    kept
	mu      sync.RWMutex
	members map[string]member
}

// A member is an org, what it was made of, and the state of its secret files.
type member struct {
	org     *org.Org
	made    [sha256.Size]byte
	secrets string
}

func newFleet(flags targetFlags, demoURL string, logger log.Logger) *fleet {
	return &fleet{flags: flags, demoURL: demoURL, logger: logger, reload: newReloadMetrics(), members: map[string]member{},
		kept: kept{budgets: newBudgets(*flags.stateDir), tokens: newTokens(logger), answers: *flags.stateDir}}
}

// load reads the configuration. With an error, everything stays as it was.
func (f *fleet) load() error {
	f.loading.Lock()
	defer f.loading.Unlock()
	next, err := f.next()
	f.reload.note(err)
	if err != nil {
		return err
	}
	f.mu.Lock()
	old := f.members
	f.members = next
	f.mu.Unlock()
	for name, m := range old {
		switch now := next[name]; {
		case now.org != m.org:
			go m.org.Retire() // a refresh under way may take its time to end
		case now.secrets != m.secrets:
			m.org.Resume()
		}
	}
	return nil
}

// next makes the orgs of the present configuration.
func (f *fleet) next() (map[string]member, error) {
	build, err := f.flags.measured.builder(f.flags.uniform(true), *f.flags.demo.on)
	if err != nil {
		return nil, err
	}
	targets, err := f.flags.targetsOf(build.file, f.demoURL)
	if err != nil {
		return nil, err
	}
	next := map[string]member{}
	for _, name := range slices.Sorted(maps.Keys(targets)) {
		measured, err := build.of(name)
		if err != nil {
			return nil, ofOrg(name, err)
		}
		made := fingerprint(measured, targets[name])
		secrets := targets[name].SecretsWritten()
		if old, ok := f.members[name]; ok && old.made == made {
			next[name] = member{org: old.org, made: made, secrets: secrets}
			continue
		}
		monitored, err := f.monitor(name, targets[name], measured)
		if err != nil {
			return nil, ofOrg(name, err)
		}
		next[name] = member{org: monitored, made: made, secrets: secrets}
	}
	return next, nil
}

// ofOrg says which org an error is about, where it has a name.
func ofOrg(name string, err error) error {
	if name == unnamed {
		return err
	}
	return fmt.Errorf("org %q: %w", name, err)
}

// monitor makes an org. The calls of the demo org are free.
func (f *fleet) monitor(name string, target *config.Org, m *measured) (*org.Org, error) {
	logger := f.logger
	if name != unnamed {
		logger = log.With(logger, "org", name)
	}
	from := f.kept
	if name == unnamed && f.demoURL != "" {
		from.budgets = nil
	}
	return f.flags.monitor(name, target, m, from, logger)
}

// fingerprint tells whether an org would be measured as before. What stands in
// secret files is read at each sign-in, so it does not count.
func fingerprint(m *measured, target *config.Org) [sha256.Size]byte {
	return sha256.Sum256(fmt.Appendf(nil, "%s %x %x", m.file.Text, sha256.Sum256(m.names.Key), target.Fingerprint()))
}

// find returns an org by its name; nil for one that is not there.
func (f *fleet) find(name string) web.Org {
	f.mu.RLock()
	defer f.mu.RUnlock()
	if m, ok := f.members[name]; ok {
		return m.org
	}
	return nil
}

// names lists the orgs that have one.
func (f *fleet) names() []string {
	f.mu.RLock()
	defer f.mu.RUnlock()
	names := slices.Sorted(maps.Keys(f.members))
	return slices.DeleteFunc(names, func(name string) bool { return name == unnamed })
}

// again loads the configuration for the operator who asked for it.
func (f *fleet) again() error {
	err := f.load()
	if err != nil {
		level.Error(f.logger).Log("msg", "the configuration was not loaded, the old one goes on", "err", err)
		return err
	}
	f.mu.RLock()
	defer f.mu.RUnlock()
	level.Info(f.logger).Log("msg", "the configuration was loaded", "orgs", len(f.members))
	return nil
}

func (f *fleet) close() {
	f.mu.RLock()
	defer f.mu.RUnlock()
	var closing sync.WaitGroup
	for _, m := range f.members {
		closing.Go(m.org.Close) // each may wait for a disk that hangs
	}
	closing.Wait()
}

// reloadMetrics say whether the configuration in the file is the one in use.
type reloadMetrics struct{ good, at prometheus.Gauge }

func newReloadMetrics() *reloadMetrics {
	return &reloadMetrics{
		good: prometheus.NewGauge(prometheus.GaugeOpts{Name: "salesforce_exporter_config_last_reload_successful",
			Help: "Whether the last attempt to load the configuration was good."}),
		at: prometheus.NewGauge(prometheus.GaugeOpts{Name: "salesforce_exporter_config_last_reload_success_timestamp_seconds", Help: "When the configuration in use was loaded."}),
	}
}

func (r *reloadMetrics) note(err error) {
	if err != nil {
		r.good.Set(0)
		return
	}
	r.good.Set(1)
	r.at.Set(float64(time.Now().Unix()))
}

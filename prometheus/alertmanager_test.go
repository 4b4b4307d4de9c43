package rules_test

import (
	"testing"
	"time"

	"github.com/prometheus/common/model"
	"go.yaml.in/yaml/v3"
)

// alertmanagerRemembers is Alertmanager's default --data.retention.
const alertmanagerRemembers = 120 * time.Hour

type route struct {
	Receiver       string
	Matchers       []string
	GroupInterval  string `yaml:"group_interval"`
	RepeatInterval string `yaml:"repeat_interval"`
	Routes         []route
}

// TestAlertmanagerRemembers: it warns of a route that repeats messages later
// than it remembers them, and earlier than it looks.
func TestAlertmanagerRemembers(t *testing.T) {
	var config struct{ Route route }
	if err := yaml.Unmarshal([]byte(read(t, "alertmanager.yml")), &config); err != nil {
		t.Fatal(err)
	}
	if len(config.Route.Routes) == 0 {
		t.Fatal("alertmanager.yml has no routes")
	}
	for _, r := range append(config.Route.Routes, config.Route) {
		if r.RepeatInterval == "" {
			r.RepeatInterval = config.Route.RepeatInterval
		}
		if r.GroupInterval == "" {
			r.GroupInterval = config.Route.GroupInterval
		}
		repeat, group := duration(t, r.RepeatInterval), duration(t, r.GroupInterval)
		if repeat > alertmanagerRemembers || repeat < group {
			t.Errorf("the route %v to %s repeats messages after %s, want no later than %s and no earlier than %s",
				r.Matchers, r.Receiver, r.RepeatInterval, alertmanagerRemembers, r.GroupInterval)
		}
	}
}

func duration(t *testing.T, text string) time.Duration {
	t.Helper()
	d, err := model.ParseDuration(text)
	if err != nil {
		t.Fatal(err)
	}
	return time.Duration(d)
}

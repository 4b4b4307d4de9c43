package main

import (
	"fmt"

	"github.com/alecthomas/kingpin/v2"

	"salesforce_exporter/collector"
)

// A factory makes one collector.
type factory struct {
	name, help string
	make       func(collector.Settings) (collector.Collector, error)
}

// factories lists all collectors. Each has a flag --[no-]collector.NAME.
func factories() []factory {
	return []factory{
		{"users", "who logs in, managers, licences", collector.NewUsers},
		{"records", "records by object: how many, created, updated", collector.NewRecords},
		{"activities", "tasks, events and e-mail", collector.NewActivities},
		{"opportunities", "the pipeline, its hygiene and results", collector.NewOpportunities},
	}
}

type collectorFlags map[string]*bool

func addCollectorFlags(cmd *kingpin.CmdClause) collectorFlags {
	flags := collectorFlags{}
	for _, f := range factories() {
		flags[f.name] = cmd.Flag("collector."+f.name, fmt.Sprintf("Measure %s.", f.help)).Default("true").Bool()
	}
	return flags
}

// build makes the collectors that are switched on.
func (flags collectorFlags) build(s collector.Settings) ([]collector.Collector, error) {
	var list []collector.Collector
	for _, f := range factories() {
		if !*flags[f.name] {
			continue
		}
		c, err := f.make(s)
		if err != nil {
			return nil, fmt.Errorf("make collector %s: %w", f.name, err)
		}
		list = append(list, c)
	}
	return list, nil
}

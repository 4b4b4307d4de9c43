package main

import (
	"fmt"

	"github.com/alecthomas/kingpin/v2"

	"salesforce_exporter/collector"
)

// collectorFlags say which collectors are switched on: --[no-]collector.NAME.
type collectorFlags map[string]*bool

func addCollectorFlags(cmd *kingpin.CmdClause) collectorFlags {
	flags := collectorFlags{}
	for _, f := range collector.BuiltIn() {
		flags[f.Name] = cmd.Flag("collector."+f.Name, fmt.Sprintf("Measure %s.", f.Help)).Default("true").Bool()
	}
	return flags
}

// build makes the collectors that are switched on.
func (flags collectorFlags) build(s collector.Settings) ([]collector.Collector, error) {
	var list []collector.Collector
	for _, f := range collector.BuiltIn() {
		if !*flags[f.Name] {
			continue
		}
		c, err := f.New(s)
		if err != nil {
			return nil, fmt.Errorf("make collector %s: %w", f.Name, err)
		}
		list = append(list, c)
	}
	return list, nil
}

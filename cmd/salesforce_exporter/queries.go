package main

import (
	"context"
	"fmt"
	"os"
	"time"

	"github.com/alecthomas/kingpin/v2"
	"github.com/go-kit/log"

	"salesforce_exporter/collector"
)

// addQueries adds the command that lists statements, for people who want to
// know before they let a program ask.
func addQueries(app *kingpin.Application) (string, command) {
	cmd := app.Command("queries", "List every SOQL statement that can be sent, one a line: collector TAB statement.")
	flags := addMeasuredFlags(cmd)
	return cmd.FullCommand(), func(context.Context, log.Logger) error {
		build, err := flags.builder(0, false)
		if err != nil {
			return err
		}
		listed := map[string]bool{} // orgs share most
		for _, name := range append([]string{unnamed}, build.file.Names()...) {
			m, err := build.of(name)
			if err != nil {
				return ofOrg(name, err)
			}
			for _, line := range statementsOf(m) {
				if !listed[line] {
					fmt.Fprintln(os.Stdout, line)
				}
				listed[line] = true
			}
		}
		return nil
	}
}

// statementsOf lists what an org may be asked, each with its collector.
func statementsOf(m *measured) (lines []string) {
	now := collector.ExampleMoment(time.Now())
	for _, statement := range m.people.Plan(collector.OpenSchema()).Further(now.Now) {
		lines = append(lines, fmt.Sprintf("users\t%s", statement))
	}
	for _, c := range m.collectors {
		for _, q := range c.Plan(collector.OpenSchema()).Queries {
			if q.Resource != "" {
				continue // no SOQL
			}
			if statement, ok := q.At(now); ok {
				lines = append(lines, fmt.Sprintf("%s\t%s", c.Name(), statement))
			}
		}
	}
	return lines
}

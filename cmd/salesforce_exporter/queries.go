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
		m, err := flags.build(0)
		if err != nil {
			return err
		}
		now := collector.ExampleMoment(time.Now())
		for _, statement := range m.people.Plan(collector.OpenSchema()).Further(now.Now) {
			fmt.Fprintf(os.Stdout, "users\t%s\n", statement)
		}
		for _, c := range m.collectors {
			for _, q := range c.Plan(collector.OpenSchema()).Queries {
				if q.Resource != "" {
					continue // no SOQL
				}
				if statement, ok := q.At(now); ok {
					fmt.Fprintf(os.Stdout, "%s\t%s\n", c.Name(), statement)
				}
			}
		}
		return nil
	}
}

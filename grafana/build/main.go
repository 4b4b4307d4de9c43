// Command build writes the dashboards into the folder that it is given:
//
//	go run ./grafana/build grafana/dashboards
package main

import (
	"fmt"
	"os"

	"salesforce_exporter/grafana"
)

func main() {
	if len(os.Args) != 2 {
		fmt.Fprintln(os.Stderr, "usage: build FOLDER")
		os.Exit(2)
	}
	if err := grafana.Write(os.Args[1]); err != nil {
		fmt.Fprintln(os.Stderr, "build:", err)
		os.Exit(1)
	}
}

package e2e

import "time"

// asPrometheus are the headers of a scrape by Prometheus 3.
var asPrometheus = map[string]string{
	"Accept": "application/openmetrics-text;version=1.0.0;escaping=allow-utf-8;q=0.6," +
		"application/openmetrics-text;version=0.0.1;q=0.5,text/plain;version=1.0.0;escaping=allow-utf-8;q=0.4," +
		"text/plain;version=0.0.4;q=0.3,*/*;q=0.2",
	"Accept-Encoding": "gzip",
}

// A ratio compares two ways of doing the same in one run, in turns, because
// machines are noisy and differ.
type ratio struct {
	least, spent time.Duration
	runs         int
}

func (r *ratio) floor(do func()) { r.least += timed(do) }

func (r *ratio) ours(do func()) {
	r.spent += timed(do)
	r.runs++
}

func timed(do func()) time.Duration {
	start := time.Now()
	do()
	return time.Since(start)
}

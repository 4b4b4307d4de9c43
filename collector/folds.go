package collector

import (
	"go.yaml.in/yaml/v3"

	"salesforce_exporter/internal/setting"
)

// Folds say how samples of a metric go together. The zero value is that of samples
// that stand alone, such as ratios, limits and ranks, each of which says something
// even where it is zero.
type Folds struct {
	// Counts tells that values add up, and that a zero only says that there is nothing to
	// count.
	Counts bool
	// Over are the labels that values are added up over, a bit for each, by their place
	// among the metric's labels. A zero is needed where a sum over them would not exist
	// without one.
	Over uint64
	// Dimensions are how many of the last labels are dimensions, which can be dropped: values
	// that count are added up then, and means have a weight.
	Dimensions int
	// Weight is the number of values that a mean is of; zero for values that are not means.
	Weight float64
}

// first are the bits of the first labels.
func first(n int) uint64 { return 1<<n - 1 }

// Zeros say where metrics that count have a zero.
type Zeros string

// The choices. ZerosNeeded is the default: a zero only where the sum of a metric over its
// other labels would not exist without it, for a combination of dimensions that has people.
const (
	ZerosNeeded Zeros = "needed"
	ZerosAll    Zeros = "all"
	ZerosNone   Zeros = "none"
)

// UnmarshalYAML reads one of the choices.
func (z *Zeros) UnmarshalYAML(node *yaml.Node) error {
	switch choice := Zeros(node.Value); choice {
	case ZerosNeeded, ZerosAll, ZerosNone:
		*z = choice
		return nil
	}
	return setting.Refuse(node, "zeros: %q is none of the choices: use all, needed or none", node.Value)
}

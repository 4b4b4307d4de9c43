package grafana

// A Unit says how figures are written, and between which bounds bars and axes
// draw them.
type Unit struct {
	name               string // of Grafana's
	decimals, min, max *float64
}

func unit(name string) Unit { return Unit{name: name} }

func (u Unit) digits(n float64) Unit { u.decimals = &n; return u }
func (u Unit) from(n float64) Unit   { u.min = &n; return u }
func (u Unit) to(n float64) Unit     { u.max = &n; return u }

// words are no figures.
func words() Unit { return unit("none") }

// counts have all their digits.
func counts() Unit { return differences().from(0) }

// differences are counts that can be less than zero.
func differences() Unit { return unit("locale").digits(0) }

// shares lie between 0 and 100 %.
func shares() Unit { return openShares(0).to(1) }

// openShares begin at 0 % and may be small, so their axis has no end of its own.
func openShares(digits float64) Unit { return unit("percentunit").digits(digits).from(0) }

// inPoints are differences of shares.
func inPoints() Unit { return unit("suffix: points").digits(1) }

// amounts are large, so they are shortened: 1.7 Mil.
func amounts() Unit { return unit("short").digits(1).from(0) }

// amountDifferences are amounts that can be less than zero.
func amountDifferences() Unit { return unit("short").digits(1) }

// perHead are small figures, such as records a person.
func perHead() Unit { return unit("short").digits(1).from(0) }

// seconds are written as the unit of time that fits.
func seconds(digits float64) Unit { return unit("s").digits(digits).from(0) }

// days are whole days.
func days() Unit { return unit("suffix: days").digits(0).from(0) }

package engagement

// A Goal is a kind of goal that visitors complete.
type Goal uint8

// The kinds. Zero is none.
const (
	NoGoal Goal = iota
	Form
	FormHandler
	LandingPage
	Link
	Webinar
	Event
	Video
	File
)

// String is the value of the label goal.
func (g Goal) String() string {
	return [...]string{"", "form", "form_handler", "landing_page", "link", "webinar", "event", "video", "file"}[g]
}

// Activity types that are goals ([va]; the numbers are those of the type list
// of the older versions' documentation, Visitor Activity Types).
const (
	typeClick           = 1
	typeSuccess         = 4 // 3 is the error of a form, which is none
	typeCustomRedirect  = 21
	typeWebinarAttended = 24
	typeWebinarSignUp   = 25
	typeEventSignUp     = 28
	typeEventCheckIn    = 29
	typeVideoConversion = 30
	typeVideoWatched    = 34 // to three quarters or more
)

// goalTypes lists the activity types that are goals: submissions and clicks,
// which many have, first.
func goalTypes() []int {
	return []int{typeSuccess, typeCustomRedirect, typeClick, typeWebinarSignUp, typeWebinarAttended,
		typeEventSignUp, typeEventCheckIn, typeVideoConversion, typeVideoWatched}
}

// goalOf tells which goal an activity is. A row that names several assets is
// one goal all the same, that of the asset that visitors saw.
func goalOf(r *row) Goal {
	switch r.Type {
	case typeSuccess:
		switch {
		case r.LandingPageID != 0:
			return LandingPage
		case r.FormHandlerID != 0:
			return FormHandler
		case r.FormID != 0:
			return Form
		}
	case typeCustomRedirect:
		if r.CustomRedirectID != 0 {
			return Link
		}
	case typeWebinarSignUp, typeWebinarAttended:
		return Webinar
	case typeEventSignUp, typeEventCheckIn:
		return Event
	case typeVideoConversion, typeVideoWatched:
		return Video
	case typeClick:
		if r.FileID != 0 {
			return File
		}
	}
	return NoGoal
}

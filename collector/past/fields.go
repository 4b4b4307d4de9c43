package past

import "slices"

// What a moment is: an instant, or a day.
const (
	instant = "instant"
	day     = "day"
)

// moments are the fields that say when something happened to a record, and that no
// later change moves (Object Reference, the fields of each object).
func moments(object string) map[string]string {
	switch object {
	case "LoginHistory":
		return map[string]string{"LoginTime": instant}
	case "EmailMessage":
		return map[string]string{"MessageDate": instant, "CreatedDate": instant}
	case "Task":
		return map[string]string{"CreatedDate": instant, "CompletedDateTime": instant}
	case "Event":
		return map[string]string{"CreatedDate": instant, "EndDateTime": instant}
	case "Case":
		return map[string]string{"CreatedDate": instant, "ClosedDate": instant}
	case "Lead":
		return map[string]string{"CreatedDate": instant, "ConvertedDate": day}
	}
	return map[string]string{"CreatedDate": instant}
}

// birth is the field that says since when a record exists.
func birth(object string) string {
	if object == "LoginHistory" {
		return "LoginTime"
	}
	return "CreatedDate"
}

// A closing is how an object says that a record is closed, and when it was.
type closing struct{ flag, at string }

func closings() map[string]closing {
	return map[string]closing{
		"Task": {"IsClosed", "CompletedDateTime"},
		"Case": {"IsClosed", "ClosedDate"},
		"Lead": {"IsConverted", "ConvertedDate"},
	}
}

// steady tells fields that a record keeps. Owners are among them: figures of the past
// are those of the owners of today.
func steady(object, field string) bool {
	if slices.Contains([]string{"Id", "OwnerId", "CreatedById", "UserId", "CreatedDate"}, field) {
		return true
	}
	switch object {
	case "LoginHistory":
		return true
	case "Task":
		return slices.Contains([]string{"TaskSubtype", "IsRecurrence"}, field)
	case "Event":
		return slices.Contains([]string{"EventSubtype", "IsRecurrence", "IsChild", "GroupEventType"}, field)
	case "EmailMessage":
		return slices.Contains([]string{"Incoming", "Status"}, field)
	case "FeedItem":
		return field == "Type"
	case "ListEmail":
		return field == "TotalSent"
	}
	return false
}

package e2e

import (
	"fmt"
	"strings"
)

// countedAmong counts the counted users whose ids a selection has.
func countedAmong(metric, ids string) figure {
	return figure{metric: metric, byOwner: true,
		rows: `SELECT u.Id owner, 1 value FROM User u WHERE ` + counted + ` AND u.Id IN (` + ids + `)`}
}

// peopleFigures count those who did something, whatever it was.
func peopleFigures() []figure {
	return each([]int{7, 30}, func(days int) (all []figure) {
		name := func(format string) string { return fmt.Sprintf(format+"_%dd", days) }
		var anything []string
		for _, object := range recordObjects {
			from := fmt.Sprintf(` FROM "%s" WHERE %s AND `, object, liveOf(object))
			created := `SELECT OwnerId` + from + since("CreatedDate", days)
			updated := `SELECT LastModifiedById` + from + since("LastModifiedDate", days)
			anything = append(anything, created, updated)
			for _, f := range []figure{countedAmong(name("people_creating_records"), created),
				countedAmong(name("people_updating_records"), updated)} {
				f.constants = []label{{"object", object}}
				all = append(all, f)
			}
		}
		closed := []string{
			`SELECT OwnerId FROM Task WHERE ` + liveOf("Task") + ` AND IsClosed = 1 AND ` + since("CompletedDateTime", days),
			`SELECT OwnerId FROM Event WHERE ` + liveOf("Event") + ` AND IsChild = 0 AND ` + since("EndDateTime", days),
		}
		anything = append(append(anything, closed...),
			`SELECT CreatedById FROM EmailMessage WHERE `+live+` AND Incoming = 0 AND `+since("MessageDate", days),
			`SELECT CreatedById FROM FeedComment WHERE `+live+` AND `+since("CreatedDate", days))
		return append(all, countedAmong(name("people_closing_activities"), strings.Join(closed, " UNION ")),
			countedAmong(name("people_working"), strings.Join(anything, " UNION ")))
	})
}

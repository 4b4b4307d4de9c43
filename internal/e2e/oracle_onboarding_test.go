package e2e

import (
	"database/sql"
	"fmt"
	"strings"
)

// recordObjects are those that the default configuration measures.
var recordObjects = []string{"Account", "Contact", "Lead", "Opportunity", "Case", "Campaign", "Task", "Event"}

const joinedUser = ` AND u.CreatedDate >= :since90 AND u.CreatedDate <= :now`

func onboardingFigures() []figure {
	joined := func(metric, which string) figure {
		return figure{metric: metric, byOwner: true,
			rows: `SELECT u.Id owner, 1 value FROM User u WHERE ` + counted + joinedUser + which}
	}
	var own []string
	for _, object := range recordObjects {
		own = append(own, fmt.Sprintf(`SELECT OwnerId FROM "%s" WHERE %s`, object, liveOf(object)),
			fmt.Sprintf(`SELECT LastModifiedById FROM "%s" WHERE %s AND %s`, object, liveOf(object), since("LastModifiedDate", 30)))
	}
	return []figure{
		joined("people_joined_90d", ""),
		joined("people_joined_logged_in_90d", " AND u.LastLoginDate IS NOT NULL"),
		joined("people_joined_working_90d", " AND u.Id IN ("+strings.Join(own, " UNION ")+")"),
	}
}

// featureFigures are about the feature of newSetup.
func featureFigures() []figure {
	return each([]int{7, 30}, func(days int) []figure {
		f := countedAmong(fmt.Sprintf("feature_people_%dd", days),
			`SELECT UserId FROM LightningUsageByPageMetrics WHERE `+sinceDay("MetricsDate", days)+
				` AND PageName IN ('/lightning/r/Opportunity/view', '/lightning/o/Opportunity/list')
			UNION SELECT OwnerId FROM Opportunity WHERE `+live+` AND `+since("CreatedDate", days)+`
			UNION SELECT LastModifiedById FROM Opportunity WHERE `+live+` AND `+since("LastModifiedDate", days))
		f.constants = []label{{"feature", "deals"}}
		return []figure{f}
	})
}

// onboarding computes how soon new people did something first.
func (o *oracle) onboarding() {
	var created []string
	for _, object := range recordObjects {
		created = append(created, fmt.Sprintf(`SELECT CreatedById who, CreatedDate at FROM "%s" WHERE %s AND %s`, object,
			liveOf(object), since("CreatedDate", 90)))
	}
	for metric, rows := range map[string]string{
		"onboarding_first_login_seconds_90d": `SELECT UserId who, LoginTime at FROM LoginHistory WHERE Status = 'Success' AND ` +
			since("LoginTime", 90),
		"onboarding_first_record_seconds_90d": strings.Join(created, " UNION ALL "),
	} {
		took := map[string]float64{}
		o.query(`SELECT u.Id, max(0, min(x.at) - u.CreatedDate) FROM User u JOIN (`+rows+`) x ON x.who = u.Id WHERE `+counted+
			joinedUser+` GROUP BY u.Id`, func(rows *sql.Rows) error {
			var id string
			var seconds float64
			err := rows.Scan(&id, &seconds)
			took[id] = seconds
			return err
		})
		const day = 86400
		o.histogram(metric, []float64{3600, day, 3 * day, 7 * day, 14 * day, 30 * day, 60 * day, 90 * day},
			func(id string) (float64, bool) { seconds, done := took[id]; return seconds, done })
	}
}

package grafana

// usual is how often a page asks anew: nothing is newer than the exporter's own intervals.
const usual = "5m"

// Pages are the dashboards.
func Pages() []Page {
	return []Page{
		overviewPage{}.page(),
		loginsPage{}.page(),
		habitsPage{}.page(),
		teamsPage{}.page(),
		pipelinePage{}.page(),
		salesPage{}.page(),
		marketingPage{}.page(),
		servicePage{}.page(),
		qualityPage{}.page(),
		licencesPage{}.page(),
		leaderboardPage{}.page(),
		exporterPage{}.page(),
	}
}

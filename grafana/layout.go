package grafana

//lint:file-ignore SA1019 The model that the SDK prefers is one that Grafana 10 to 12 cannot load.

import (
	"fmt"

	"github.com/grafana/grafana-foundation-sdk/go/cog"
	"github.com/grafana/grafana-foundation-sdk/go/dashboard"
)

// columns of Grafana's grid.
const columns = 24

// A Page is a dashboard, read from top to bottom.
type Page struct {
	UID, Title, About string
	ByOwner           bool       // whether role, profile and region are shown to choose from
	OneOrg            bool       // whether orgs are shown one at a time
	Own               []Variable // variables of this page alone; links to other pages drop them
	Refresh           string     // how often the page asks anew
	Top               []Band     // above the first heading
	Sections          []Section
}

// A Section is a heading with the bands below it.
type Section struct {
	ID    uint32
	Title string
	Bands []Band
}

// A Band is panels side by side, whose widths add up to the columns of the grid.
type Band struct {
	Height uint32
	Panels []Placed
}

// Placed is a panel with its width in columns.
type Placed struct {
	Width uint32
	Panel Panel
}

func band(height uint32, panels ...Placed) Band { return Band{height, panels} }

func at(width uint32, panel Panel) Placed { return Placed{width, panel} }

// build lays the page out on Grafana's grid.
func (p Page) build() (dashboard.Dashboard, error) {
	board := dashboard.NewDashboardBuilder(p.Title).
		Uid(p.UID).
		Description(p.About).
		Tags([]string{"salesforce", tag}).
		Timezone("browser").
		WeekStart("monday").
		Refresh(p.Refresh).
		Time("now-30d", "now").
		Tooltip(dashboard.DashboardCursorSyncCrosshair).
		Readonly().
		Variables(append(variables(p), p.Own...)).
		Annotations([]cog.Builder[dashboard.AnnotationQuery]{firingAlerts()}).
		Links([]cog.Builder[dashboard.DashboardLink]{otherDashboards()})
	y, err := place(board, p.Top, 0)
	for _, s := range p.Sections {
		if err != nil {
			break
		}
		board.WithRow(heading(s, y))
		y, err = place(board, s.Bands, y+1)
	}
	if err != nil {
		return dashboard.Dashboard{}, fmt.Errorf("%s: %w", p.UID, err)
	}
	return board.Build()
}

func otherDashboards() cog.Builder[dashboard.DashboardLink] {
	return built(dashboard.DashboardLink{
		Title:       "Salesforce dashboards",
		Type:        dashboard.DashboardLinkTypeDashboards,
		Icon:        "external link",
		Tooltip:     "The other dashboards, with the same choice and time range",
		Url:         new(""),
		Tags:        []string{tag},
		AsDropdown:  true,
		IncludeVars: true,
		KeepTime:    true,
	})
}

// firingAlerts draws a line over all courses where an alert of the rules began, and where it ended.
func firingAlerts() cog.Builder[dashboard.AnnotationQuery] {
	return dashboard.NewAnnotationQueryBuilder().
		Name("Firing alerts").
		Datasource(datasource()).
		Enable(true).
		IconColor(colourAct).
		Expr(`ALERTS{alertname=~"Salesforce.+", alertname!~"Salesforce(TargetReached|NewLeader|CompetitionEnds)", alertstate="firing", ` + ofOrg + `}`).
		Step("5m").
		TitleFormat("{{alertname}}").
		TextFormat("{{instance}} {{role}} {{region}} {{collector}} {{license}} {{limit}}").
		TagKeys("severity")
}

func heading(s Section, y uint32) cog.Builder[dashboard.RowPanel] {
	return built(dashboard.RowPanel{
		Type:    "row",
		Id:      s.ID,
		Title:   &s.Title,
		GridPos: &dashboard.GridPos{Y: y, W: columns, H: 1},
		Panels:  []dashboard.Panel{},
	})
}

// place puts bands below each other and returns where they end.
func place(board *dashboard.DashboardBuilder, bands []Band, y uint32) (uint32, error) {
	for _, b := range bands {
		x := uint32(0)
		for _, placed := range b.Panels {
			panel, err := placed.Panel.Build()
			if err != nil {
				return 0, fmt.Errorf("building the panel at x=%d, y=%d: %w", x, y, err)
			}
			panel.GridPos = &dashboard.GridPos{X: x, Y: y, W: placed.Width, H: b.Height}
			board.WithPanel(built(panel))
			x += placed.Width
		}
		if x != columns {
			return 0, fmt.Errorf("the band at y=%d is %d columns wide, not %d", y, x, columns)
		}
		y += b.Height
	}
	return y, nil
}

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

package grafana

import "fmt"

// qualityPage asks: can what is in Salesforce be used?
type qualityPage struct{}

func (p qualityPage) page() Page {
	return Page{
		UID:     uidQuality,
		Title:   "Salesforce data quality",
		About:   "Whether what is in Salesforce can be used: key fields, broken rules, fields that nobody fills, duplicates and spellings.",
		ByOwner: true,
		Refresh: usual,
		Own: []Variable{
			own("object", "Object", "salesforce_field_records", "Object that records, fields and rules belong to."),
			own("rule", "Rule", "salesforce_data_quality_violations", "Rule of the quality collector, shipped or configured."),
		},
		Top: []Band{
			top(),
			band(3, at(24, p.whereToStart())),
			band(6, at(12, p.filledNow()), at(12, p.wrongNow())),
			band(11, at(12, p.trend()), at(12, p.rules())),
		},
		Sections: []Section{
			{ID: 100, Title: "By team", Bands: []Band{
				band(11, at(12, p.lowestTeams()), at(12, p.perHead())),
				band(11, at(24, p.list())),
				band(11, at(24, p.calendar())),
			}},
			{ID: 101, Title: "Fields", Bands: []Band{
				band(12, at(14, p.population()), at(10, p.half())),
				band(12, at(11, p.unused()), at(13, p.emptier())),
			}},
			{ID: 102, Title: "Duplicates and spellings", Bands: []Band{
				band(8, at(14, p.duplicates()), at(10, p.duplicateTrend())),
				band(8, at(12, p.spellings()), at(12, p.uncounted())),
			}},
		},
	}
}

const ofObject = `object=~"$object"`

func (p qualityPage) scores() string { return owned("data_quality_score_ratio", ofObject) }
func (p qualityPage) broken() string {
	return owned("data_quality_violations", ofObject, `rule=~"$rule"`)
}
func (p qualityPage) filled() string { return whole("field_population_ratio", ofObject) }

// score of an org is the mean over objects of the mean over teams; that of several orgs is their mean.
func (p qualityPage) score() string {
	return avg(avg(avg(p.scores(), of("object")), org))
}

func (p qualityPage) byTeam() string { return avg(p.scores(), team()) }

func (p qualityPage) whereToStart() Panel {
	lowestTeam := named(fmt.Sprintf("bottomk(1, %s)", byTeam(p.byTeam())), "said", " fills the fewest key fields.")
	return saying(About{
		ID: 2, Title: "Where to start", In: words(),
		Links: []Link{drill(uidQuality, "Quality of ${__field.labels.role}", "instance", "role")},
		About: "The team of five or more whose records have the fewest key fields filled, over the objects that it owns. Click to see its quality alone.",
	}, either(lowestTeam, ofNoTeam("No team of five or more in this choice.", noTeams().When),
		"on () "+named("vector(0)", "said", "Not known: see the table above.")), "{{role}}{{in}}{{said}}", 20)
}

func (p qualityPage) filledNow() Panel {
	return tiles(About{ID: 3, Title: "What is filled"},
		Tile{Name: "Key fields filled", Expression: p.score(), In: shares(), Steps: qualitySteps(),
			About: "Weighted share of the key fields that are filled: the mean over teams, then over objects, then over orgs. Which fields count, and how much, is configuration. Below 60 %, start with the lowest object."},
		Tile{Name: "Change in a week", Expression: points(pooledChange(p.score())), In: inPoints(), Steps: change(2),
			Instead: []Reason{noHistory("data_quality_score_ratio")},
			About:   "That share less the same a week ago, in points. Quality moves slowly: a fall of 2 points in a week is an import or an integration, not people."},
		Tile{Name: "Fields nobody fills", Expression: orZero(count(p.filled()+" == 0"), p.filled()), In: counts(),
			About: "Fields of the chosen objects that are empty in every record, of the whole org. Each is a question on a form that nobody answers: the list is below."},
		Tile{Name: "Fields a few fill", Expression: orZero(count(p.filled()+" > 0 < 0.5"), p.filled()), In: counts(),
			About: "Fields that are filled in some records, but in fewer than half."})
}

func (p qualityPage) wrongNow() Panel {
	return tiles(About{ID: 5, Title: "What is wrong"},
		Tile{Name: "Broken rules", Expression: sum(p.broken()), In: counts(),
			About: "Records that break a rule, counted once for each rule. Which rule and which team is below; the records themselves are a list view in Salesforce with the condition of the rule."},
		Tile{Name: "More in a week", Expression: pooledChange(sum(p.broken())), In: differences(), Steps: growth(1, 100),
			Instead: []Reason{noHistory("data_quality_violations")},
			About:   "Broken rules less those of a week ago. A jump in one rule alone is a form or an import that leaves a field out."},
		Tile{Name: "Duplicate records", Expression: sum(whole("duplicate_records")), In: counts(),
			About: "Records in the sets that the org’s duplicate rules found, of the whole org. Merge them, largest sets first."},
		Tile{Name: "Spellings too many", Expression: sum(whole("field_value_variants", ofObject)), In: counts(),
			Steps: atMost(1, 50),
			About: "Values of text fields that differ from another in case, accents, space or punctuation only."})
}

func (p qualityPage) trend() Panel {
	return course(About{
		ID: 9, Title: "Key fields filled, by object", In: shares(), Steps: qualitySteps(),
		Links: []Link{drill(uidQuality, "Only ${__field.labels.object}", "object")},
		About: "The score of each object, mean over teams. A step down is an import without these fields; a slope is a field that people stopped filling. Click a line to see the object alone. Needs Read and View All on the objects, and key fields in the configuration.",
	}, Curve{Legend: "{{object}}", Expression: avg(avg(p.scores(), of("object")), "object"), Colours: objectColours()})
}

func (p qualityPage) rules() Panel {
	return bars(About{
		ID: 10, Title: "Records that break a rule", In: counts(),
		Links: []Link{drill(uidQuality, "Only ${__field.labels.rule}", "rule")},
		About: "By rule, most first. Click a bar to see which teams own these records. A rule that nobody means to keep is noise: take it out of the configuration.",
	}, orNone(highest(sum(p.broken(), "rule")+" > 0"), "rule", "No record breaks a rule", p.broken()), "{{rule}}")
}

func (p qualityPage) lowestTeams() Panel {
	return bars(About{
		ID: 11, Title: "Fewest key fields filled, by team", In: shares(), Steps: qualitySteps(),
		Links: []Link{drill(uidQuality, "Quality of ${__field.labels.role}", "instance", "role")},
		About: "Mean over the objects that the team’s people own records of, lowest first. Compare like with like: a lead has other key fields than a case.",
	}, orNamed(lowest(byTeam(p.byTeam())), "role", noTeams()), teamLegend)
}

func (p qualityPage) perHead() Panel {
	return bars(About{
		ID: 12, Title: "Broken rules a head, by team", In: perHead(),
		Links: []Link{drill(uidQuality, "Quality of ${__field.labels.role}", "instance", "role")},
		About: "Records that break a rule, per person of the team that owns them. Many a head is no carelessness but a process: ask what makes these fields hard to fill.",
	}, orNamed(highest(byTeam(share(p.broken(), owned("users"), team()))), "role", noTeams()), teamLegend)
}

func (p qualityPage) list() Panel {
	records := sum(p.broken(), of("rule", "object", "role"))
	none := named(named(named(fmt.Sprintf("0 * %s", count(p.broken(), org)), "rule", "No record breaks a rule"), "object",
		"All"), "role", "All teams of five or more")
	listed := fmt.Sprintf("topk by (%s) (100, %s > 0)", org, ofTeams(records))
	return tableOfNamed(About{
		ID: 13, Title: "Rules by team", In: unit("short"),
		About: "Which team of five and more owns the records that break which rule: the 100 largest of each org. Click a rule to see it or its object alone, a team to see its quality alone.",
	}, Name{Title: "Rule", Of: []string{"object", "said"}, Also: []string{"rule"}, Width: 118, Links: []Link{
		drillRow(uidQuality, "Only this rule", "rule"), drillRow(uidQuality, "Only this object", "object")}},
		[]Label{{Label: "role", Title: "Team", Width: 116, Links: []Link{
			drillRow(uidQuality, "Quality of this team", "instance", "role")}}}, sorted{by: "Records"},
		Column{Title: "Records", Expression: inWords(fmt.Sprintf("(%s or on (%s) %s)", listed, org, none), "rule", "said"),
			In: counts(), Width: 96})
}

func (p qualityPage) calendar() Panel {
	return historyOfTeams(About{
		ID: 14, Title: "Key fields filled, by team", In: shares(), Steps: qualitySteps(),
		Links: []Link{drill(uidQuality, "Quality of ${__field.labels.role}", "instance", "role")},
		About: "A row for each team, time from left to right. Green from 80 %, amber from 60 %, red below. A row that changes colour is a team, a column is a change of the form or of the key fields.",
	}, p.byTeam())
}

func (p qualityPage) population() Panel {
	by := of("object", "field")
	filled := sum(p.filled(), by)
	return tableOfNamed(About{
		ID: 15, Title: "How full fields are", In: unit("short"),
		About: "Each field that anybody fills, with the share of records in which it is filled, and how many points that changed within a week. A field that fades is one that people stopped filling. A check box is filled where it is ticked. Fields are counted once a day.",
	}, p.field(), nil, sorted{by: "Field", ascending: true},
		Column{Title: "Filled", Expression: filled + " > 0", In: shares(), Width: 62},
		Column{Title: "Change", Expression: fmt.Sprintf("(%s) and on (%s) %s > 0", points(weekChange(filled)), by, filled),
			In: inPoints(), Steps: change(5), Width: 92})
}

// field is the first column of tables of fields.
func (p qualityPage) field() Name {
	return Name{Title: "Field", Of: []string{"object", "field"}, Width: 170,
		Links: []Link{drillRow(uidQuality, "Only this object", "object")}}
}

func (p qualityPage) unused() Panel {
	by := of("object", "field")
	records := sum(whole("field_records", ofObject), of("object"))
	empty := fmt.Sprintf("(%s == 0) + on (%s) group_left () %s", sum(p.filled(), by), of("object"), records)
	none := named(named(fmt.Sprintf("0 * %s", count(p.filled(), org)), "object", "All"), "field",
		"Every field is filled somewhere")
	return tableOfNamed(About{
		ID: 16, Title: "Fields that nobody fills", In: unit("short"),
		About: "Empty in every record that was looked at. Take them off the page layout, then ask who misses them.",
	}, p.field(), nil, sorted{by: "Field", ascending: true},
		Column{Title: "Records", Expression: fmt.Sprintf("(%s or on (%s) %s)", empty, org, none),
			In: counts(), Width: 70})
}

func (p qualityPage) emptier() Panel {
	fields := lowest(inEach(points(weekChange(sum(p.filled(), of("object", "field"))))))
	moved := fmt.Sprintf(`label_join(%s, "name", "", "object", "dot", "field", "in", "says")`,
		named(withFigure(fields, of("object", "field", "in")), "dot", " · "))
	return falls(About{
		ID: 17, Title: "Fields, change in a week", In: inPoints(), Steps: change(5),
		Links: []Link{drillRow(uidQuality, "Only this object", "object")},
		About: "Share of records in which the field is filled, less the same a week ago, in points; the largest fall first. A fall of 5 points is a field that left a form, or an import without it.",
	}, orNamed(moved, "name", noHistory("field_population_ratio")), "name")
}

func (p qualityPage) half() Panel {
	return bars(About{
		ID: 18, Title: "Fields filled by a few", In: shares(),
		Links: []Link{drill(uidQuality, "Only ${__field.labels.object}", "object")},
		About: "Filled in some records, but in fewer than half; emptiest first. Either the field belongs to a few records only, or people do not know what it is for.",
	}, orNone(lowest(inEach(sum(p.filled(),
		of("object", "field"))+" > 0 < 0.5")), "object", "No field is filled in less than half", p.filled()),
		"{{object}} {{field}}{{in}}")
}

func (p qualityPage) duplicates() Panel {
	by := of("rule")
	return tableOfNamed(About{
		ID: 19, Title: "Duplicates, by duplicate rule", In: unit("short"),
		About: "Sets of records that look alike to an active duplicate rule, and the records in them. Two a set is a double entry; many a set is a test record or an import that ran twice.",
	}, Name{Title: "Rule", Of: []string{"rule"}, Width: 120}, nil, sorted{by: "Records"},
		Column{Title: "Records", Expression: sum(whole("duplicate_records"), by), In: counts(), Width: 96},
		Column{Title: "Sets", Expression: sum(whole("duplicate_record_sets"), by), In: counts(), Width: 54},
		Column{Title: "A set", Expression: share(whole("duplicate_records"), whole("duplicate_record_sets"), by),
			In: unit("short").digits(1), Width: 54})
}

func (p qualityPage) duplicateTrend() Panel {
	return stacked(About{
		ID: 20, Title: "Duplicate records", In: counts(),
		About: "Records in sets, by duplicate rule, stacked. It grows by itself; a step up is an import.",
	}, Curve{Legend: "{{rule}}", Expression: sumOverTime(whole("duplicate_records"), "rule"),
		Colours: inTints(".*Account.*", ".*Contact.*", ".*Lead.*")})
}

func (p qualityPage) spellings() Panel {
	name := p.field()
	name.Links = nil
	return tableOfNamed(About{
		ID: 21, Title: "Spellings too many", In: unit("short"),
		About: "Values of a text field that differ from another in case, accents, space or punctuation only, such as Germany and germany. Reports count them apart: merge them, then make the field a picklist.",
	}, name, nil, sorted{by: "Spellings"},
		Column{Title: "Spellings", Expression: sum(whole("field_value_variants", ofObject), of("object", "field")),
			In: counts(), Steps: atMost(1, 10), Width: 112})
}

func (p qualityPage) uncounted() Panel {
	return tableOfNamed(About{
		ID: 22, Title: "Fields not countable", In: unit("short"),
		About: "Salesforce counts no long text, rich text or encrypted fields: nothing here is known of them.",
	}, Name{Title: "Type", Of: []string{"object", "type"}, Width: 170}, nil, sorted{by: "Fields"},
		Column{Title: "Fields", Expression: sum(whole("field_not_countable", ofObject), of("object", "type")),
			In: counts(), Width: 88})
}

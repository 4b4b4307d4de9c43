package grafana

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
			band(3, at(14, p.state()), at(10, p.furthestBehind())),
			band(5, at(4, p.scoreNow()), at(4, p.scoreMoved()), at(4, p.brokenNow()), at(4, p.brokenMoved()), at(4, p.duplicatesNow()), at(4, p.unusedNow())),
			band(9, at(12, p.trend()), at(12, p.rules())),
		},
		Sections: []Section{
			{ID: 100, Title: "By team", Bands: []Band{
				band(9, at(12, p.lowestTeams()), at(12, p.perHead())),
				band(11, at(12, p.list()), at(12, p.calendar())),
			}},
			{ID: 101, Title: "Fields", Bands: []Band{
				band(12, at(24, p.population())),
				band(10, at(8, p.unused()), at(8, p.emptier()), at(8, p.half())),
			}},
			{ID: 102, Title: "Duplicates and spellings", Bands: []Band{
				band(8, at(8, p.duplicates()), at(6, p.duplicateTrend()), at(5, p.spellings()), at(5, p.uncounted())),
			}},
		},
	}
}

const qualityNoScores = "No scores: the objects need Read and View All, and key fields in the configuration"
const qualityNoFields = "No fields: the objects need Read and View All. They are counted once a day"

func (p qualityPage) scores() string {
	return owned("data_quality_score_ratio", `object=~"$object"`)
}

func (p qualityPage) broken() string {
	return owned("data_quality_violations", `object=~"$object"`, `rule=~"$rule"`)
}

func (p qualityPage) filled() string {
	return whole("field_population_ratio", `object=~"$object"`)
}

func (p qualityPage) byObject() string {
	return avg(p.scores(), "object")
}

func (p qualityPage) byRole() string {
	return avg(p.scores(), "role")
}

func (p qualityPage) score() string {
	return avg(p.byObject())
}

func (p qualityPage) thisRule() Link {
	return drill(uidQuality, "Only ${__field.labels.rule}", "rule")
}

func (p qualityPage) state() Panel {
	return saying(About{
		ID: 1, Title: "State of the records", In: words(), Empty: briefQuality,
		Links: []Link{to(uidTeams, "Usage by team")},
		About: "How full the key fields are, over all objects, and how many times a record breaks a rule. A record may break several.",
	}, sentence(word{"filled", percent(p.score())}, word{"broken", sum(p.broken())}), "{{filled}} % of the key fields are filled; records break a rule {{broken}} times.", 20)
}

func (p qualityPage) furthestBehind() Panel {
	return saying(About{
		ID: 2, Title: "Where to start", In: words(), Empty: "No team of five or more in this choice",
		Links: []Link{toTeam()},
		About: "The team of five or more whose records have the fewest key fields filled, over the objects that it owns. Click to see its other habits.",
	}, "bottomk(1, "+ofTeams(p.byRole())+")", "{{role}} fills the fewest key fields.", 20)
}

func (p qualityPage) scoreNow() Panel {
	return figure(About{
		ID: 3, Title: "Key fields filled", In: shares(), Empty: briefQuality, Steps: qualitySteps(),
		Links: []Link{to(uidTeams, "Usage by team")},
		About: "Weighted share of the key fields that are filled: of each team, then the mean over teams, then over objects. Which fields count, and how much, is configuration. Below 60 %, start with the lowest object.",
	}, p.score())
}

func (p qualityPage) scoreMoved() Panel {
	return figure(About{
		ID: 4, Title: "Change in a week", In: moves(1), Empty: briefWeek, Steps: change(0.02),
		Links: []Link{to(uidTeams, "Usage by team")},
		About: "That share less the same a week ago. Quality moves slowly: a fall of 2 % in a week is an import or an integration, not people.",
	}, weekChange(p.score()))
}

func (p qualityPage) brokenNow() Panel {
	return figure(About{
		ID: 5, Title: "Broken rules", In: counts(), Empty: "No records visible",
		Links: []Link{to(uidTeams, "Usage by team")},
		About: "Records that break a rule, counted once for each rule. Which rule and which team is below; the records themselves are a list view in Salesforce with the condition of the rule.",
	}, sum(p.broken()))
}

func (p qualityPage) brokenMoved() Panel {
	return figure(About{
		ID: 6, Title: "More in a week", In: differences(), Empty: briefWeek, Steps: atMost(1, 100),
		Links: []Link{to(uidTeams, "Usage by team")},
		About: "Broken rules less those of a week ago. Green is fewer. A jump in one rule alone is a form or an import that leaves a field out.",
	}, weekChange(sum(p.broken())))
}

func (p qualityPage) duplicatesNow() Panel {
	return figure(About{
		ID: 7, Title: "Duplicate records", In: counts(), Empty: briefDuplicates,
		Links: []Link{to(uidMarketing, "Marketing")},
		About: "Records in the sets that the org’s duplicate rules found, of the whole org. Merge them, largest sets first.",
	}, sum(whole("duplicate_records")))
}

func (p qualityPage) unusedNow() Panel {
	return figure(About{
		ID: 8, Title: "Fields nobody fills", In: counts(), Empty: briefFields,
		Links: []Link{to(uidExporter, "Exporter health")},
		About: "Fields of the chosen objects that are empty in every record, of the whole org. Each is a question on a form that nobody answers: the list is below.",
	}, orZero(count(p.filled()+" == 0"), p.filled()))
}

func (p qualityPage) trend() Panel {
	return course(About{
		ID: 9, Title: "Key fields filled, by object", In: shares(), Empty: qualityNoScores,
		Links: []Link{drill(uidQuality, "Only ${__field.labels.object}", "object")},
		About: "The score of each object, mean over teams. A step down is an import without these fields; a slope is a field that people stopped filling. Click a line to see the object alone.",
	}, []Curve{
		{Legend: "{{object}}", Expression: p.byObject()},
	})
}

func (p qualityPage) rules() Panel {
	return bars(About{
		ID: 10, Title: "Records that break a rule", In: counts(), Empty: "No record breaks a rule",
		Links: []Link{p.thisRule()},
		About: "By rule, most first. Click a bar to see which teams own these records. A rule that nobody means to keep is noise: take it out of the configuration.",
	}, highest(sum(p.broken(), "rule")+" > 0"), "{{rule}}")
}

func (p qualityPage) lowestTeams() Panel {
	return bars(About{
		ID: 11, Title: "Fewest key fields filled, by team", In: shares(), Empty: "No team of five or more has a score", Steps: qualitySteps(),
		Links: []Link{toTeam()},
		About: "Mean over the objects that the team’s people own records of, lowest first. Compare like with like: a lead has other key fields than a case.",
	}, lowest(ofTeams(p.byRole())), "{{role}}")
}

func (p qualityPage) perHead() Panel {
	return bars(About{
		ID: 12, Title: "Broken rules per head, by team", In: amounts(), Empty: "No team of five or more breaks a rule",
		Links: []Link{toTeam()},
		About: "Records that break a rule, per person of the team that owns them. Many a head is no carelessness but a process: ask what makes these fields hard to fill.",
	}, highest(ofTeams(share(p.broken(), owned("users"), "role")+" > 0")), "{{role}}")
}

func (p qualityPage) list() Panel {
	return tableOf(About{
		ID: 13, Title: "Rules by team", In: unit("short"), Empty: "No record breaks a rule",
		About: "Which team owns the records that break which rule: the 100 largest. Click a rule or an object to see it alone, a team to see its other habits.",
	}, []Label{
		{Label: "rule", Title: "Rule", Width: 330, Links: []Link{drillRow(uidQuality, "Only this rule", "rule")}},
		{Label: "object", Title: "Object", Width: 130, Links: []Link{drillRow(uidQuality, "Only this object", "object")}},
		{Label: "role", Title: "Team", Links: []Link{rowToTeam()}},
	}, []Column{
		{Title: "Records", Expression: "topk(100, " + ofTeams(sum(p.broken(), "rule, object, role")) + " > 0)", In: counts(), Width: 100},
	}, sorted{by: "Records"})
}

func (p qualityPage) calendar() Panel {
	return history(About{
		ID: 14, Title: "Share of key fields filled, by team", In: shares(), Empty: "No team of five or more has a score", Steps: qualitySteps(),
		Links: []Link{toTeam()},
		About: "A row for each team, time from left to right. Green from 80 %, amber from 60 %, red below. A row that changes colour is a team, a column is a change of the form or of the key fields.",
	}, ofTeams(p.byRole()), "{{role}}")
}

func (p qualityPage) population() Panel {
	return shades(About{
		ID: 15, Title: "$object: filled fields", In: shares(), Empty: qualityNoFields,
		Links: []Link{to(uidQuality, "Data quality")},
		About: "A row for each field that anybody fills, the darker the more records have it; time from left to right. A row that fades is a field that people stopped filling. A check box is filled where it is ticked.",
	}, p.filled()+" > 0", "{{field}}", "object", 3)
}

func (p qualityPage) unused() Panel {
	return tableOf(About{
		ID: 16, Title: "Fields that nobody fills", In: unit("short"), Empty: "Every field is filled somewhere",
		About: "Empty in every record that was looked at. Take them off the page layout, then ask who misses them.",
	}, []Label{
		{Label: "object", Title: "Object", Width: 130, Links: []Link{drillRow(uidQuality, "Only this object", "object")}},
		{Label: "field", Title: "Field"},
	}, []Column{
		{Title: "Records", Expression: "(" + sum(p.filled(), "object, field") + " == 0) + on (object) group_left () " + sum(whole("field_records", `object=~"$object"`), "object"), In: counts(), Width: 100},
	}, sorted{by: "Object", ascending: true})
}

func (p qualityPage) emptier() Panel {
	return bars(About{
		ID: 17, Title: "Fields that lost most in a week", In: moves(1), Empty: briefWeek, Steps: change(0.05),
		Links: []Link{drill(uidQuality, "Only ${__field.labels.object}", "object")},
		About: "Share of records in which the field is filled, less the same a week ago; the largest falls first. A fall of 5 % is a field that left a form, or an import without it.",
	}, lowest(weekChange(sum(p.filled(), "object, field"))), "{{object}}.{{field}}")
}

func (p qualityPage) half() Panel {
	return bars(About{
		ID: 18, Title: "Fields filled by a few", In: shares(), Empty: "No field is filled in less than half",
		Links: []Link{drill(uidQuality, "Only ${__field.labels.object}", "object")},
		About: "Filled in some records, but in fewer than half; emptiest first. Either the field belongs to a few records only, or people do not know what it is for.",
	}, lowest(sum(p.filled(), "object, field")+" > 0 < 0.5"), "{{object}}.{{field}}")
}

func (p qualityPage) duplicates() Panel {
	return tableOf(About{
		ID: 19, Title: "Duplicates, by duplicate rule", In: unit("short"), Empty: briefDuplicates,
		About: "Sets of records that look alike to an active duplicate rule, and the records in them. Two a set is a double entry; many a set is a test record or an import that ran twice.",
	}, []Label{
		{Label: "rule", Title: "Duplicate rule"},
	}, []Column{
		{Title: "Records", Expression: sum(whole("duplicate_records"), "rule"), In: counts(), Width: 100},
		{Title: "Sets", Expression: sum(whole("duplicate_record_sets"), "rule"), In: counts(), Width: 90},
		{Title: "Records a set", Expression: share(whole("duplicate_records"), whole("duplicate_record_sets"), "rule"), In: amounts(), Width: 130},
	}, sorted{by: "Records"})
}

func (p qualityPage) duplicateTrend() Panel {
	return stacked(About{
		ID: 20, Title: "Duplicate records", In: counts(), Empty: briefDuplicates,
		Links: []Link{to(uidMarketing, "Marketing")},
		About: "Records in sets, by duplicate rule, stacked. It grows by itself; a step up is an import.",
	}, []Curve{
		{Legend: "{{rule}}", Expression: sum(whole("duplicate_records"), "rule")},
	})
}

func (p qualityPage) spellings() Panel {
	return tableOf(About{
		ID: 21, Title: "Spellings too many", In: unit("short"), Empty: "No text field to compare is visible",
		About: "Values of a text field that differ from another in case, accents, space or punctuation only, such as Germany and germany. Reports count them apart: merge them, then make the field a picklist.",
	}, []Label{
		{Label: "object", Title: "Object", Width: 120},
		{Label: "field", Title: "Field"},
	}, []Column{
		{Title: "Spellings", Expression: sum(whole("field_value_variants", `object=~"$object"`), "object, field"), In: counts(), Steps: atMost(1, 10), Width: 105},
	}, sorted{by: "Spellings"})
}

func (p qualityPage) uncounted() Panel {
	return tableOf(About{
		ID: 22, Title: "Fields not countable", In: unit("short"), Empty: "Every field can be counted",
		About: "Salesforce counts no long text, rich text or encrypted fields: nothing here is known of them.",
	}, []Label{
		{Label: "object", Title: "Object", Width: 120},
		{Label: "type", Title: "Type"},
	}, []Column{
		{Title: "Fields", Expression: sum(whole("field_not_countable", `object=~"$object"`), "object, type"), In: counts(), Width: 90},
	}, sorted{by: "Fields"})
}

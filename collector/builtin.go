package collector

// BuiltIn lists the collectors that ship with the exporter.
func BuiltIn() []Factory {
	return []Factory{
		Users(), Logins(), Records(), Activities(), Opportunities(), Leads(), Cases(), Campaigns(), Forms(), WebFactory(),
		Chatter(), Reports(), Lightning(), QualityFactory(), Leaderboards(), Custom(), Org(),
	}
}

// Defaults are the settings of collectors of which a configuration says nothing,
// by name.
func Defaults(factories []Factory) map[string]Configurable {
	all := map[string]Configurable{}
	for _, f := range factories {
		all[f.Name] = f.Defaults()
	}
	return all
}

// Everything makes all collectors with all metrics that they can have without a
// configuration of the company.
func Everything(people *PeopleSource) (collectors []Collector, err error) {
	all := Defaults(BuiltIn())
	Find[*CaseSettings](all).Satisfaction = Score{Field: "CSAT__c", Scale: 5}
	makeOne := Maker(all, Common{People: people})
	for _, f := range BuiltIn() {
		c, err := makeOne(f.Name)
		if err != nil {
			return nil, err
		}
		collectors = append(collectors, c)
	}
	return collectors, nil
}

// ShippedNames are the names of all metrics of the built-in collectors.
func ShippedNames() (names []string, err error) {
	all, err := Everything(&PeopleSource{Dimensions: DefaultDimensions(), Names: &Names{}})
	for _, c := range all {
		for _, m := range c.Plan(OpenSchema()).Metrics() {
			names = append(names, m.Name)
		}
	}
	return names, err
}

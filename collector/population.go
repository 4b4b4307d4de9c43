package collector

import (
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"

	"salesforce_exporter/internal/soql"
)

// A Population says for which fields of an object to count how many records
// have them filled.
type Population struct {
	Object string   `yaml:"object"`
	Where  string   `yaml:"where"`  // which records are looked at; empty for all
	Fields []string `yaml:"fields"` // empty for all that the org shows and people fill
	// IgnoreDefaults takes a picklist that has its default value for one that
	// nobody filled.
	IgnoreDefaults bool `yaml:"ignore_defaults"`
}

// fieldsAStatement bounds the counts in one statement. Salesforce documents no
// number, only that complicated statements are refused.
const fieldsAStatement = 100

// flagsAStatement bounds the check boxes that are grouped together: so many
// have 256 combinations, far from the 2,000 groups of an answer.
const flagsAStatement = 8

// planPopulation counts on the server, many fields to a statement.
func (q *quality) planPopulation(s *Schema) Plan {
	every := q.settings.every(time.Duration(q.file.PopulationEvery))
	metric := func(name, help string, labels ...string) *Metric {
		return &Metric{Name: Prefix + name, Help: helpWithInterval(help, every), Labels: labels}
	}
	m := populationMetrics{
		records:   metric("field_records", "Records whose fields were looked at.", "object"),
		populated: metric("field_populated_records", "Records in which a field is filled; a check box is filled where it is ticked.", "object", "field"),
		ratio:     metric("field_population_ratio", "Share of records in which a field is filled.", "object", "field"),
		blind:     metric("fields_not_countable", "Fields of an object that Salesforce lets nobody count, such as long text.", "object"),
	}
	var plan Plan
	for _, p := range q.file.Population {
		if s.open && p.Fields == nil {
			p.Fields = q.keyFields(p.Object)
		}
		counts, skipped := planCounts(s, m, p)
		plan.Skipped = append(plan.Skipped, skipped...)
		if counts == nil {
			continue
		}
		for _, c := range counts.counts {
			plan.Queries = append(plan.Queries, Query{Statement: c.statement, MaxAge: every})
		}
		plan.parts = append(plan.parts, counts)
	}
	return plan
}

// keyFields stand for those that describe finds, where no org is asked.
func (q *quality) keyFields(object string) []string {
	for _, k := range q.file.Scores {
		if k.Object == object {
			return slices.Sorted(maps.Keys(k.Fields))
		}
	}
	return nil
}

type populationMetrics struct{ records, populated, ratio, blind *Metric }

// A population turns the counts of one object into samples.
type population struct {
	populationMetrics
	object string
	counts []count
	blind  int // fields that cannot be counted
}

// A count is a statement that says how often fields are filled.
type count struct {
	statement soql.Statement
	fields    []string
	how       counting
}

type counting int

const (
	together counting = iota // COUNT(Id), COUNT(field), …: one row
	flags                    // one row for each combination of check boxes
	alone                    // COUNT() of the records in which the field is filled
)

func planCounts(s *Schema, m populationMetrics, p Population) (*population, []Skip) {
	object, err := s.Object(p.Object)
	if err := firstError(err, checkCondition(s, p.Object, p.Where)); err != nil {
		return nil, []Skip{skip(m.ratio.Name+" of "+p.Object, err)}
	}
	fields, skipped := p.fields(s, object, m)
	plan := &population{populationMetrics: m, object: object.Name}
	var counted, boxes []string
	for _, f := range fields {
		switch {
		case f.Type == "boolean" && f.Groupable:
			boxes = append(boxes, f.Name)
		case f.Aggregatable && !(p.IgnoreDefaults && f.Default != ""):
			counted = append(counted, f.Name)
		case f.Filterable:
			plan.counts = append(plan.counts, p.alone(f))
		default:
			plan.blind++
		}
	}
	for chunk := range slices.Chunk(boxes, flagsAStatement) {
		plan.counts = append(plan.counts, p.flags(chunk))
	}
	if len(counted) == 0 {
		counted = []string{"Id"} // the number of records is needed all the same
	}
	for chunk := range slices.Chunk(counted, fieldsAStatement) {
		plan.counts = append(plan.counts, p.together(chunk))
	}
	slices.Reverse(plan.counts) // the number of records first
	return plan, skipped
}

// fields lists what is looked at. Fields that are named and not there are
// reported.
func (p Population) fields(s *Schema, object *Object, m populationMetrics) (fields []Field, skipped []Skip) {
	if p.Fields == nil {
		for _, f := range object.Fields {
			if f.filledByPeople() {
				fields = append(fields, f)
			}
		}
		return fields, nil
	}
	for _, name := range p.Fields {
		f, err := s.Field(p.Object, name)
		if err != nil {
			skipped = append(skipped, skip(m.ratio.Name+" of "+p.Object+"."+name, err))
			continue
		}
		fields = append(fields, *f)
	}
	return fields, skipped
}

// filledByPeople leaves out what Salesforce fills itself: formulas, numbers it
// gives, who did what when, and compounds of fields that are there one by one.
func (f Field) filledByPeople() bool {
	switch {
	case f.Calculated, f.AutoNumber:
		return false
	case f.Type == "id", f.Type == "address", f.Type == "location", f.Type == "base64", f.Type == "anyType", f.Type == "complexvalue":
		return false
	case strings.HasSuffix(f.Name, "GeocodeAccuracy"), strings.HasSuffix(f.Name, "Latitude"), strings.HasSuffix(f.Name, "Longitude"):
		return false
	}
	return !slices.Contains(systemFields(), f.Name)
}

// systemFields are those that Salesforce keeps on standard and custom objects
// (Object Reference, System Fields).
func systemFields() []string {
	return []string{
		"IsDeleted", "OwnerId", "MasterRecordId", "RecordTypeId", "CurrencyIsoCode", "CreatedDate", "CreatedById", "LastModifiedDate", "LastModifiedById",
		"SystemModstamp", "LastActivityDate", "LastViewedDate", "LastReferencedDate", "LastCURequestDate", "LastCUUpdateDate", "UserRecordAccessId",
		"PhotoUrl", "Jigsaw", "JigsawCompanyId", "JigsawContactId", "CleanStatus", "ConnectionReceivedId", "ConnectionSentId", "IsUnreadByOwner",
	}
}

func (p Population) together(fields []string) count {
	statement := soql.Statement{Object: p.Object, Where: p.Where, Columns: []soql.Column{{Expr: "COUNT(Id)", Alias: "v0"}}}
	for i, f := range fields {
		statement.Columns = append(statement.Columns, soql.Column{Expr: "COUNT(" + f + ")", Alias: numbered("v", i+1)})
	}
	return count{statement: statement, fields: fields, how: together}
}

func (p Population) flags(fields []string) count {
	statement := soql.Statement{Object: p.Object, Where: p.Where, GroupBy: fields}
	for _, f := range fields {
		statement.Columns = append(statement.Columns, soql.Column{Expr: f})
	}
	statement.Columns = append(statement.Columns, soql.Column{Expr: "COUNT(Id)", Alias: "v0"})
	return count{statement: statement, fields: fields, how: flags}
}

func (p Population) alone(f Field) count {
	where := f.Name + " != null"
	switch {
	case f.Type == "boolean":
		where = f.Name + " = true"
	case p.IgnoreDefaults && f.Default != "":
		where += " AND " + f.Name + " != " + soql.Quote(f.Default)
	}
	if p.Where != "" {
		where = "(" + p.Where + ") AND " + where
	}
	return count{statement: soql.Statement{Object: p.Object, Where: where}, fields: []string{f.Name}, how: alone}
}

func numbered(prefix string, n int) string { return prefix + strconv.Itoa(n) }

func (p *population) metrics() []*Metric {
	return []*Metric{p.records, p.populated, p.ratio, p.populationMetrics.blind}
}

// needs the number of records; other counts are left out where they failed.
func (p *population) needs() []string { return []string{p.counts[0].statement.String()} }

func (p *population) samples(answers Answers, _ *People) []Sample {
	all := []Sample{{Metric: p.populationMetrics.blind, Values: []string{p.object}, Value: float64(p.blind)}}
	total := 0.0
	for i, c := range p.counts {
		answer, ok := answers[c.statement.String()]
		if !ok {
			continue
		}
		records, filled, err := c.read(answer.Rows)
		if err != nil {
			return nil
		}
		if i == 0 {
			total = records
			all = append(all, Sample{Metric: p.records, Values: []string{p.object}, Value: total})
		}
		if c.how == alone {
			records = total
		}
		for j, field := range c.fields {
			if field == "Id" {
				continue
			}
			all = append(all, Sample{Metric: p.populated, Values: []string{p.object, field}, Value: filled[j]})
			if records > 0 { // the share of nothing is no number
				all = append(all, Sample{Metric: p.ratio, Values: []string{p.object, field}, Value: min(1, filled[j]/records)})
			}
		}
	}
	return all
}

// read returns how many records there are, which alone does not know, and in
// how many of them each field is filled.
func (c count) read(rows [][]string) (records float64, filled []float64, err error) {
	filled = make([]float64, len(c.fields))
	for _, row := range rows {
		switch c.how {
		case alone:
			filled[0], err = soql.ParseNumber(row[0])
		case together:
			records, err = soql.ParseNumber(row[0])
			for i := range filled {
				if err == nil {
					filled[i], err = soql.ParseNumber(row[1+i])
				}
			}
		case flags:
			var n float64
			n, err = soql.ParseNumber(row[len(c.fields)])
			records += n
			for i := range filled {
				if row[i] == "true" {
					filled[i] += n
				}
			}
		}
		if err != nil {
			return 0, nil, err
		}
	}
	return records, filled, nil
}

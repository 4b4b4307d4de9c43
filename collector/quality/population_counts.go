package quality

import (
	"slices"
	"strconv"

	"salesforce_exporter/collector"
	"salesforce_exporter/internal/soql"
)

// fieldsAStatement bounds the counts in one statement. Salesforce documents no
// number, only that complicated statements are refused.
const fieldsAStatement = 100

// flagsAStatement bounds the check boxes that are grouped together: so many
// have 256 combinations, far from the 2,000 groups of an answer.
const flagsAStatement = 8

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

// counts shares the fields out among statements, the number of all records
// first, and lists the fields that no statement can count.
func (p Population) counts(fields []collector.Field) (counts []count, blind []collector.Field) {
	var counted, boxes []string
	var rest []count
	for _, f := range fields {
		switch {
		case f.Type == "boolean" && f.Groupable:
			boxes = append(boxes, f.Name)
		case f.Aggregatable && !(p.IgnoreDefaults && f.Default != ""):
			counted = append(counted, f.Name)
		case f.Filterable:
			rest = append(rest, p.alone(f))
		default:
			blind = append(blind, f)
		}
	}
	if len(counted) == 0 {
		counted = []string{"Id"} // the number of records is needed all the same
	}
	for chunk := range slices.Chunk(counted, fieldsAStatement) {
		counts = append(counts, p.together(chunk))
	}
	for chunk := range slices.Chunk(boxes, flagsAStatement) {
		counts = append(counts, p.flags(chunk))
	}
	return append(counts, rest...), blind
}

func (p Population) together(fields []string) count {
	statement := soql.Statement{Object: p.Object, Where: p.Where, Columns: []soql.Column{{Expr: "COUNT(Id)", Alias: "v0"}}}
	for i, f := range fields {
		statement.Columns = append(statement.Columns, soql.Column{Expr: "COUNT(" + f + ")", Alias: "v" + strconv.Itoa(i+1)})
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

func (p Population) alone(f collector.Field) count {
	where := f.Name + " != null"
	switch {
	case f.Type == "boolean":
		where = f.Name + " = true"
	case p.IgnoreDefaults && f.Default != "":
		where += " AND " + f.Name + " != " + soql.Quote(f.Default)
	}
	return count{statement: soql.Statement{Object: p.Object, Where: soql.And(p.Where, where)}, fields: []string{f.Name},
		how: alone}
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

package engagement

import (
	"context"
	"database/sql"
	"fmt"
	"net/url"
	"strings"

	"salesforce_exporter/internal/demo/engagement/model"
)

// query answers with a page of rows.
func (a *API) query(ctx context.Context, object *model.Object, params url.Values, address string) (Answer, error) {
	s, err := a.selectFields(object, params)
	if err != nil {
		return Answer{}, err
	}
	fields := params.Get("fields")
	from := place{Object: object.Name}
	if params.Has("nextPageToken") {
		if from, params, err = a.resume(object.Name, params); err != nil {
			return Answer{}, err
		}
	} else {
		rest := url.Values{}
		for name, values := range params {
			if name != "fields" {
				rest[name] = values
			}
		}
		from.Query = rest.Encode()
	}
	q, err := readFilters(object, params)
	if err != nil {
		return Answer{}, err
	}
	p, err := a.page(ctx, object, s, q, from)
	if err != nil {
		return Answer{}, err
	}
	return a.answer(p, address, fields), nil
}

// A page is the JSON of some rows, and where the next page begins.
type page struct {
	rows    []byte
	more    bool
	next    place
	warning string
}

// page reads the rows that follow a place.
func (a *API) page(ctx context.Context, object *model.Object, s *selection, q *filtering, from place) (*page, error) {
	size := min(q.limit, maxChain-from.Served)
	key, id := s.column(q.key()), s.column("t.id")
	rows, err := a.opts.DB.QueryContext(ctx, q.statement(object, s, from, size+1), q.args...)
	if err != nil {
		return nil, fmt.Errorf("read %s: %w", object.Name, err)
	}
	defer rows.Close()
	p := &page{next: from}
	row := newRow(len(s.columns))
	n := 0
	for ; n < size && rows.Next(); n++ {
		if err := rows.Scan(row.targets...); err != nil {
			return nil, fmt.Errorf("read %s: %w", object.Name, err)
		}
		if n > 0 {
			p.rows = append(p.rows, ',')
		}
		p.rows = s.encode(p.rows, row.values, a.opts.Zone)
		p.next.Key, _ = row.values[key].(int64)
		p.next.ID, _ = row.values[id].(int64)
	}
	if err := rows.Err(); err != nil {
		return nil, fmt.Errorf("read %s: %w", object.Name, err)
	}
	p.more = n == size && rows.Next()
	p.next.Served += n
	if p.more && p.next.Served >= maxChain {
		p.more, p.warning = false, chainEnds
	}
	return p, nil
}

// row receives the values of a row.
type row struct {
	values  []any
	targets []any
}

func newRow(columns int) row {
	r := row{values: make([]any, columns), targets: make([]any, columns)}
	for i := range r.values {
		r.targets[i] = &r.values[i]
	}
	return r
}

// key is the column that rows are ordered by, before their id. Rows without a
// value come first.
func (q *filtering) key() string {
	if q.order == "prospectId" {
		return "IFNULL(t.prospectId, 0)"
	}
	return "t." + q.order
}

// statement is the SQL of a page. It adds to the arguments.
func (q *filtering) statement(object *model.Object, s *selection, from place, limit int) string {
	direction, behind := "ASC", ">"
	if q.descending {
		direction, behind = "DESC", "<"
	}
	conditions := q.conditions
	if from.Served > 0 {
		conditions = append(conditions, fmt.Sprintf("(%s, t.id) %s (?, ?)", q.key(), behind))
		q.args = append(q.args, from.Key, from.ID)
	}
	text := "SELECT " + strings.Join(s.columns, ", ") + " FROM " + object.Table + " t " + strings.Join(s.joins, " ")
	if len(conditions) > 0 {
		text += " WHERE " + strings.Join(conditions, " AND ")
	}
	return fmt.Sprintf("%s ORDER BY %s %s, t.id %s LIMIT %d", text, q.key(), direction, direction, limit)
}

// answer puts the page into its envelope.
func (a *API) answer(p *page, address, fields string) Answer {
	body := append([]byte(`{"values":[`), p.rows...)
	body = append(body, ']')
	var token, next any
	if p.more {
		p.next.Issued = a.opts.Now().Unix()
		text := a.tokens.write(p.next)
		token = text
		next = address + "?" + url.Values{"fields": {fields}}.Encode() + "&nextPageToken=" + text // as it is
	}
	body = append(append(body, `,"nextPageToken":`...), encode(token)...)
	body = append(append(body, `,"nextPageUrl":`...), encode(next)...)
	return Answer{Body: append(body, '}'), Warning: p.warning}
}

// read answers with one record.
func (a *API) read(ctx context.Context, object *model.Object, id int64, params url.Values) (Answer, error) {
	s, err := a.selectFields(object, params)
	if err != nil {
		return Answer{}, err
	}
	if err := only(params, "fields"); err != nil {
		return Answer{}, err
	}
	row := newRow(len(s.columns))
	text := "SELECT " + strings.Join(s.columns, ", ") + " FROM " + object.Table + " t " + strings.Join(s.joins, " ") +
		" WHERE t.id = ?"
	if _, ok := object.Field(model.Deleted); ok {
		text += " AND t." + model.Deleted + " = 0"
	}
	err = a.opts.DB.QueryRowContext(ctx, text, id).Scan(row.targets...)
	if err == sql.ErrNoRows {
		return Answer{}, noRecord()
	}
	if err != nil {
		return Answer{}, fmt.Errorf("read one of %s: %w", object.Name, err)
	}
	return Answer{Body: s.encode(nil, row.values, a.opts.Zone)}, nil
}

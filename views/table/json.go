package table

import (
	"bufio"
	"bytes"
	"encoding/json"
	"io"
)

// head is everything about a table but its rows, in the order in which it is
// written.
type head struct {
	Title    string       `json:"title"`
	Lang     string       `json:"lang"`
	AsOf     string       `json:"as_of"`
	Known    *string      `json:"known"`
	Query    []string     `json:"query"`
	Count    int          `json:"count"`
	RowCount int          `json:"row_count"`
	URL      string       `json:"url"`
	Page     string       `json:"page"`
	About    string       `json:"about"`
	Columns  []headColumn `json:"columns"`
}

type headColumn struct {
	Key   string `json:"key"`
	Label string `json:"label"`
	Type  Type   `json:"type"`
}

// JSONHead is the table as JSON without its rows.
func JSONHead(t *Table) ([]byte, error) {
	h := head{
		Title: t.Title, Lang: t.Lang, AsOf: t.AsOf, Query: append([]string{}, t.Filters...), Count: t.Count, RowCount: t.RowCount,
		URL: t.URL("json"), Page: t.Page, About: t.About, Columns: make([]headColumn, len(t.Columns)),
	}
	if t.Known != "" {
		h.Known = &t.Known
	}
	for i, c := range t.Columns {
		h.Columns[i] = headColumn(c)
	}
	return plainJSON(h)
}

// plainJSON leaves «&» and «<» as they are: nothing of it stands in HTML.
func plainJSON(value any) ([]byte, error) {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	if err := e.Encode(value); err != nil {
		return nil, err
	}
	return bytes.TrimSuffix(b.Bytes(), []byte("\n")), nil
}

// WriteJSON writes the table as one object; its rows are objects by the keys of
// the columns. Numbers keep every digit, and what is not stated is null.
func WriteJSON(w io.Writer, t *Table) error {
	begin, err := JSONHead(t)
	if err != nil {
		return err
	}
	b := bufio.NewWriter(w)
	b.Write(bytes.TrimSuffix(begin, []byte("}")))
	b.WriteString(`,"rows":[`)
	keys := make([][]byte, len(t.Columns))
	for i, column := range t.Columns {
		key, err := plainJSON(column.Key)
		if err != nil {
			return err
		}
		keys[i] = append(key, ':')
	}
	first := true
	for row, err := range t.counted() {
		if err != nil {
			return err
		}
		if !first {
			b.WriteByte(',')
		}
		first = false
		b.WriteString("\n{")
		for i, column := range t.Columns {
			if i > 0 {
				b.WriteByte(',')
			}
			b.Write(keys[i])
			if err := writeValue(b, row[i], column.Type); err != nil {
				return err
			}
		}
		// A buffer keeps its first error, which the last write tells.
		if err := b.WriteByte('}'); err != nil {
			return err
		}
	}
	b.WriteString("\n]}\n")
	return b.Flush()
}

func writeValue(b *bufio.Writer, cell string, t Type) error {
	switch {
	case cell == "":
		b.WriteString("null")
	case t == Integer, t == Decimal, t == Year, t == Boolean:
		b.WriteString(cell)
	default:
		text, err := plainJSON(cell)
		if err != nil {
			return err
		}
		b.Write(text)
	}
	return nil
}

package models

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"sync"

	"gorm.io/gorm"
)

// RecordChoice is a record that a cell can refer to.
type RecordChoice struct {
	// Value is what the cell holds.
	Value string
	Name  Translations `gorm:"embedded;embeddedPrefix:name_"`
	// Detail tells it from others of that name: the publisher and the day of a source.
	Detail string
}

// MostChoices is how many records are offered at once; more are found by a text.
const MostChoices = 300

// choiceColumns say how the records of a file are chosen: the table, its text in
// English or in all languages, what tells one from others, and the folded text by
// which one is found where the table is too large to be read whole.
var choiceColumns = map[string]struct {
	table, detail, folded string
	name                  [4]string
}{
	"sources.csv":        {"sources", "trim(publisher || ' ' || COALESCE(published_on, ''))", "words_folded", inEnglish("title")},
	"projects.csv":       {"projects", "locality", "name_folded", inAll("name")},
	"enterprises.csv":    {"enterprises", "''", "name_folded", inAll("name")},
	"sectors.csv":        {"sectors", "''", "", inAll("name")},
	"regions.csv":        {"regions", "''", "", inAll("name")},
	"speakers.csv":       {"speakers", "''", "", inAll("name")},
	"roles.csv":          {"roles", "''", "", inAll("name")},
	"places.csv":         {"places", "''", "", inAll("name")},
	"programmes.csv":     {"programmes", "''", "", inAll("name")},
	"metrics.csv":        {"metrics", "unit", "", inAll("name")},
	"commodities.csv":    {"commodities", "''", "", inAll("name")},
	"corridor_names.csv": {"corridors", "''", "", inAll("name")},
}

// RecordChoices are the records that cells can refer to by the column, in the order
// of their names: those that the text finds, or all for an empty one, at most
// MostChoices, and the chosen ones whether found or not. more tells that there are
// others.
func (s *Store) RecordChoices(ctx context.Context, of Reference, text string, chosen []string) (list []RecordChoice, more bool, err error) {
	c, ok := choiceColumns[of.File]
	if !ok {
		return nil, false, fmt.Errorf("no records can be chosen from %s", of.File)
	}
	q := s.choosing(ctx, of)
	folded := Fold(text)
	if c.folded != "" {
		q = q.Limit(MostChoices + 1)
		if folded != "" {
			q = q.Where(c.folded+` LIKE ? ESCAPE '\' OR code LIKE ? ESCAPE '\'`, "%"+likeEscape(folded)+"%", "%"+likeEscape(strings.ToLower(text))+"%")
		}
	}
	if err := q.Scan(&list).Error; err != nil {
		return nil, false, domainErr("list the records of "+of.File, err)
	}
	if c.folded == "" && folded != "" {
		list = slices.DeleteFunc(list, func(r RecordChoice) bool {
			return !strings.Contains(Fold(strings.Join([]string{r.Value, r.Name.EN, r.Name.KK, r.Name.RU, r.Name.ZH}, "\n")), folded)
		})
	}
	if more = len(list) > MostChoices; more {
		list = list[:MostChoices]
	}
	missing := slices.DeleteFunc(slices.Clone(chosen), func(v string) bool {
		return v == "" || slices.ContainsFunc(list, func(r RecordChoice) bool { return r.Value == v })
	})
	if len(missing) > 0 {
		rest, err := s.ChosenRecords(ctx, of, missing)
		if err != nil {
			return nil, false, err
		}
		list = append(rest, list...)
	}
	return list, more, nil
}

// ChosenRecords are the records that cells with the values refer to by the column, in
// the order of their names; one that is not on record is missing.
func (s *Store) ChosenRecords(ctx context.Context, of Reference, values []string) ([]RecordChoice, error) {
	var list []RecordChoice
	err := s.choosing(ctx, of).Where(valueColumn(of)+" IN ?", values).Scan(&list).Error
	return list, domainErr("list the chosen records of "+of.File, err)
}

// choosing selects the records that cells can refer to by the column, in the order of
// their names.
func (s *Store) choosing(ctx context.Context, of Reference) *gorm.DB {
	c, value := choiceColumns[of.File], valueColumn(of)
	columns := []string{value + " AS value", c.detail + " AS detail"}
	for i, lang := range []string{"en", "kk", "ru", "zh"} {
		name := c.name[i]
		if name == "" {
			name = "''"
		}
		columns = append(columns, name+" AS name_"+lang)
	}
	return s.db.WithContext(ctx).Table(c.table).Select(strings.Join(columns, ", ")).Where(value + " <> ''").Order(c.name[0] + ", id")
}

// valueColumn is the column of the table that holds what cells refer to.
func valueColumn(of Reference) string {
	if of.File == sourceFile.name {
		return "code"
	}
	return of.Column
}

// referredTo are the columns that cells refer to records by.
var referredTo = sync.OnceValue(func() map[Reference]bool {
	found := make(map[Reference]bool)
	for i := range files {
		for _, c := range files[i].columns {
			found[c.Of] = true
		}
	}
	return found
})

// CanChoose reports whether the records of the column can be offered: a cell refers to
// them by it.
func CanChoose(of Reference) bool {
	_, ok := choiceColumns[of.File]
	return ok && referredTo()[of]
}

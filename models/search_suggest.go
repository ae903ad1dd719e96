package models

import (
	"cmp"
	"encoding/json"
	"slices"
	"strings"

	"gorm.io/gorm"
)

// How far the search for words like those of a query goes.
const (
	mostSuggestions  = 5
	mostWordsGuessed = 4
	mostLookedAt     = 500
)

// suggestions are words from names, and spellings of places, that differ from a
// word of the query in few letters, the nearest first.
func (m *match) suggestions(text string) ([]string, error) {
	asked := guessed(text)
	if len(asked) == 0 {
		return nil, nil
	}
	var found []string
	if err := m.like(asked).Pluck("d.fields", &found).Error; err != nil {
		return nil, err
	}
	type guess struct {
		word     string
		distance int
	}
	var list []guess
	seen := make(map[string]bool)
	for _, text := range found {
		var fields []SearchField
		if err := json.Unmarshal([]byte(text), &fields); err != nil {
			return nil, err
		}
		for _, f := range fields {
			if f.Name != FieldTitle && f.Name != FieldSpelling {
				continue
			}
			folded := foldText(f.Text)
			for _, w := range wordsOf(folded.runes) {
				if seen[w.text] || w.to-w.from < 3 {
					continue
				}
				seen[w.text] = true
				for _, runes := range asked {
					if d := distance(runes, []rune(w.text)); d <= mistakes(runes) {
						list = append(list, guess{f.Text[folded.from[w.from]:folded.to[w.to-1]], d})
						break
					}
				}
			}
		}
	}
	slices.SortStableFunc(list, func(a, b guess) int {
		return cmp.Or(cmp.Compare(a.distance, b.distance), cmp.Compare(a.word, b.word))
	})
	var words []string
	for _, g := range list[:min(len(list), mostSuggestions)] {
		words = append(words, g.word)
	}
	return words, nil
}

// guessed are the words of a query for which others are looked for: of an
// alphabet, and long enough to tell which one is meant.
func guessed(text string) [][]rune {
	var list [][]rune
	for _, w := range wordsOf(foldText(text).runes) {
		if runes := []rune(w.text); len(runes) >= 3 && len(list) < mostWordsGuessed && !slices.ContainsFunc(runes, isIdeograph) {
			list = append(list, runes)
		}
	}
	return list
}

// like selects documents that may hold words like the given ones.
//
// A word with a wrong letter that is cut in two has one part that is right; with
// two wrong ones it mostly has, and one of three parts always. So records with one
// of the parts are looked for by the index, and their words compared in full. Parts
// of less than four letters are left alone where they can be: they are in too many
// records to tell anything.
func (m *match) like(asked [][]rune) *gorm.DB {
	var parts []string
	for _, runes := range asked {
		parts = append(parts, guesses(runes)...)
	}
	db := m.db
	if m.dialect == SQLite {
		queries := make([]string, len(parts))
		for i, p := range parts {
			queries[i] = "(" + allOf(trigrams(p)) + ")"
		}
		db = db.Table("search_index x").Joins("JOIN search_documents d ON d.id = x.rowid").
			Where("x.search_index MATCH ?", strings.Join(queries, " OR "))
	} else {
		likes, args := make([]string, len(parts)), make([]any, len(parts))
		for i, p := range parts {
			likes[i], args[i] = "d.search_key LIKE ?", "%"+p+"%"
		}
		db = db.Table("search_documents d").Where("("+strings.Join(likes, " OR ")+")", args...)
	}
	// The sum keeps Postgres from walking through the whole table in the order of
	// its ids, in the hope of meeting enough of them early.
	return db.Order("d.id + 0").Limit(mostLookedAt)
}

// mistakes is how many wrong letters a word may have to be taken for another.
func mistakes(word []rune) int {
	if len(word) < 6 {
		return 1
	}
	return 2
}

// guesses are parts of keys of which a word like the given one has one at least.
// A word too short to be cut must begin with the same letters.
func guesses(runes []rune) []string {
	if len(runes) < 6 {
		return []string{wordBreak + keyOf(runes[:2])}
	}
	pieces := 2
	if len(runes) >= 12 {
		pieces = 3
	}
	list := make([]string, pieces)
	for i := range list {
		list[i] = keyOf(runes[i*len(runes)/pieces : (i+1)*len(runes)/pieces])
	}
	return list
}

// distance is the number of letters to change, add, leave out or swap with their
// neighbour to make one word of another.
func distance(a, b []rune) int {
	before, last, row := make([]int, len(b)+1), make([]int, len(b)+1), make([]int, len(b)+1)
	for j := range last {
		last[j] = j
	}
	for i := range a {
		row[0] = i + 1
		for j := range b {
			cost := 1
			if a[i] == b[j] {
				cost = 0
			}
			row[j+1] = min(last[j]+cost, last[j+1]+1, row[j]+1)
			if i > 0 && j > 0 && a[i] == b[j-1] && a[i-1] == b[j] {
				row[j+1] = min(row[j+1], before[j-1]+1)
			}
		}
		before, last, row = last, row, before
	}
	return last[len(b)]
}

package models

import (
	"cmp"
	"encoding/json"
	"net/url"
	"slices"
	"strings"
	"unicode"

	"gorm.io/gorm"
)

// sounds are the letters of Cyrillic alphabets by their sound in Latin ones, the
// Kazakh letters folded to Russian ones.
var sounds = map[rune]string{
	'а': "a", 'б': "b", 'в': "v", 'г': "g", 'д': "d", 'е': "e", 'ж': "j", 'з': "z", 'и': "i", 'й': "i", 'к': "k", 'л': "l", 'м': "m", 'н': "n", 'о': "o", 'п': "p",
	'р': "r", 'с': "s", 'т': "t", 'у': "u", 'ф': "f", 'х': "h", 'ц': "ts", 'ч': "ch", 'ш': "sh", 'щ': "sh", 'ъ': "", 'ы': "i", 'ь': "", 'э': "e", 'ю': "iu", 'я': "ia",
}

// sameSounds writes Latin spellings of one sound alike: Khorgos, Horgos and Qorgos.
var sameSounds = strings.NewReplacer("zh", "j", "kh", "h", "ch", "ch", "ck", "k", "ph", "f", "c", "k", "q", "k", "w", "v", "x", "ks", "y", "i")

// legalForms are no part of a company's name.
var legalForms = []string{"llp", "llc", "ltd", "jsc", "inc", "co", "corp", "corporation", "company", "limited", "too", "ao", "jshs", "ak", "ooo", "pao", "jv", "sp", "the"}

// inLatin writes a folded word in Latin letters.
func inLatin(word string) string {
	var b strings.Builder
	for _, r := range word {
		if sound, cyrillic := sounds[r]; cyrillic {
			b.WriteString(sound)
		} else {
			b.WriteRune(r)
		}
	}
	return b.String()
}

// soundsOf is how a name sounds: its words in Latin letters, the marks among them
// apart, which are numbers and single letters. Two plants of one name may be told
// apart by nothing but «42 MW», and two pipelines by their letters.
func soundsOf(name string) (words, marks []string) {
	for _, w := range wordsOf(foldText(name).runes) {
		latin := inLatin(w.text)
		text := sameSounds.Replace(latin)
		switch runes := []rune(text); {
		case !strings.ContainsFunc(text, isWordRune) || slices.Contains(legalForms, latin):
		case strings.ContainsFunc(text, unicode.IsDigit), len(runes) == 1 && !isIdeograph(runes[0]):
			marks = append(marks, text)
		default:
			// Letters are doubled in one spelling and not in another.
			words = append(words, string(slices.Compact(runes)))
		}
	}
	slices.Sort(marks)
	return words, marks
}

// lettersForMistake is how many letters of a name allow one to be wrong.
const lettersForMistake = 8

// isNameLike reports whether two names are so alike that they may be those of one
// record: by sound, in either alphabet, whatever the order of their words.
func isNameLike(a, b string) bool {
	words, marks := soundsOf(a)
	others, otherMarks := soundsOf(b)
	if len(words) == 0 || len(others) == 0 || !slices.Equal(marks, otherMarks) {
		return false
	}
	like := func(a, b []string) bool {
		x, y := []rune(strings.Join(a, "")), []rune(strings.Join(b, ""))
		allowed := min(len(x), len(y)) / lettersForMistake
		return max(len(x), len(y))-min(len(x), len(y)) <= allowed && distance(x, y) <= allowed
	}
	return like(words, others) || like(slices.Sorted(slices.Values(words)), slices.Sorted(slices.Values(others)))
}

// namedFile is a kind of record whose names are compared.
type namedFile struct {
	file string
	kind SearchKind
	// columns are those of the names.
	columns []string
	// day is the column of the date without which records of one name are no doubt:
	// joint statements are all called so.
	day string
	// of is the column of who else must be the same.
	of string
}

var namedFiles = []namedFile{
	{file: projectFile.name, kind: FoundProject, columns: []string{"name_en", "name_kk", "name_ru", "name_zh"}},
	{file: enterpriseFile.name, kind: FoundEnterprise, columns: []string{"name", "name_kk", "name_ru", "name_zh"}},
	{file: agreementFile.name, kind: FoundAgreement, columns: []string{"title", "title_kk", "title_ru", "title_zh"}, day: "signed_on"},
	{file: sourceFile.name, kind: FoundSource, columns: []string{"title"}, of: "publisher"},
	{file: "speakers.csv", columns: []string{"label", "name_en", "name_kk", "name_ru", "name_zh"}},
}

// namedRecord is a record that another may be.
type namedRecord struct {
	code  string
	names []string
	day   Date
	of    string
}

// judgeNames doubts new names that another record has nearly the same, and addresses
// that another source has.
func (g *guard) judgeNames() error {
	for i := range namedFiles {
		if err := g.judgeNamed(&namedFiles[i]); err != nil {
			return err
		}
	}
	return g.judgeAddresses()
}

func (g *guard) judgeNamed(n *namedFile) error {
	edited := g.edited(n.file)
	rows := g.standing(n.file)
	if len(rows) == 0 {
		return nil
	}
	var speakers []namedRecord
	if n.kind == "" {
		// A dictionary, which is short.
		if err := readBy(g.db, func(s *Speaker) {
			speakers = append(speakers, namedRecord{code: s.Code, names: append(strings.Split(s.Label, "|"), s.Name.EN, s.Name.KK, s.Name.RU, s.Name.ZH)})
		}); err != nil {
			return err
		}
	}
	// Rows share a word of their names, or are not alike; so not all are compared.
	byWord := make(map[string][]*judgedRow)
	for _, r := range rows {
		candidates := speakers
		if !r.touches(append(n.columns, n.day, n.of)...) {
			continue
		}
		if n.kind != "" {
			var err error
			if candidates, err = g.namedLike(n, r); err != nil {
				return err
			}
		}
		for _, c := range candidates {
			if c.code != r.Key && !edited[c.code] && g.judgeName(n, r, c) {
				break
			}
		}
	}
	for _, r := range rows {
		record := n.record(r)
		seen := make(map[*judgedRow]bool)
		for _, name := range record.names {
			words, _ := soundsOf(name)
			for _, w := range words {
				for _, other := range byWord[w] {
					if !seen[other] && other != r && (r.touches(n.columns...) || other.touches(n.columns...)) {
						seen[other] = true
						g.judgeName(n, r, n.record(other))
					}
				}
				if len(byWord[w]) < mostNamesOfAWord && !slices.Contains(byWord[w], r) {
					byWord[w] = append(byWord[w], r)
				}
			}
		}
	}
	return nil
}

// mostNamesOfAWord bounds how many rows with one word are compared with another.
const mostNamesOfAWord = 50

func (n *namedFile) record(r *judgedRow) namedRecord {
	record := namedRecord{code: r.Key, of: r.cell(n.of), day: r.date(n.day)}
	for _, column := range n.columns {
		record.names = append(record.names, strings.Split(r.cell(column), "|")...)
	}
	return record
}

// judgeName doubts a row that is called nearly the same as another record, and
// reports whether it is.
func (g *guard) judgeName(n *namedFile, r *judgedRow, other namedRecord) bool {
	if n.day != "" && !sameDay(r.date(n.day), other.day) || n.of != "" && !isNameLike(r.cell(n.of), other.of) {
		return false
	}
	for _, column := range n.columns {
		for _, name := range strings.Split(r.cell(column), "|") {
			for _, of := range other.names {
				if name != "" && of != "" && isNameLike(name, of) {
					g.doubt(r, column, Finding{Kind: FindingName, Other: RowKey{n.file, other.code}, Text: of})
					return true
				}
			}
		}
	}
	return false
}

// sameDay reports whether two dates can mean one day.
func sameDay(a, b Date) bool { return a.FirstDay() <= b.LastDay() && b.FirstDay() <= a.LastDay() }

// mostNamed bounds the records whose names are compared with one.
const mostNamed = 100

// namedLike are recorded ones whose names share enough words with those of a row, by
// the index of the search.
func (g *guard) namedLike(n *namedFile, r *judgedRow) ([]namedRecord, error) {
	var list []namedRecord
	seen := make(map[string]bool)
	for _, column := range n.columns {
		question := newNameQuestion(r.cell(column))
		if len(question.words) == 0 {
			continue
		}
		var documents []SearchDocument
		if err := question.ask(g, n.kind).Select("d.code, d.day, d.fields").Limit(mostNamed).Scan(&documents).Error; err != nil {
			return nil, err
		}
		for i := range documents {
			d := &documents[i]
			if seen[d.Code] {
				continue
			}
			seen[d.Code] = true
			record := namedRecord{code: d.Code, day: Date(d.Day)}
			var fields []SearchField
			if err := json.Unmarshal([]byte(d.Fields), &fields); err != nil {
				return nil, err
			}
			for _, f := range fields {
				switch f.Name {
				case FieldTitle:
					record.names = append(record.names, f.Text)
				case FieldPublisher:
					record.of = f.Text
				}
			}
			list = append(list, record)
		}
	}
	slices.SortFunc(list, func(a, b namedRecord) int { return cmp.Compare(a.code, b.code) })
	return list, nil
}

// nameQuestion asks for names with all numbers of a name, and all of its longest
// words but one, which may be misspelled.
type nameQuestion struct {
	// words are the keys of each word, in each alphabet, with a break before them.
	words [][]string
	// numbers are keys between breaks.
	numbers []string
}

// mostWordsAsked is how many words of a name are asked for.
const mostWordsAsked = 5

func newNameQuestion(name string) nameQuestion {
	var q nameQuestion
	var asked []string
	for _, w := range wordsOf(foldText(name).runes) {
		switch runes := []rune(w.text); {
		case slices.Contains(legalForms, inLatin(w.text)):
		case strings.ContainsFunc(w.text, unicode.IsDigit):
			q.numbers = append(q.numbers, wordBreak+keyOf(runes)+wordBreak)
		case len(runes) >= 3 || slices.ContainsFunc(runes, isIdeograph):
			if !slices.Contains(asked, w.text) {
				asked = append(asked, w.text)
			}
		}
	}
	slices.SortStableFunc(asked, func(a, b string) int { return cmp.Compare(len([]rune(b)), len([]rune(a))) })
	for _, w := range asked[:min(len(asked), mostWordsAsked)] {
		keys := []string{wordBreak + keyOf([]rune(w))}
		if latin := inLatin(w); latin != w {
			keys = append(keys, wordBreak+keyOf([]rune(latin)))
		}
		q.words = append(q.words, keys)
	}
	if len(asked) == 1 {
		q.words[0] = append(q.words[0], guesses([]rune(asked[0]))...)
	}
	return q
}

// ask selects the documents of a kind that answer.
func (q nameQuestion) ask(g *guard, kind SearchKind) *gorm.DB {
	var args []any
	part := func(key string) string {
		if g.dialect == SQLite {
			list := trigrams(key)
			return "(" + allOf(list[:min(len(list), mostTrigrams)]) + ")"
		}
		args = append(args, "%"+key+"%")
		return "d.search_key LIKE ?"
	}
	join := func(keys []string, by string) string {
		parts := make([]string, len(keys))
		for i, key := range keys {
			parts[i] = part(key)
		}
		return "(" + strings.Join(parts, by) + ")"
	}
	var needed []string
	if g.dialect == SQLite {
		needed = append(needed, part(kindMark(kind)))
	}
	for _, number := range q.numbers {
		needed = append(needed, part(number))
	}
	var ways []string
	for left := range q.words {
		var all []string
		for i, keys := range q.words {
			if i != left || len(q.words) == 1 {
				all = append(all, join(keys, " OR "))
			}
		}
		ways = append(ways, "("+strings.Join(all, " AND ")+")")
	}
	needed = append(needed, "("+strings.Join(ways, " OR ")+")")
	where := strings.Join(needed, " AND ")
	if g.dialect == SQLite {
		return g.db.Table("search_index x").Joins("JOIN search_documents d ON d.id = x.rowid").Where("x.search_index MATCH ?", where)
	}
	return g.db.Table("search_documents d").Where(where, args...).Where("d.kind = ?", kind)
}

// plainAddress is an address without what makes no other document of it; empty if
// it is none.
func plainAddress(address string) string {
	u, err := url.Parse(strings.TrimSpace(address))
	if err != nil || u.Host == "" {
		return ""
	}
	query := u.Query()
	for name := range query {
		if strings.HasPrefix(name, "utm_") {
			query.Del(name)
		}
	}
	plain := strings.TrimPrefix(strings.ToLower(u.Host), "www.") + strings.TrimSuffix(u.EscapedPath(), "/")
	if len(query) > 0 {
		plain += "?" + query.Encode()
	}
	return plain
}

// writtenAddresses are the ways in which an address is written, as far as an index
// can find them.
func writtenAddresses(plain string) []string {
	path, query, asks := strings.Cut(plain, "?")
	if asks {
		query = "?" + query
	}
	var list []string
	for _, begin := range []string{"https://", "http://", "https://www.", "http://www."} {
		list = append(list, begin+path+query, begin+path+"/"+query)
	}
	return list
}

// judgeAddresses doubts sources whose address another source has.
func (g *guard) judgeAddresses() error {
	edited := g.edited(sourceFile.name)
	typed := make(map[string]*judgedRow)
	for _, r := range g.standing(sourceFile.name) {
		plain := plainAddress(r.cell("url"))
		if plain == "" {
			continue
		}
		first := typed[plain]
		if first == nil {
			typed[plain] = r
		} else if r.touches("url") || first.touches("url") {
			g.doubt(r, "url", Finding{Kind: FindingAddress, Other: first.RowKey, Text: first.cell("title")})
		}
		if !r.touches("url") {
			continue
		}
		var list []Source
		if err := g.db.Select("code", "title").Where("url IN ?", append(writtenAddresses(plain), r.cell("url"))).Order("code").Find(&list).Error; err != nil {
			return err
		}
		for i := range list {
			if s := &list[i]; s.Code != r.Key && !edited[s.Code] {
				g.doubt(r, "url", Finding{Kind: FindingAddress, Other: RowKey{sourceFile.name, s.Code}, Text: s.Title})
				break
			}
		}
	}
	return nil
}

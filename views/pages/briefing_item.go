package pages

import (
	"errors"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/dostyk/dostyk/models"
	"github.com/dostyk/dostyk/views/locale"
)

// BriefingKind says what an item of a briefing sheet is.
type BriefingKind string

// The kinds of item, as they stand in an address.
const (
	BriefingFigure    BriefingKind = "f"
	BriefingChart     BriefingKind = "c"
	BriefingProject   BriefingKind = "p"
	BriefingQuotation BriefingKind = "q"
)

// LongestLine is how many characters an editor's line may have.
const LongestLine = 200

// What is wrong with the text of an item.
var (
	ErrBriefingItem = errors.New("no item of a briefing sheet")
	ErrLongLine     = errors.New("the line of an item is too long")
)

// BriefingItem is one item of a briefing sheet, as it stands in an address: its kind,
// what it is of, a query where that has one, and a line of the editor's own, as
// «f.st067 This is what they will ask» or «c.prices/brent?from=2014».
type BriefingItem struct {
	Kind BriefingKind
	// Of is the id of a figure, the code of a project, or the page of a chart.
	Of     string
	Params url.Values
	// Line is empty, or one line of text without space around it.
	Line string
}

// chartPage is the page of a chart: that of the programme, of a metric or of a
// commodity. codePattern is the code of a record.
var (
	codePattern = regexp.MustCompile(`^[\pL\pN_-]+$`)
	chartPage   = regexp.MustCompile(`^(programme|(metrics|prices)/[\pL\pN_-]+)$`)
)

// String is the item as ParseBriefingItem reads it.
func (i BriefingItem) String() string {
	text := string(i.Kind) + "." + i.Of
	if encoded := i.Params.Encode(); encoded != "" {
		text += "?" + encoded
	}
	if i.Line != "" {
		text += " " + i.Line
	}
	return text
}

// Same reports whether two items show the same, whatever their lines say.
func (i BriefingItem) Same(other BriefingItem) bool {
	i.Line, other.Line = "", ""
	return i.String() == other.String()
}

// ParseBriefingItem reads an item. It is strict: what it takes, String writes again.
func ParseBriefingItem(text string) (BriefingItem, error) {
	what, line, _ := strings.Cut(text, " ")
	what, query, hasQuery := strings.Cut(what, "?")
	kind, of, dotted := strings.Cut(what, ".")
	i := BriefingItem{Kind: BriefingKind(kind), Of: of}
	if !dotted || !i.known() {
		return BriefingItem{}, ErrBriefingItem
	}
	if hasQuery {
		values, err := url.ParseQuery(query)
		if err != nil || i.Kind != BriefingFigure && i.Kind != BriefingChart {
			return BriefingItem{}, ErrBriefingItem
		}
		i.Params = ownParams(values)
	}
	var err error
	i.Line, err = ParseLine(line)
	return i, err
}

// known reports whether what an item is of can be looked for.
func (i BriefingItem) known() bool {
	switch i.Kind {
	case BriefingFigure, BriefingQuotation:
		_, err := models.ParseFigureRef(i.Of)
		return err == nil
	case BriefingChart:
		return chartPage.MatchString(i.Of)
	case BriefingProject:
		return codePattern.MatchString(i.Of)
	}
	return false
}

// ownParams are the parameters of an item's own: the day and the moment are those of
// the whole sheet. They are nil for none.
func ownParams(values url.Values) url.Values {
	own := make(url.Values)
	for name, list := range values {
		if name == "as_of" || name == "known" || name == ListParam {
			continue
		}
		if list = slices.DeleteFunc(slices.Clone(list), func(v string) bool { return v == "" || !utf8.ValidString(v) }); len(list) > 0 {
			own[name] = list
		}
	}
	if len(own) == 0 {
		return nil
	}
	return own
}

// ParseLine reads a line of the editor's own: the space around it and in sequences
// is no part of it.
func ParseLine(text string) (string, error) {
	if !utf8.ValidString(text) || strings.ContainsRune(text, 0) {
		return "", ErrBriefingItem
	}
	line := strings.TrimFunc(strings.Map(func(r rune) rune {
		if unicode.IsControl(r) {
			return ' '
		}
		return r
	}, text), unicode.IsSpace)
	if utf8.RuneCountInString(line) > LongestLine {
		return line, ErrLongLine
	}
	return line, nil
}

// BriefingItemOf is the item that an address of the dashboard shows, whole or without
// the site: the page of a figure, a project, or a page with a chart.
func BriefingItemOf(u *url.URL) (BriefingItem, error) {
	lang, path, _ := strings.Cut(strings.TrimPrefix(u.Path, "/"), "/")
	if _, ok := locale.Parse(lang); !ok {
		return BriefingItem{}, ErrBriefingItem
	}
	code := path[strings.LastIndexByte(path, '/')+1:]
	var i BriefingItem
	switch {
	case strings.HasPrefix(path, "f/"):
		i = BriefingItem{Kind: BriefingFigure, Of: code, Params: ownParams(u.Query())}
	case strings.HasPrefix(path, "projects/"):
		i = BriefingItem{Kind: BriefingProject, Of: code}
	case strings.HasPrefix(path, "statements/") && strings.HasPrefix(u.Fragment, "figure-"):
		i = BriefingItem{Kind: BriefingFigure, Of: strings.TrimPrefix(u.Fragment, "figure-")}
	case path == "" || path == programmePath:
		i = BriefingItem{Kind: BriefingChart, Of: programmePath, Params: ownParams(u.Query())}
	default:
		i = BriefingItem{Kind: BriefingChart, Of: path, Params: ownParams(u.Query())}
	}
	if !i.known() {
		return i, ErrBriefingItem
	}
	return i, nil
}

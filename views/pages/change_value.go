package pages

import (
	"slices"
	"strings"

	"github.com/dostyk/dostyk/models"
	"github.com/dostyk/dostyk/views/format"
	"github.com/dostyk/dostyk/views/locale"
)

// fieldLabel is the name of a column for people; a text in one of the languages
// says which.
func fieldLabel(p *locale.Printer, column string) string {
	name, lang := column, ""
	if at := strings.LastIndex(column, "_"); at > 0 && slices.Contains(models.Langs, models.Lang(column[at+1:])) {
		name, lang = column[:at], column[at+1:]
	}
	text := p.T("field." + name)
	if lang == "" {
		return text
	}
	return p.T("text.brackets", "Text", text, "Note", p.T("language."+lang))
}

// changeValues are what stood in a column of a record on one side of a change;
// other is what stood there on its other side.
func changeValues(p *locale.Printer, noun models.Noun, column string, values, other []models.Value) []ChangeValue {
	list := make([]ChangeValue, len(values))
	for i, v := range values {
		list[i] = changeValue(p, noun, column, v)
		list[i].Kept = slices.Contains(other, v)
	}
	return list
}

func changeValue(p *locale.Printer, noun models.Noun, column string, value models.Value) ChangeValue {
	switch v := value.(type) {
	case models.RevisedPartner:
		name := v.Name
		if v.Detail != "" {
			name += " (" + v.Detail + ")"
		}
		return ChangeValue{Text: English(p, name), Note: p.T("partner_side." + string(v.Side))}
	case models.RevisedEvent:
		parts := []string{eventName(p, v.Kind, v.Planned), p.Date(v.Date)}
		return ChangeValue{Text: Text{Text: strings.Join(parts, p.T("list.separator"))}, Note: counts(p, v.Kind, v.KnownOn, v.UntilOn)}
	}
	return ChangeValue{Text: revisedText(p, noun, column, value)}
}

func revisedText(p *locale.Printer, noun models.Noun, column string, value models.Value) Text {
	switch v := value.(type) {
	case models.RevisedText:
		if column == "unit" || column == "currency" {
			return Text{Text: format.Unit(p, v.Text)}
		}
		if v.Lang == "" || v.Lang == p.Lang() {
			return Text{Text: v.Text}
		}
		return Text{Text: v.Text, Lang: locale.Tag(v.Lang)}
	case models.RevisedWord:
		return Text{Text: wordText(p, noun, column, string(v))}
	case models.RevisedTruth:
		if v {
			return Text{Text: p.T("changes.yes")}
		}
		return Text{Text: p.T("changes.no")}
	case models.RevisedNumber:
		switch {
		case v.Plain:
			return Text{Text: v.Value.String()}
		case v.Unit == "":
			return Text{Text: p.Decimal(v.Value)}
		}
		return Text{Text: format.Amount(p, v.Value, v.Unit)}
	case models.Date:
		return Text{Text: p.Date(v)}
	case models.RecordName:
		return recordText(p, v)
	}
	return Text{}
}

// wordText is a word of the program in the language of the page.
func wordText(p *locale.Printer, noun models.Noun, column, word string) string {
	switch column {
	case "stage":
		return p.T("stage." + word)
	case "mode":
		return p.T("map.mode." + word)
	case "category":
		return p.T("category." + word)
	case "dated_by":
		// What was typed may be no word of the program.
		text, known := p.Find("dated_by." + word)
		if !known {
			return word
		}
		return text
	case "in_51_programme":
		return p.T("membership." + word)
	case "language":
		return languageName(p, word)
	}
	switch noun {
	case models.NounEvent:
		return p.T("event." + word)
	case models.NounAgreement:
		return p.T("agreement." + word)
	case models.NounProgramme:
		return p.T("filter.programme." + word)
	case models.NounSource:
		return p.T("source_kind." + word)
	case models.NounRole:
		return p.T("role_kind." + word)
	case models.NounFigurePair:
		return p.T("pair." + word)
	case models.NounWaypoint:
		return p.T("map.waypoint." + strings.ReplaceAll(word, " ", "_"))
	}
	return word
}

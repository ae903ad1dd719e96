package pages

import (
	"slices"
	"strconv"
	"strings"

	"github.com/dostyk/dostyk/models"
	"github.com/dostyk/dostyk/views/format"
	"github.com/dostyk/dostyk/views/locale"
)

// who is the speaker with the role, in the language of the speaker's name.
func who(p *locale.Printer, st *models.Statement) Text {
	name := In(p, st.Speaker.Name)
	if st.Role == nil {
		return name
	}
	role := In(p, st.Role.Name).Text
	if strings.Contains(models.Fold(name.Text), models.Fold(role)) || namesUnit(role, name.Text) {
		// «Press service of the Government» needs no «government press service» behind it.
		return name
	}
	key := "lead.who"
	switch {
	case st.Role.Kind == models.RoleOfPerson && st.Then:
		key = "lead.who_then"
	case st.Role.Kind == models.RoleOfPerson:
		key = "lead.who_office"
	}
	return Text{Text: p.T(key, "Name", name.Text, "Role", role), Lang: name.Lang}
}

// bodies end the English names of bodies that take the article in a sentence.
var bodies = []string{"bank", "media", "ministry", "office", "service"}

// whoSays is the speaker with the role within a sentence: in English a body that is named
// by what it is has the article, «the Press service of the Government».
func whoSays(p *locale.Printer, st *models.Statement) string {
	said := who(p, st).Text
	if p.Lang() != models.English || st.Role == nil || st.Role.Kind != models.RoleOfBody {
		return said
	}
	name := In(p, st.Speaker.Name).Text
	words := strings.Fields(strings.ToLower(name))
	if len(words) == 0 || words[0] == "the" || !slices.Contains(words, "of") && !slices.Contains(bodies, words[len(words)-1]) {
		return said
	}
	return "the " + said
}

// when is the day, with the place where it is known, or what the day rests on.
func when(p *locale.Printer, st *models.Statement) string {
	var day string
	switch st.DatedBy {
	case models.DatedByAsOf:
		day = p.T("lead.as_of", "Day", p.Date(st.Day()))
	case models.DatedByPublished:
		day = p.T("lead.published", "Day", p.Date(st.Day()))
	default:
		day = statementDay(p, st)
		if st.DaySource != nil {
			day = p.T("lead.inferred", "Day", day)
		}
	}
	if st.Place == nil {
		return day
	}
	return p.T("lead.when", "Place", In(p, st.Place.Name).Text, "Day", day)
}

// headline states the finding of the statement in one line.
func headline(p *locale.Printer, st *models.Statement, b *models.Breakdown, link linker) string {
	total, hasTotal := b.TotalCount()
	launched, launching := b.Stage(models.Launched), b.Stage(models.Launching)
	of := func() string { return p.N("headline.of", total, "N", link(b.Total.Ref(), p.Int(total))) }
	// Numbers that stand for the same are written alike: both as words or both in figures.
	write := p.Word
	if launched != nil && launching != nil && !p.HasWord(max(launched.Count, launching.Count)) {
		write = p.Int
	}
	word := func(s *models.StageCount) string { return link(stageRef(st, s), write(s.Count)) }
	var text string
	switch {
	case launched != nil && hasTotal:
		text = p.N("headline.launched_of", launched.Count, "Count", word(launched), "Of", of())
	case launched != nil:
		text = p.N("headline.launched", launched.Count, "Count", word(launched))
	case launching != nil && hasTotal:
		return capital(p.N("headline.launching_of", launching.Count, "Count", word(launching), "Of", of(), "Year", stageYear(st, launching)))
	case launching != nil:
		return capital(p.N("headline.launching", launching.Count, "Count", word(launching), "Year", stageYear(st, launching)))
	case hasTotal:
		return p.N("headline.total", total, "N", link(b.Total.Ref(), p.Int(total)))
	case len(st.Figures) > 0:
		f := &st.Figures[0]
		return metricAmount(p, f, f.Years(), link)
	default:
		return p.T("headline.nothing")
	}
	if launching != nil {
		text = p.N("headline.and_launching", launching.Count, "First", text, "Count", word(launching), "Year", stageYear(st, launching))
	}
	return capital(text)
}

// stageYear is the year that a stage refers to, else that of the statement.
func stageYear(st *models.Statement, s *models.StageCount) string {
	if years := s.Figures[0].Years(); years != "" {
		return format.Years(years)
	}
	return strconv.Itoa(st.KnownOn.Year())
}

// stageLabel names a stage of a statement, with the year where that is part of
// its meaning.
func stageLabel(p *locale.Printer, st *models.Statement, s *models.StageCount) string {
	if s.Stage == models.Launching || s.Stage == models.Planned {
		return p.T("stage_in."+string(s.Stage), "Year", stageYear(st, s))
	}
	return p.T("stage." + string(s.Stage))
}

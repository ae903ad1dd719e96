package models

import (
	"fmt"
	"strings"
)

// Problem is what is wrong with a cell, a row or a file, and what to do about it: as
// a sentence of the catalogue for those who fill in a form, and in English for the
// command line.
type Problem struct {
	// Key names the sentence in the catalogue, where «problem.» stands before it.
	Key string
	// Args are the values of the sentence, names and values in turn. A value is text
	// as it was written, a whole number, a Date, a Noun, a Reference, which names a
	// column or, without one, a file, or Words.
	Args []any
	// Reason is what the command line says behind the place and the value.
	Reason string
}

// Words are words of a column, to be told as pages write them.
type Words struct {
	Column Reference
	List   []string
}

// problem is a Problem with its values, names and values in turn. A test finds each
// by its key in every catalogue.
func problem(key, reason string, args ...any) Problem {
	return Problem{Key: key, Args: args, Reason: reason}
}

// What a file can be wrong with as a whole.
var (
	notUTF8       = problem("not_utf8", "the file is not UTF-8: save it as UTF-8 and load it again")
	columnTwice   = problem("column_twice", "the column is named twice: rename or remove one")
	columnMissing = problem("column_missing", "the column is missing: add it")
)

func headerMissing(columns []string) Problem {
	names := strings.Join(columns, ", ")
	return problem("header_missing", "the first line must name the columns "+names, "Columns", names)
}

func columnUnknown(file string, columns []string) Problem {
	names := strings.Join(columns, ", ")
	return problem("column_unknown", "no such column: "+file+" has "+names, "File", Reference{File: file}, "Columns", names)
}

func rowCells(cells, header int) Problem {
	return problem("cell_count", fmt.Sprintf("the row has %d cells and the header %d: check its commas and quotes", cells, header), "Cells", cells, "Header", header)
}

func quotesOpen(err error) Problem {
	return problem("quotes_open", "the row cannot be taken apart ("+err.Error()+"): check its quotes")
}

// What a cell can be wrong with, whatever its column.
var (
	cellEmpty = problem("empty", "is empty: fill it in")
	codeTaken = problem("code_taken", "is the code of another record already: write another, or edit that record")
	notACode  = problem("code", "write a code of small Latin letters, digits and hyphens, for example zhanatas-wind-100")
	notADate  = problem("date", "write a date as 2018, 2018-06 or 2018-06-10")
	notADay   = problem("day", "write a full date, for example 2018-06-10")
	notAMonth = problem("month", "write the month as 2018-06")
	notYears  = problem("years", "write a year or a range of years, for example 2018 or 2015-2018")
	notNumber = problem("number", "write a plain number, for example 1250 or 1250.5, without spaces, commas or a unit")
	notMoney  = problem("money", "write an amount of money with two decimals at most, for example 1250.50")
	notShare  = problem("share", "write a share in percent, from 0 to 100")
	negative  = problem("negative", "cannot be negative")
	halfPlace = problem("half_place", "and lon belong together: fill in both, or neither")
	notURL    = problem("url", "write the whole address, beginning with https://, without spaces, quotation marks or a user name")
	notLang   = problem("language", "write the two-letter code of the document's language, for example kk")
)

func stillToCome(last Date) Problem {
	return problem("still_to_come", "is still to come: what has been said or done cannot be dated after "+string(last), "Last", last)
}

func notInteger(low, high int64) Problem {
	return problem("integer", fmt.Sprintf("write a whole number from %d to %d, without spaces or commas", low, high), "Low", low, "High", high)
}

func notDegrees(limit float64) Problem {
	return problem("degrees", fmt.Sprintf("write degrees from -%g to %g, for example 51.1801", limit, limit), "Limit", int64(limit))
}

func yearsOutside(low, high int64) Problem {
	return problem("years_outside", fmt.Sprintf("write years from %d to %d, the earlier first", low, high), "Low", low, "High", high)
}

func notAWord(column Reference, allowed []string) Problem {
	quoted := strings.ReplaceAll(strings.Join(allowed, ", "), ", , ", ", nothing, ")
	return problem("word", "write one of "+quoted, "Words", Words{Column: column, List: allowed})
}

// notCalculated is told of a workbook whose program has left a formula without a value.
var notCalculated = problem("not_calculated", "is a formula that was saved without its value: open the file, let it be calculated, and save it again")

// What is there already.
var (
	sourceTwice   = problem("source_twice", "the source is named twice: once is enough")
	spellingKnown = problem("spelling_known", "is recorded for another place already: each spelling belongs to one")
	onlyOneKnown  = problem("programme_known", "is recorded for another programme already: each belongs to one")
	tradeTwice    = problem("trade_twice", "the year, period and basis stand on an earlier line already: put the figures into one row")
)

func codeTwice(line int) Problem {
	return problem("code_twice", fmt.Sprintf("the code stands on line %d already: give each row its own", line), "Line", line)
}

func spellingTwice(line int) Problem {
	return problem("spelling_twice", fmt.Sprintf("stands on line %d already: each spelling belongs to one place", line), "Line", line)
}

func onlyOneTwice(line int) Problem {
	return problem("programme_twice", fmt.Sprintf("stands on line %d already: each belongs to one programme", line), "Line", line)
}

func labelKnown(noun Noun) Problem {
	return problem("label_known", "is recorded for another "+string(noun)+" already: each label belongs to one", "Noun", noun)
}

func labelTwice(line int) Problem {
	return problem("label_twice", fmt.Sprintf("the label stands on line %d already: each belongs to one row", line), "Line", line)
}

func waypointTwice(line int) Problem {
	return problem("waypoint_twice", fmt.Sprintf("the corridor has this place in the order on line %d already", line), "Line", line)
}

func priceTwice(line int) Problem {
	return problem("price_twice", fmt.Sprintf("the commodity has a price of this source for this month on line %d already", line), "Line", line)
}

func partnerTaken(enterprise string) Problem {
	return problem("partner_taken", "is the partner "+enterprise+" already: each belongs to one enterprise", "Enterprise", enterprise)
}

func statementTwice(code string) Problem {
	return problem("statement_twice", "another statement of the file has the code "+code+": write it into all rows of the one, or give the other its own", "Code", code)
}

func statementTaken(code string, line int) Problem {
	return problem("statement_taken", fmt.Sprintf("the statement %s is that of line %d already: write its code into all its rows, and what they say of it alike", code, line),
		"Code", code, "Line", line)
}

func figureElsewhere(figure, statement string) Problem {
	return problem("figure_elsewhere", fmt.Sprintf("the figure %s belongs to the statement %s: a load cannot move it to another", figure, statement),
		"Figure", figure, "Statement", statement)
}

func reasonMissing(noun Noun, code, recorded string) Problem {
	return problem("reason_missing", fmt.Sprintf("%s %s is recorded with «%s»: say why it changes with --reason", noun, code, recorded),
		"Noun", noun, "Code", code, "Recorded", recorded)
}

// What is referred to, and is not there.
var (
	sourceUnknown    = problem("source_unknown", "no source has this code: add it to sources.csv first")
	programmeUnknown = problem("programme_unknown", "no programme has this label: correct it, or add it to programmes.csv first")
	basisUnknown     = problem("basis_unknown", "no programme holds this basis: correct it, or add it to programmes.csv first")
	metricUnknown    = problem("metric_unknown", "no metric has this code: correct it, or add it to metrics.csv first")
	projectUnknown   = problem("project_unknown", "no project has this code: correct it, or add it to projects.csv first")
	commodityUnknown = problem("commodity_unknown", "no commodity has this code: correct it, or add it to commodities.csv first")
	corridorUnknown  = problem("corridor_unknown", "no corridor has this code: correct it, or add it to corridor_names.csv first")
	partnerUnknown   = problem("partner_unknown", "names no project: write its code, the side and the place of the partner, for example ulba-fa/chinese/1")
)

func termUnknown(file string) Problem {
	return problem("term_unknown", "is in no dictionary: correct it, or add it to "+file+" first", "File", Reference{File: file})
}

func partnerMissing(enterprise string) Problem {
	return problem("partner_missing", "the project has no such partner, of which "+enterprise+" is said to be the one: correct it, or load projects.csv first",
		"Enterprise", enterprise)
}

func programmeMissing(code string) Problem {
	return problem("programme_missing", "the programme "+code+" is missing: add it to programmes.csv first", "Code", code)
}

func tradeMetricMissing(code string) Problem {
	return problem("trade_metric_missing", "no metric has the code "+code+": add it to metrics.csv first", "Code", code)
}

// How the lists and the sentences of a cell are written.
var (
	spellingEmpty = problem("spelling_empty", "one of the spellings is empty: write them with one «|» between two")
	labelEmpty    = problem("label_empty", "one of the labels is empty or begins or ends with a space: write them with one «|» between two, and nothing else")
	notAnEvent    = problem("event", "write each event as «launched 2018 known 2018-12-31» or «planned launched 2019 known 2018-06-10», with «;» between two")
	eventDate     = problem("event_date", "has a date that is none of the calendar, or counts from a day that is still to come")
	notAPeriod    = problem("period", "write year, first half, first quarter, a number of months such as «9 months», or a day such as «to 1 December»")
)

// What does not go with the other cells of the row, or of the record.
var (
	launchBeforeStart = problem("launch_before_start", "is before start_year: correct one of them")
	launchToCome      = problem("launch_to_come", "is still to come, but status says launched: correct one of them")
	outcomeDay        = problem("outcome_day", "write a full date for a project of unknown status, and nothing for the others")
	statementCode     = problem("statement_code", "is not a code of small Latin letters, digits and hyphens")
	firstSource       = problem("first_source", "does not begin with the document in source_id: put that first")
	datedByNothing    = problem("dated_by_nothing", "has a day, but dated_by says nothing: correct one of them")
	nothingToDateBy   = problem("nothing_to_date_by", "has a day, but the statement has no date that it could rest on: say which in dated_by, or leave it empty")
	nothingInferred   = problem("nothing_inferred", "says from what the day is inferred, but said_on is empty: fill in said_on, or leave this empty")
	notACount         = problem("count", "counts projects: write a whole number, 0 or more")
	wholeMissing      = problem("whole_missing", "the same statement gives no figure for this metric: correct it, or leave it empty")
	partOfItself      = problem("part_of_itself", "the figure would be part of itself: break the circle")
	figureUnknown     = problem("figure_unknown", "no figure has this id: correct it")
	pairOfOne         = problem("pair_of_one", "is the first figure again: name two different ones")
	pairUnequal       = problem("pair_unequal", "the two differ in metric, value, unit or year, so they are not the same figure: write differs, or correct one of them")
	tradeEmpty        = problem("trade_empty", "the row holds no figure: fill one in, or remove the row")
	containersUnit    = problem("containers_unit", "write TEU or containers: the two are not the same count")
)

func pairTold(code string) Problem {
	return problem("pair_told", "the pair "+code+" tells of the same two figures: edit that one", "Code", code)
}

func startToCome(status string) Problem {
	return problem("start_to_come", "is still to come, but status says "+status+": correct one of them",
		"Status", Words{Column: Reference{"projects.csv", "status"}, List: []string{status}})
}

// pastAltered tells of an edit that alters what counted on earlier days and is none that
// may.
func pastAltered(from Date) Problem {
	return problem("past_altered", fmt.Sprintf("changes what was known on earlier days, from %s on: only a correction does", from), "Date", from)
}

func dayMissing(by string) Problem {
	return problem("day_missing", "is empty, but dated_by says "+by+": fill it in, or leave both empty",
		"By", Words{Column: Reference{"statements.csv", "dated_by"}, List: []string{by}})
}

func statementDiffers(line int, cell string) Problem {
	return problem("statement_differs", fmt.Sprintf("line %d, which is of the same statement, says «%s»: make them agree", line, cell), "Line", line, "Cell", cell)
}

func quoteTooLong(words int) Problem {
	return problem("quote_too_long", fmt.Sprintf("has more than %d words: shorten the quotation", words), "Words", words)
}

package models_test

import (
	"encoding/csv"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/dostyk/dostyk/models"
	"github.com/dostyk/dostyk/models/modelstest"
)

const cooperation = "Kazakhstan-China industrial and investment cooperation programme"

// typed is a new row; cells are columns and values in turn.
func typed(file string, cells ...string) models.RowEdit {
	row := set(nil, cells)
	return models.RowEdit{RowKey: models.RowKey{File: file, Key: models.RowKeyOf(file, row)}, Cells: row}
}

func set(cells models.Cells, changes []string) models.Cells {
	row := models.Cells{}
	for column, cell := range cells {
		row[column] = cell
	}
	for i := 0; i+1 < len(changes); i += 2 {
		row[changes[i]] = changes[i+1]
	}
	return row
}

// figure is a new figure that nothing is doubtful about, but for the cells given.
func figure(id string, cells ...string) models.RowEdit {
	return typed("statements.csv", append([]string{
		"id", id, "source_id", "trend-20181127", "said_by", "Askar Mamin", "said_on", "2018-10-01", "programme", cooperation,
		"metric", "jobs", "value", "20000", "unit", "jobs", "year_refers_to", "2018",
	}, cells...)...)
}

// project is a new project that nothing is doubtful about, but for the cells given.
func project(cells ...string) models.RowEdit {
	return typed("projects.csv", append([]string{
		"code", "new", "name_en", "Basalt fibre works of Zhezkazgan", "region", "Karaganda Region", "lat", "49.8", "lon", "73.1", "cost_usd", "100000000", "jobs", "300",
		"status", "launched", "start_year", "2018", "launch_year", "2020", "in_51_programme", "unknown", "source_ids", "qazaqtv-194657",
	}, cells...)...)
}

func happening(cells ...string) models.RowEdit {
	return typed("project_events.csv", append([]string{"code", "new-event", "project", "ulba-fa", "kind", "launched", "planned", "no", "date", "2021-11", "source_id", "wnn-20211110-ulba"}, cells...)...)
}

func price(period, value string, cells ...string) models.RowEdit {
	return typed("commodity_prices.csv", append([]string{
		"commodity", "copper", "period", period, "price", value, "unit", "USD per tonne", "currency", "USD", "source_id", "wb-pinksheet",
	}, cells...)...)
}

func document(cells ...string) models.RowEdit {
	return typed("sources.csv", append([]string{
		"id", "new", "title", "A page about nothing else here", "publisher", "A publisher", "url", "https://example.org/page", "published_on", "2018-06", "language", "en",
	}, cells...)...)
}

func company(cells ...string) models.RowEdit {
	return typed("enterprises.csv", append([]string{"code", "new", "name", "Zhezkazgan Basalt", "founded_year", "2010", "chinese_share", "49", "source_ids", "qazaqtv-194657"}, cells...)...)
}

func signed(cells ...string) models.RowEdit {
	return typed("agreements.csv", append([]string{"code", "new", "title", "Agreement on beekeeping", "kind", "agreement", "signed_on", "2018-06-07", "source_ids", "akorda-20180610-briefing"}, cells...)...)
}

func traded(cells ...string) models.RowEdit {
	return typed("trade.csv", append([]string{"year", "2024", "period", "year", "basis", "Kazakhstan statistics", "exports_kz_to_cn_usd", "15000000000",
		"imports_cn_to_kz_usd", "15100000000", "turnover_usd", "30100000000", "source_ids", "vlast-65375"}, cells...)...)
}

// openingFiles are the rows of the opening data, by file and key.
var openingFiles = make(map[string]map[string]models.Cells)

func init() {
	for _, name := range models.FileNames() {
		file, err := models.OpeningFiles().Open(name)
		if err != nil {
			continue
		}
		rows, err := csv.NewReader(file).ReadAll()
		if err != nil {
			panic(err)
		}
		openingFiles[name] = make(map[string]models.Cells)
		for _, row := range rows[1:] {
			cells := models.Cells{}
			for i, column := range rows[0] {
				cells[column] = row[i]
			}
			openingFiles[name][models.RowKeyOf(name, cells)] = cells
		}
		file.Close()
	}
}

// changed is an edit of a row of the opening data.
func changed(file, key string, cells ...string) models.RowEdit {
	base := openingFiles[file][key]
	if base == nil {
		panic("no such row: " + file + " " + key)
	}
	return models.RowEdit{RowKey: models.RowKey{File: file, Key: key}, Base: base, Cells: set(base, cells)}
}

// retyped is a row of the opening data as if somebody had just typed it.
func retyped(file, key string) models.RowEdit {
	return models.RowEdit{RowKey: models.RowKey{File: file, Key: key}, Cells: openingFiles[file][key]}
}

func withdrawn(file, key string) models.RowEdit {
	return models.RowEdit{RowKey: models.RowKey{File: file, Key: key}, Base: openingFiles[file][key]}
}

// doubts are what findings are compared by: where the doubt stands, and its kind.
func doubts(found []models.Finding) []string {
	list := []string{}
	for _, f := range found {
		list = append(list, f.Key+" "+f.Column+" "+string(f.Kind))
	}
	return list
}

func TestWhatIsDoubtfulIsFoundAndNothingElse(t *testing.T) {
	long(t)
	one := func(edits ...models.RowEdit) []models.RowEdit { return edits }
	cases := []struct {
		name  string
		edits []models.RowEdit
		want  []string
	}{
		{"a figure like all others is fine", one(figure("n1")), nil},
		{"stages may add up to their total", one(figure("n1", "metric", "total_projects", "value", "51", "unit", "projects"), figure("n2", "metric", "launched", "value", "20", "unit", "projects"),
			figure("n3", "metric", "in_progress", "value", "31", "unit", "projects")), nil},
		{"stages that add up to more than the total are doubted at the total", one(figure("n1", "metric", "total_projects", "value", "51", "unit", "projects"), figure("n2", "metric", "launched", "value", "12", "unit", "projects"),
			figure("n3", "metric", "in_progress", "value", "25", "unit", "projects"), figure("n4", "metric", "planned_next_year", "value", "18", "unit", "projects")), []string{"n1 value sum"}},
		{"a stage that is part of another is not added", one(figure("n1", "metric", "total_projects", "value", "51", "unit", "projects"), figure("n2", "metric", "in_progress", "value", "15", "unit", "projects"),
			figure("n3", "metric", "launching_this_year", "value", "15", "unit", "projects", "part_of", "in_progress"), figure("n4", "metric", "planned_next_year", "value", "30", "unit", "projects")), nil},
		{"a stage raised above the recorded total is doubted at the stage", one(changed("statements.csv", "st072", "value", "38")), []string{"st072 value sum"}},
		{"a total lowered below the recorded stages is doubted at the total", one(changed("statements.csv", "st067", "value", "30", "quote", "")), []string{"st067 value sum"}},
		{"a new stage joins the recorded statement of its occasion", one(typed("statements.csv", "id", "n1", "source_id", "qazaqtv-194657", "said_by", "Nursultan Nazarbayev", "said_on", "2018-06-10",
			"programme", cooperation, "metric", "in_preparation", "value", "13", "unit", "projects", "year_refers_to", "2018")), []string{"n1 value sum"}},
		{"a new stage of a named statement is added too", one(figure("n1", "statement", "st067", "metric", "in_preparation", "value", "13", "unit", "projects")), []string{"n1 value sum"}},
		{"a withdrawn stage is added no more", one(withdrawn("statements.csv", "st072"), changed("statements.csv", "st070", "value", "25")), nil},
		{"costs of the stages may be rounded", one(retyped("statements.csv", "st101")), nil},
		{"costs of the stages above the total are doubted", one(changed("statements.csv", "st101", "value", "21100000000")), []string{"st101 value sum"}},
		{"more key projects than projects are doubted", one(changed("statements.csv", "st152", "value", "145")), []string{"st152 value share"}},
		{"jobs of some projects above those of all are doubted", one(figure("n1"), figure("n2", "metric", "launching_this_year_jobs", "value", "24000")), []string{"n2 value share"}},
		{"jobs of some projects may be nearly those of all", one(figure("n1"), figure("n2", "metric", "launching_this_year_jobs", "value", "5000")), nil},
		{"a part larger than its whole is doubted", one(changed("statements.csv", "st055", "value", "12")), []string{"st055 value parts"}},
		{"a whole made smaller than its part is doubted", one(changed("statements.csv", "st054", "value", "5")), []string{"st054 value parts"}},
		{"two parts that are more than their whole are doubted", one(figure("n1", "metric", "in_progress", "value", "10", "unit", "projects"), figure("n2", "metric", "launching_this_year", "value", "6", "unit", "projects", "part_of", "in_progress"),
			figure("n3", "metric", "construction_starting_this_year", "value", "5", "unit", "projects", "part_of", "in_progress")), []string{"n2 value parts"}},
		{"a whole in another statement is doubted", one(figure("n1", "metric", "launching_this_year", "value", "6", "unit", "projects", "part_of", "st054")), []string{"n1 part_of whole_elsewhere"}},
		{"a whole in the same statement is fine", one(changed("statements.csv", "st055", "part_of", "st054")), nil},
		{"a part in another unit than its whole is doubted", one(figure("n1"), figure("n2", "metric", "enterprises", "value", "1200", "unit", "enterprises", "part_of", "n1")), []string{"n2 unit part_unit"}},
		{"exports and imports may miss the turnover by what rounding explains", one(traded()), nil},
		{"exports and imports that do not make the turnover are doubted", one(traded("turnover_usd", "40100000000")), []string{"2024/year/Kazakhstan statistics turnover_usd balance"}},
		{"a turnover without imports is not compared", one(traded("imports_cn_to_kz_usd", "")), nil},
		{"turnover in millions for billions is doubted in the trade file", one(traded("exports_kz_to_cn_usd", "", "imports_cn_to_kz_usd", "", "turnover_usd", "30100000")), []string{"2024/year/Kazakhstan statistics turnover_usd slip"}},
		{"the 27-28 million dollars of 21 September 2017 are doubted, both ends", one(retyped("statements.csv", "st045"), retyped("statements.csv", "st046")), []string{"st045 value slip", "st046 value slip"}},
		{"the 27-28 million are doubted as the plain total cost as well", one(changed("statements.csv", "st045", "metric", "total_cost_usd")), []string{"st045 value slip"}},
		{"billions of dollars for the same are fine", one(figure("n1", "metric", "total_cost_usd", "value", "27500000000", "unit", "USD")), nil},
		{"a total cost in thousands of millions is doubted", one(figure("n1", "metric", "total_cost_usd", "value", "27500000000000", "unit", "USD")), []string{"n1 value slip"}},
		{"亿 written as 万 is doubted", one(figure("n1", "metric", "total_cost_usd", "value", "2770000", "unit", "USD", "quote", "总投资277亿美元")), []string{"n1 value slip", "n1 value quote_scale"}},
		{"亿 read rightly is fine", one(figure("n1", "metric", "total_cost_usd", "value", "27700000000", "unit", "USD", "quote", "总投资277亿美元")), nil},
		{"cents for dollars are doubted", one(figure("n1", "metric", "total_cost_usd", "value", "2770000000000", "unit", "USD")), []string{"n1 value slip"}},
		{"a zero too many is doubted, as in «nearly 50,000 enterprises»", one(retyped("statements.csv", "st164")), []string{"st164 value slip"}},
		{"a list of projects that doubles is fine", one(figure("n1", "metric", "total_projects", "value", "100", "unit", "projects")), nil},
		{"a first figure of its programme is measured against nothing", one(figure("n1", "programme", "Documents signed, July 2024", "metric", "documents_value_usd", "value", "7", "unit", "USD")), nil},
		{"34 launched between 2 and 3 is a jump", one(retyped("statements.csv", "st028")), []string{"st028 value jump"}},
		{"9 launched after 4 and before 12 is none", one(retyped("statements.csv", "st091")), nil},
		{"a third of the cost of all other statements is a jump", one(figure("n1", "metric", "total_cost_usd", "value", "6900000000", "unit", "USD")), []string{"n1 value jump"}},
		{"a quotation in English has the number with a word", one(figure("n1", "metric", "total_cost_usd", "value", "27700000000", "unit", "USD", "quote", "worth $27.7 billion in all")), nil},
		{"a quotation in Russian has the number with a decimal comma", one(figure("n1", "metric", "total_cost_usd", "value", "27700000000", "unit", "USD", "quote", "на сумму 27,7 млрд долларов")), nil},
		{"a quotation in Kazakh has the number with its own word", one(figure("n1", "quote", "20 мың жұмыс орны ашылады")), nil},
		{"both ends of a range have its scale", one(changed("statements.csv", "st026", "quote", "differ by 5-6 billion a year")), nil},
		{"a quotation that says billions for typed millions is doubted", one(changed("statements.csv", "st077", "value", "27000000")), []string{"st077 value slip", "st077 value quote_scale"}},
		{"a quotation without the number is doubted", one(figure("n1", "value", "21000", "quote", "20,000 jobs will be created")), []string{"n1 value quote_number"}},
		{"a quotation with the number grouped by spaces is fine", one(figure("n1", "quote", "будет создано 20 000 рабочих мест")), nil},
		{"a number in words is left aside", one(figure("n1", "quote", "about twenty thousand jobs")), nil},
		{"a number in Russian words is left aside", one(figure("n1", "quote", "около двадцати тысяч рабочих мест")), nil},
		{"an edit of the quotation alone is compared with the number", one(changed("statements.csv", "st075", "quote", "trade reached 81 billion dollars")), []string{"st075 value quote_number"}},
		{"a unit that is not the metric's is doubted", one(retyped("statements.csv", "st192")), []string{"st192 unit unit"}},
		{"tenge for a metric in dollars are doubted", one(figure("n1", "metric", "total_cost_usd", "value", "27000000000", "unit", "KZT")), []string{"n1 unit unit"}},
		{"a fraction for percent is doubted", one(figure("n1", "metric", "share_being_implemented_pct", "value", "0.55", "unit", "percent")), []string{"n1 value fraction"}},
		{"more than all is doubted", one(figure("n1", "metric", "share_being_implemented_pct", "value", "155", "unit", "percent")), []string{"n1 value over_hundred"}},
		{"a day still to come is doubted", one(figure("n1", "as_of", "2027-01")), []string{"n1 as_of future"}},
		{"a day after the statement is doubted", one(figure("n1", "as_of", "2018-12")), []string{"n1 as_of after_said"}},
		{"the month of the statement is fine", one(figure("n1", "as_of", "2018-10")), nil},
		{"what was said after its document was published is doubted", one(figure("n1", "said_on", "2018-12-01")), []string{"n1 said_on after_source"}},
		{"a year far from the day is doubted", one(figure("n1", "year_refers_to", "2081")), []string{"n1 year_refers_to year"}},
		{"a year two ahead is a plan", one(figure("n1", "year_refers_to", "2020")), nil},
		{"a range that reaches the day is fine", one(figure("n1", "year_refers_to", "2005-2018")), nil},
		{"what a speaker has said that day already is doubted", one(figure("n1", "said_by", "Zhenis Kassymbek", "said_on", "2018-09-07", "metric", "total_projects", "value", "51", "unit", "projects")), []string{"n1 value duplicate"}},
		{"another number of that speaker and day is fine", one(figure("n1", "said_by", "Zhenis Kassymbek", "said_on", "2018-09-07", "metric", "total_projects", "value", "52", "unit", "projects")), nil},
		{"the same number by another speaker is fine", one(figure("n1", "metric", "total_projects", "value", "51", "unit", "projects")), nil},
		{"a figure typed twice is doubted once", one(figure("n1"), figure("n2")), []string{"n2 value duplicate"}},
		{"a passage that is a figure already is doubted", one(figure("n1", "source_id", "inform-20180608-industry", "said_on", "2018-06-07", "programme", "China-invested enterprises in Kazakhstan", "metric", "enterprises", "value", "1200", "unit", "enterprises",
			"quote", "over 1,200 China-invested enterprises are operating in Kazakhstan in various economic sectors")), []string{"n1 value same_quote"}},
		{"a figure on a gazetteer is doubted", one(figure("n1", "source_id", "geonames-5000")), []string{"n1 source_id no_source"}},
		{"a figure without a source is doubted", one(figure("n1", "source_id", "")), []string{"n1 source_id no_source"}},
		{"a project like all others is fine", one(project()), nil},
		{"swapped coordinates are doubted as such", one(project("lat", "73.1", "lon", "49.8")), []string{"new lat swapped"}},
		{"swapped coordinates that lie in Kazakhstan as well are told by the region", one(project("region", "West Kazakhstan Region", "lat", "51.9", "lon", "51.2"), project("code", "new2", "name_en", "Gypsum works", "region", "Karaganda Region", "lat", "51.9", "lon", "52.4")),
			[]string{"new2 lat far"}},
		{"a place in Xinjiang is doubted", one(project("lat", "43.8", "lon", "87.6")), []string{"new lat outside"}},
		{"a place on the border is fine", one(project("region", "Zhetisu Region", "lat", "44.2", "lon", "80.4")), nil},
		{"a terminal in Jiangsu may lie there", one(retyped("projects.csv", "lianyungang-terminal")), nil},
		{"a place far from its region is doubted", one(project("region", "Atyrau Region")), []string{"new lat far"}},
		{"a cost in thousands is doubted", one(project("cost_usd", "100000")), []string{"new cost_usd cost", "new cost_usd cost_per_job"}},
		{"a cost above any other is doubted", one(project("cost_usd", "100000000000", "jobs", "")), []string{"new cost_usd cost"}},
		{"a cost that does not go with the jobs is doubted", one(project("cost_usd", "15000000000")), []string{"new cost_usd cost_per_job"}},
		{"a cost that does not go with the power is doubted", one(project("capacity", "5 MW")), []string{"new cost_usd cost_per_power"}},
		{"a cost that goes with the power is fine", one(project("capacity", "100 MW")), nil},
		{"more jobs than any project gives are doubted", one(project("jobs", "40000")), []string{"new jobs jobs"}},
		{"a cost that rests on a gazetteer is doubted", one(project("jobs", "", "source_ids", "geonames-5000")), []string{"new cost_usd no_source"}},
		{"a launch far ahead is doubted", one(project("status", "planned", "launch_year", "2062")), []string{"new launch_year year"}},
		{"a launch before the recorded start is doubted at the event", one(happening("project", "bakhty-ayagoz-railway", "date", "2022", "source_id", "trend-bakhty-2025")), []string{"new-event date order"}},
		{"a start after the recorded launch is doubted at the project", one(changed("projects.csv", "ulba-fa", "start_year", "2022", "launch_year", "")), []string{"ulba-fa start_year order"}},
		{"a launch within the year of the start is fine", one(happening("project", "bakhty-ayagoz-railway", "date", "2023", "source_id", "trend-bakhty-2025")), nil},
		{"a planned launch before a later start is a plan that was moved", one(happening("planned", "yes", "project", "bakhty-ayagoz-railway", "date", "2022")), nil},
		{"an event after its document was published is doubted", one(happening("date", "2022-05")), []string{"new-event date after_source"}},
		{"a name with one wrong letter is doubted", one(project("name_en", "Zhanatas wind farm 100 MV")), []string{"new name_en name"}},
		{"a project of nearly the same name is doubted", one(project("name_en", "Boguty tungsten mine and consentrator")), []string{"new name_en name"}},
		{"a name in the other alphabet is doubted", one(company("name", "ТОО «Каспи Битум»")), []string{"new name name"}},
		{"the words of a name in another order are doubted", one(project("name_en", "Cement plant Gezhouba Shieli")), []string{"new name_en name"}},
		{"a plant of another power is another plant", one(project("name_en", "Risen Energy 41 MW solar plant")), nil},
		{"another line of a pipeline is another pipeline", one(project("name_en", "Kazakhstan-China gas pipeline, line D")), nil},
		{"two new projects of one name are doubted once", one(project(), project("code", "new2")), []string{"new2 name_en name"}},
		{"a speaker under another spelling is doubted", one(typed("speakers.csv", "code", "new", "label", "Nursultan Nazarbaev", "name_en", "Nursultan Nazarbaev")), []string{"new label name"}},
		{"a speaker in Cyrillic is doubted", one(typed("speakers.csv", "code", "new", "label", "Аскар Мамин", "name_en", "A. M.")), []string{"new label name"}},
		{"another ambassador is another person", one(typed("speakers.csv", "code", "new", "label", "Zhang Hanhui", "name_en", "Zhang Hanhui")), nil},
		{"a joint statement of another day is another", one(signed("title", "Joint Statement of Kazakhstan and China", "kind", "joint_statement")), nil},
		{"a joint statement of the same day is doubted", one(signed("title", "Joint statement of Kazakhstan and China", "kind", "joint_statement", "signed_on", "2017-06-08", "source_ids", "embassy-20170608;akorda-20180610-briefing")), []string{"new title name"}},
		{"what was signed after its documents is doubted", one(signed("signed_on", "2018-07")), []string{"new signed_on after_source"}},
		{"an address written another way is doubted", one(document("url", "http://www.aiddata.org/x"), document("id", "new2", "title", "Another", "url", "https://aiddata.org/x/?utm_source=mail")), []string{"new2 url address"}},
		{"the address of a recorded source is doubted", one(document("url", "http://ec-info.org/en/project/astana-lrt-2")), []string{"new url address"}},
		{"a title of the same publisher is doubted", one(document("title", "Astana LRT.", "publisher", "ec-info.org")), []string{"new title name"}},
		{"the title of another publisher is fine", one(document("title", "Astana LRT.")), nil},
		{"a share of less than one percent is doubted", one(company("chinese_share", "0.49")), []string{"new chinese_share fraction"}},
		{"a company to be founded is doubted", one(company("founded_year", "2030")), []string{"new founded_year future"}},
		{"a price like those before it is fine", one(price("2026-06", "9900")), nil},
		{"a price per kilogram in a series per tonne is doubted", one(price("2026-06", "9.9")), []string{"copper/2026-06/wb-pinksheet price slip"}},
		{"a lost decimal point is doubted", one(changed("commodity_prices.csv", "brent/2016-01/eia-oil", "price", "3070")), []string{"brent/2016-01/eia-oil price slip"}},
		{"a price three times its neighbours is a jump", one(changed("commodity_prices.csv", "brent/2016-01/eia-oil", "price", "102")), []string{"brent/2016-01/eia-oil price jump"}},
		{"the real slump of April 2020 is none", one(retyped("commodity_prices.csv", "wti/2020-04/eia-oil"), retyped("commodity_prices.csv", "natural_gas_hh/2021-02/eia-gas")), nil},
		{"new months are measured against each other", one(price("2026-06", "9900"), price("2026-07", "10100"), price("2026-08", "1015")), []string{"copper/2026-08/wb-pinksheet price slip"}},
		{"another unit than the series is doubted", one(price("2026-06", "9900", "unit", "USD per kg")), []string{"copper/2026-06/wb-pinksheet unit unit"}},
		{"a currency that its unit does not name is doubted", one(price("2026-06", "9900", "currency", "KZT")), []string{"copper/2026-06/wb-pinksheet currency unit", "copper/2026-06/wb-pinksheet currency currency"}},
		{"the price of a month that is not over is doubted", one(price("2026-11", "9900")), []string{"copper/2026-11/wb-pinksheet period future"}},
		{"a change of what the doubt is not about brings none", one(changed("statements.csv", "st028", "role", "Head of the commission"), changed("projects.csv", "lianyungang-terminal", "note", "Seen.")), nil},
		{"a withdrawal brings none", one(withdrawn("statements.csv", "st067"), withdrawn("projects.csv", "ulba-fa"), withdrawn("commodity_prices.csv", "brent/2016-01/eia-oil")), nil},
		{"what cannot be read is left to the loader", one(figure("n1", "value", "many", "said_on", "soon", "year_refers_to", "then"), price("2026-6", "x"), project("lat", "north", "cost_usd", "1,000", "launch_year", "20x0")), nil},
	}
	if len(cases) < 60 {
		t.Fatalf("%d cases: there must be 60", len(cases))
	}
	modelstest.Opening(t, func(t *testing.T, s *models.Store) {
		for _, c := range cases {
			t.Run(c.name, func(t *testing.T) {
				found, err := s.Findings(t.Context(), c.edits)
				if err != nil {
					t.Fatal(err)
				}
				if diff := cmp.Diff(append([]string{}, c.want...), doubts(found)); diff != "" {
					t.Errorf("%s\n%+v", diff, found)
				}
			})
		}
	})
}

func TestTheOpeningDataHoldsFewDoubts(t *testing.T) {
	long(t)
	var edits []models.RowEdit
	for name, rows := range openingFiles {
		for key := range rows {
			edits = append(edits, retyped(name, key))
		}
	}
	// Each of these is odd indeed, and most are conflicts that the notes on the data
	// name.
	want := []string{
		"qazinform label name",
		"st024 value jump",
		"st028 value jump",
		"st029 value jump",
		"st045 value slip",
		"st046 value slip",
		"st067 value duplicate",
		"st073 value duplicate",
		"st111 value duplicate",
		"st164 value slip",
		"st192 unit unit",
	}
	modelstest.Opening(t, func(t *testing.T, s *models.Store) {
		found, err := s.Findings(t.Context(), edits)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(want, doubts(found)); diff != "" {
			t.Error(diff)
		}
	})
}

// doubtful are edits that bring findings, and some that bring none.
func doubtful() []models.RowEdit {
	return []models.RowEdit{
		changed("statements.csv", "st045", "metric", "total_cost_usd"), changed("statements.csv", "st072", "value", "38"), changed("statements.csv", "st055", "value", "12"), figure("n1"), figure("n2"),
		project(), project("code", "new2", "lat", "73.1", "lon", "49.8"), happening("project", "new", "date", "2017", "source_id", "qazaqtv-194657"), price("2026-06", "9900"), price("2026-07", "99"),
		company("chinese_share", "0.5"), document(), document("id", "new2"), traded("turnover_usd", "40100000000"), withdrawn("statements.csv", "st046"),
	}
}

func TestFindingsDoNotDependOnTheOrderOfEdits(t *testing.T) {
	modelstest.Opening(t, func(t *testing.T, s *models.Store) {
		want, err := s.Findings(t.Context(), doubtful())
		if err != nil {
			t.Fatal(err)
		}
		if len(want) < 8 {
			t.Fatalf("only %v", doubts(want))
		}
		for seed := range 5 {
			edits := rapid.Permutation(doubtful()).Example(seed)
			got, err := s.Findings(t.Context(), edits)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(want, got); diff != "" {
				t.Error(diff)
			}
		}
	})
}

func TestEditsThatChangeNothingBringNoFindings(t *testing.T) {
	modelstest.Opening(t, func(t *testing.T, s *models.Store) {
		var all []models.RowEdit
		for name, rows := range openingFiles {
			for key := range rows {
				all = append(all, changed(name, key))
			}
		}
		// Space around a cell is no change.
		all = append(all, changed("statements.csv", "st028", "value", " 34 "))
		ctx, n := models.WithQueryCount(t.Context())
		found, err := s.Findings(ctx, all)
		if err != nil || len(found) > 0 {
			t.Errorf("%v (%v)", doubts(found), err)
		}
		if n.Load() > 0 {
			t.Errorf("asks %d times about nothing", n.Load())
		}
	})
}

func TestFindingsAreKnownByWhatTheyConcern(t *testing.T) {
	modelstest.Opening(t, func(t *testing.T, s *models.Store) {
		ids := func(edits ...models.RowEdit) map[string]string {
			found, err := s.Findings(t.Context(), edits)
			if err != nil {
				t.Fatal(err)
			}
			ids := make(map[string]string)
			for _, f := range found {
				text, err := json.Marshal(f)
				if err != nil {
					t.Fatal(err)
				}
				var read models.Finding
				if err := json.Unmarshal(text, &read); err != nil {
					t.Fatal(err)
				}
				if read.ID() != f.ID() {
					t.Errorf("%s %s has another ID when it is read again", f.Key, f.Kind)
				}
				ids[f.Key+" "+f.Column+" "+string(f.Kind)] = f.ID()
			}
			return ids
		}
		all := ids(doubtful()...)
		seen := make(map[string]string)
		for of, id := range all {
			if seen[id] != "" {
				t.Errorf("%s and %s have one ID", of, seen[id])
			}
			seen[id] = of
		}
		if again := ids(doubtful()...); !cmp.Equal(all, again) {
			t.Error("the same edits give other IDs")
		}
		slip := "st045 value slip"
		alone := ids(retyped("statements.csv", "st045"))[slip]
		for name, c := range map[string]struct {
			edits []models.RowEdit
			same  bool
		}{
			"another statement of the series":   {[]models.RowEdit{retyped("statements.csv", "st045"), figure("n1", "metric", "total_cost_usd", "value", "27100000000", "unit", "USD", "said_on", "2017-09-22")}, true},
			"a cell that it is not about":       {[]models.RowEdit{typedAs("st045", "role", "Minister")}, true},
			"another number":                    {[]models.RowEdit{typedAs("st045", "value", "27100000")}, false},
			"the same number of another figure": {[]models.RowEdit{typedAs("st046", "value", "27000000", "metric", "total_cost_usd_as_printed_low")}, false},
		} {
			got := ids(c.edits...)
			id := got[slip]
			if id == "" {
				id = got["st046 value slip"]
			}
			if id == "" || (id == alone) != c.same {
				t.Errorf("%s: the ID is %q, and was %q", name, id, alone)
			}
		}
		// What a sum is measured against is part of the doubt.
		sum := ids(changed("statements.csv", "st072", "value", "38"))["st072 value sum"]
		if other := ids(changed("statements.csv", "st072", "value", "38"), changed("statements.csv", "st070", "value", "12")); other["st072 value sum"] == sum || sum == "" {
			t.Errorf("a sum of other stages is the same doubt: %v", other)
		}
	})
}

// typedAs is a row of the opening statements, altered, as if it had just been typed.
func typedAs(key string, cells ...string) models.RowEdit {
	e := retyped("statements.csv", key)
	e.Cells = set(e.Cells, cells)
	return e
}

func TestFindingsOfManyRowsAskInBatches(t *testing.T) {
	modelstest.Opening(t, func(t *testing.T, s *models.Store) {
		var edits []models.RowEdit
		for i := range 300 {
			edits = append(edits, price(fmt.Sprintf("%d-%02d", 1980+i/12, 1+i%12), fmt.Sprint(1000+i%7)))
		}
		ctx, n := models.WithQueryCount(t.Context())
		found, err := s.Findings(ctx, edits)
		if err != nil || len(found) > 0 {
			t.Errorf("%v (%v)", doubts(found), err)
		}
		if n.Load() > 5 {
			t.Errorf("300 prices ask %d times", n.Load())
		}
	})
}

func TestNumbersOfQuotationsAreRead(t *testing.T) {
	for quote, want := range map[string]string{
		"worth $27.7 billion": "27700000000", "27,7 млрд долларов": "27700000000", "27,7 миллиард доллар": "27700000000", "277亿美元": "27700000000", "$27-28 billion": "27000000000",
		"US$26bln": "26000000000", "1 200 предприятий": "1200", "1,200 enterprises": "1200", "1.200 imprese": "1200", "1,2 мың": "1200", "3万": "30000", "1.5万亿元": "1500000000000",
		"20 тыс. рабочих мест": "20000", "$363m": "363000000", "5.6%": "5.6", "5 to 6 billion": "5000000000", "12 500,75 тенге": "12500.75", "百分之55": "55",
	} {
		if got := models.QuotedNumbers(quote); !slices.Contains(got, want) {
			t.Errorf("%q reads as %s, want %s", quote, strings.Join(got, ", "), want)
		}
	}
}

func FuzzQuotedNumbers(f *testing.F) {
	f.Add("worth $27-28 billion, 1,200 and 3万")
	f.Fuzz(func(t *testing.T, quote string) { models.QuotedNumbers(quote) })
}

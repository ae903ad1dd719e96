package handlers

import (
	"encoding/json"
	"slices"
	"strings"
	"sync"

	"github.com/labstack/echo/v4"

	"github.com/dostyk/dostyk/models"
	"github.com/dostyk/dostyk/views/locale"
	"github.com/dostyk/dostyk/views/pages"
	"github.com/dostyk/dostyk/views/table"
)

// object is one of JSON.
type object = map[string]any

// apiPath is an address that answers with a table as JSON.
type apiPath struct {
	path string
	// name is that of the schema, and about says what the answer holds.
	name, about string
	columns     func(p *locale.Printer) []table.Column
	params      []string
}

// apiPaths are all of them. The parameters are those of the pages.
var apiPaths = []apiPath{
	{"projects", "Projects", "The documented projects that the filters choose, all pages.", pages.ProjectColumns,
		[]string{"as_of", "status", "sector", "region", "partners", "launch", "listed", "programme", "year", "q", "source", "sort", "dir"}},
	{"projects/{code}", "Projects", "One project.", pages.ProjectColumns, []string{"as_of"}},
	{"enterprises", "Enterprises", "The enterprises that the filters choose, all pages.", pages.EnterpriseColumns,
		[]string{"sector", "region", "export", "share", "q", "source", "sort", "dir"}},
	{"enterprises/{code}", "Enterprises", "One enterprise.", pages.EnterpriseColumns, nil},
	{"agreements", "Agreements", "The agreements that the filters choose, all pages.", pages.AgreementColumns,
		[]string{"as_of", "year", "kind", "form", "source", "sort", "dir"}},
	{"agreements/{code}", "Agreements", "One agreement.", pages.AgreementColumns, []string{"as_of"}},
	{"statements", "Figures", "The figures of the statements that the filters choose, all pages: a row for each figure. «count» counts the statements, «row_count» the figures.",
		pages.FigureColumns, []string{"as_of", "speaker", "programme", "metric", "year", "q", "source", "sort", "dir"}},
	{"statements/{code}", "Figures", "The figures of one statement.", pages.FigureColumns, []string{"as_of"}},
	{"metrics", "Metrics", "The dictionary of what can be stated.", pages.MetricColumns, []string{"as_of"}},
	{"metrics/{code}", "Figures", "What was stated of one metric, the newest first. «count» counts the statements, «row_count» the figures.", pages.FigureColumns, []string{"as_of"}},
	{"sources", "Sources", "The sources that the filters choose, all pages.", pages.SourceColumns, []string{"language", "kind", "year", "q", "sort", "dir"}},
	{"sources/{code}", "Sources", "One source.", pages.SourceColumns, nil},
	{"prices", "Prices", "The monthly prices of all commodities. «count» counts the commodities, «row_count» the prices.", pages.PriceColumns, []string{"as_of", "from", "to"}},
	{"prices/{code}", "Prices", "The monthly prices of one commodity, and of those beside it. «count» counts the commodities, «row_count» the prices.", pages.PriceColumns,
		[]string{"as_of", "from", "to", "with", "show"}},
	{"f/{code}", "Figure", "One figure by its id, with the sentence that says it. One that was worked out has its day, and the choices of the list that it counts, among its parameters.",
		pages.OneFigureColumns, []string{"as_of"}},
	{"search", "Found", "Every record that holds all words of a text.", pages.FoundColumns, []string{"q", "kind"}},
	{"programme", "Stages", "A programme: its statements over time by stage, and what is documented beside the one that is shown.", pages.StageColumns,
		[]string{"as_of", "programme", "year", "statement"}},
}

// apiParams say what the parameters are.
var apiParams = map[string]string{
	"as_of": "The day as of which the answer is: 2018-06-10, 2018-06 or 2018. Without it, today.", "status": "A stage of projects.", "sector": "The code of a sector, or «none».",
	"region": "The code of a region, or «none».", "partners": "The sides that a partner is named of.", "launch": "The year of the launch, or «none».",
	"listed": "What is known of the membership in the main programme.", "programme": "The code of a programme.", "year": "A year, or «none» where a record may have none.",
	"q": "Words to look for.", "source": "The code of a source that the records rest on.", "sort": "The column of the page to sort by.", "dir": "asc or desc.",
	"export": "yes, no or none.", "share": "A range of the Chinese share.", "kind": "The kind of record.", "form": "single or package.", "speaker": "The code of a speaker.",
	"metric": "The code of a metric.", "language": "The language of a source.", "from": "The first month, 2016-01.", "to": "The last month, 2016-12.",
	"with": "The code of a commodity to set beside; several times.", "show": "index: each price as a part of 100 in the first common month.", "statement": "The code of the statement that is shown.",
	locale.KnownParam: "The moment whose records are asked for.",
}

// openAPI describes the answers as JSON to programs.
func (a *App) openAPI(c echo.Context) error {
	return whole(c, jsonFile, apiDocument())
}

// apiDocument is an OpenAPI 3.1 document, made of the same columns as the answers.
var apiDocument = sync.OnceValue(func() []byte {
	p := locale.For(models.English)
	schemas := object{"Problem": object{
		"type": "object", "required": []string{"type", "title", "status", "detail"},
		"properties": object{"type": object{"type": "string"}, "title": object{"type": "string"}, "status": object{"type": "integer"}, "detail": object{"type": "string"}, "request_id": object{"type": "string"}},
	}}
	paths, tags := object{}, []object{}
	for _, path := range apiPaths {
		if tag := path.tag(); !slices.ContainsFunc(tags, func(known object) bool { return known["name"] == tag }) {
			tags = append(tags, object{"name": tag, "description": "The pages under /{lang}/" + tag + "."})
		}
		schemas[path.name] = tableSchema(path.columns(p))
		paths["/{lang}/"+path.path+".json"] = object{"get": path.operation()}
	}
	document, err := json.Marshal(object{
		"openapi": "3.1.0",
		"info": object{
			"title": "Dostyk", "version": "1",
			"description": "The figures of the dashboard for programs. Each row says its source and the day as of which it is. The same address with .csv or .xlsx gives the same table as a file.",
			"contact":     object{"name": "Dostyk"},
			"license":     object{"name": "By source, see /en/about", "identifier": "LicenseRef-By-Source"},
		},
		"servers": []object{{"url": "/"}},
		// Everything here is for everybody.
		"security":   []object{},
		"tags":       tags,
		"paths":      paths,
		"components": object{"schemas": schemas},
	})
	if err != nil {
		// Nothing in it can fail to be written.
		panic(err)
	}
	return document
})

// tag is the part of the dashboard that the answers belong to.
func (a *apiPath) tag() string {
	tag, _, _ := strings.Cut(a.path, "/")
	return tag
}

// id names the operation to programs.
func (a *apiPath) id() string {
	if strings.Contains(a.path, "{code}") {
		return a.tag() + "-one"
	}
	return a.tag() + "-all"
}

func (a *apiPath) operation() object {
	params := []object{{"name": "lang", "in": "path", "required": true, "description": "The language of names and labels.", "schema": object{"type": "string", "enum": models.Langs}}}
	if strings.Contains(a.path, "{code}") {
		params = append(params, object{"name": "code", "in": "path", "required": true, "description": "The code of the record.", "schema": object{"type": "string"}})
	}
	for _, name := range append(a.params, locale.KnownParam) {
		schema := object{"type": "string"}
		if name == "with" {
			schema = object{"type": "array", "items": schema}
		}
		params = append(params, object{"name": name, "in": "query", "description": apiParams[name], "schema": schema})
	}
	content := func(media, name string) object {
		return object{media: object{"schema": object{"$ref": "#/components/schemas/" + name}}}
	}
	return object{
		"operationId": a.id(), "tags": []string{a.tag()}, "summary": a.about, "parameters": params,
		"description": a.about + " Each row says its source and the day as of which it is.",
		"responses": object{
			"200": object{"description": a.about, "headers": object{"ETag": object{"schema": object{"type": "string"}}}, "content": content(mediaTypes[jsonFile], a.name)},
			"304": object{"description": "It has not changed since."},
			"400": object{"description": "A parameter is not right: the answer names it.", "content": content("application/problem+json", "Problem")},
			"default": object{
				"description": "Any other problem.", "content": content("application/problem+json", "Problem"),
			},
		},
	}
}

// jsonTypes are the types of JSON by those of columns.
var jsonTypes = map[table.Type]string{table.Text: "string", table.Integer: "integer", table.Decimal: "number", table.Year: "integer", table.Boolean: "boolean", table.Date: "string", table.URL: "string"}

// tableSchema describes a table with the columns.
func tableSchema(columns []table.Column) object {
	row, keys := object{}, make([]string, len(columns))
	for i, c := range columns {
		keys[i] = c.Key
		row[c.Key] = object{"type": []string{jsonTypes[c.Type], "null"}, "description": c.Label}
		if c.Type == table.Date {
			row[c.Key].(object)["pattern"] = "^[0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?$"
		}
	}
	text := object{"type": "string"}
	properties := object{
		"title": text, "lang": text, "as_of": object{"type": "string", "format": "date"}, "known": object{"type": []string{"string", "null"}},
		"query": object{"type": "array", "items": text, "description": "The choices that are in force, in words."},
		"count": object{"type": "integer", "description": "The number that the page announces."}, "row_count": object{"type": "integer"},
		"url": text, "page": text, "about": text,
		"columns": object{"type": "array", "items": object{
			"type": "object", "required": []string{"key", "label", "type"}, "additionalProperties": false,
			"properties": object{"key": object{"type": "string", "enum": keys}, "label": text, "type": object{"type": "string", "enum": table.Types}},
		}},
		"rows": object{"type": "array", "items": object{"type": "object", "required": keys, "additionalProperties": false, "properties": row}},
	}
	return object{
		"type": "object", "additionalProperties": false, "properties": properties,
		"required": []string{"title", "lang", "as_of", "known", "query", "count", "row_count", "url", "page", "about", "columns", "rows"},
	}
}

package models_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/shopspring/decimal"

	"github.com/dostyk/dostyk/models"
	"github.com/dostyk/dostyk/models/modelstest"
)

// scaledRows are edits of all rows of the opening data with the prefix, whose columns
// become so many times what they are.
func scaledRows(file, prefix string, times string, columns ...string) []models.RowEdit {
	var edits []models.RowEdit
	for key, base := range openingFiles[file] {
		if !strings.HasPrefix(key, prefix) {
			continue
		}
		var cells []string
		for _, column := range columns {
			if base[column] != "" {
				cells = append(cells, column, decimal.RequireFromString(base[column]).Mul(decimal.RequireFromString(times)).Round(2).String())
			}
		}
		if len(cells) > 0 {
			edits = append(edits, changed(file, key, cells...))
		}
	}
	return edits
}

// compared are the doubts that come of comparing with what is on record.
func compared(found []models.Finding) []string {
	list := []string{}
	for _, f := range found {
		switch f.Kind {
		case models.FindingReplaced, models.FindingRecounted, models.FindingMoved:
			list = append(list, f.Column+" "+string(f.Kind))
		}
	}
	return list
}

// Rows that are wrong together agree with each other: they are compared with what they
// replace, in every file that has numbers.
func TestRowsAreComparedWithWhatTheyReplace(t *testing.T) {
	modelstest.Opening(t, func(t *testing.T, s *models.Store) {
		recounted := func(column, value string) []models.RowEdit {
			edits := scaledRows("commodity_prices.csv", "gold/", "1", "price")
			for i := range edits {
				edits[i].Cells[column] = value
			}
			return edits
		}
		for name, c := range map[string]struct {
			edits []models.RowEdit
			want  []string
		}{
			"a series of prices at a small part":           {scaledRows("commodity_prices.csv", "gold/", "0.03", "price"), []string{"price replaced"}},
			"a series revised by two percent":              {scaledRows("commodity_prices.csv", "gold/", "1.02", "price"), []string{}},
			"a series in another unit":                     {recounted("unit", "USD per kilogram"), []string{"unit recounted"}},
			"a series in another currency":                 {recounted("currency", "CNY"), nil},
			"a statement in thousands":                     {scaledRows("statements.csv", "st06", "1000", "value"), nil},
			"a row of trade of which all figures halve":    {scaledRows("trade.csv", "2023/year/Kazakhstan statistics", "0.5", "exports_kz_to_cn_usd", "imports_cn_to_kz_usd", "turnover_usd"), []string{"exports_kz_to_cn_usd replaced"}},
			"the costs of all projects in thousands":       {scaledRows("projects.csv", "", "0.001", "cost_usd"), []string{"cost_usd replaced"}},
			"the jobs of all projects, tenfold":            {scaledRows("projects.csv", "", "10", "jobs"), []string{"jobs replaced"}},
			"the shares of all enterprises as fractions":   {scaledRows("enterprises.csv", "", "0.01", "chinese_share"), nil},
			"the jobs of one project, with zeros too many": {one(t, scaledRows("projects.csv", "kapshagay-solar", "1000", "jobs")), []string{"jobs replaced"}},
			"a place that moves across the country":        {[]models.RowEdit{changed("projects.csv", "kapshagay-solar", "lat", "51.1", "lon", "71.4")}, nil},
			"the waypoints of a corridor, moved":           {moved("corridors.csv", "rail-land-bridge-khorgos/"), []string{"lat moved"}},
		} {
			found, err := s.Findings(t.Context(), c.edits)
			if err != nil {
				t.Fatal(err)
			}
			got := compared(found)
			if c.want == nil {
				// Others may tell it already; in no case is nothing said.
				if len(found) == 0 {
					t.Errorf("%s: nothing is doubted", name)
				}
				continue
			}
			if diff := cmp.Diff(c.want, got); diff != "" {
				t.Errorf("%s (-want +got)\n%s", name, diff)
			}
		}
	})
}

func one(t *testing.T, edits []models.RowEdit) []models.RowEdit {
	t.Helper()
	if len(edits) != 1 {
		t.Fatalf("there are %d edits", len(edits))
	}
	return edits
}

// moved are edits that lay all places of a file five degrees to the north.
func moved(file, prefix string) []models.RowEdit {
	var edits []models.RowEdit
	for key, base := range openingFiles[file] {
		if strings.HasPrefix(key, prefix) && base["lat"] != "" {
			edits = append(edits, changed(file, key, "lat", decimal.RequireFromString(base["lat"]).Add(decimal.New(5, 0)).String()))
		}
	}
	return edits
}

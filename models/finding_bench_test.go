package models_test

import (
	"testing"

	"github.com/dostyk/dostyk/models"
	"github.com/dostyk/dostyk/models/modelstest"
)

// BenchmarkFindings measures a look at one row, among the opening data and among
// 100,000 projects, 100,000 statements and 1,000,000 prices more.
func BenchmarkFindings(b *testing.B) {
	rows := map[string]models.RowEdit{
		"project": {RowKey: models.RowKey{File: "projects.csv", Key: "new"}, Cells: models.Cells{
			"code": "new", "name_en": "Zhanatas wind farm, second stage", "name_ru": "Жанатасская ветроэлектростанция, вторая очередь", "region": "Zhambyl Region",
			"lat": "43.57", "lon": "69.74", "cost_usd": "150000000", "capacity": "100 MW", "status": "launched", "start_year": "2021", "launch_year": "2023", "source_ids": "aiib-zhanatas",
		}},
		"project-like-every-other": {RowKey: models.RowKey{File: "projects.csv", Key: "new"}, Cells: models.Cells{
			"code": "new", "name_en": "Made-up project", "status": "planned", "source_ids": "aiib-zhanatas",
		}},
		"project-misspelled": {RowKey: models.RowKey{File: "projects.csv", Key: "new"}, Cells: models.Cells{
			"code": "new", "name_en": "Made-up projekt 77777", "status": "planned", "source_ids": "aiib-zhanatas",
		}},
		"source": {RowKey: models.RowKey{File: "sources.csv", Key: "new"}, Cells: models.Cells{
			"id": "new", "title": "New project will increase green coke production", "publisher": "The Astana Times", "url": "https://astanatimes.com/2013/03/new", "language": "en",
		}},
		"figure": {RowKey: models.RowKey{File: "statements.csv", Key: "new"}, Cells: models.Cells{
			"id": "new", "source_id": "inform-20180227-6projects", "said_by": "Zhenis Kassymbek", "said_on": "2018-02-27",
			"programme": "Kazakhstan-China industrial and investment cooperation programme", "metric": "total_projects", "value": "51000", "unit": "projects", "quote": "51 joint projects",
		}},
		"price": {RowKey: models.RowKey{File: "commodity_prices.csv", Key: "many-77/2018-06/many-source-2"}, Cells: models.Cells{
			"commodity": "many-77", "period": "2018-06", "price": "7400.5", "unit": "USD per kg", "currency": "USD", "source_id": "many-source-2",
		}},
		"enterprise": {RowKey: models.RowKey{File: "enterprises.csv", Key: "new"}, Cells: models.Cells{
			"code": "new", "name": "Каспи Битум", "chinese_share": "50", "source_ids": "ice-caspi-2025",
		}},
	}
	for _, dialect := range []models.Dialect{models.SQLite, models.Postgres} {
		for _, size := range []string{"opening", "many"} {
			b.Run(string(dialect)+"/"+size, func(b *testing.B) {
				s := modelstest.New(b, dialect, true)
				if size == "many" {
					modelstest.Many(b, s, 100_000)
					modelstest.ManyStatements(b, s, 100_000)
					modelstest.ManyPrices(b, s, 1_000_000)
				}
				for name, edit := range rows {
					b.Run(name, func(b *testing.B) {
						for b.Loop() {
							if _, err := s.Findings(b.Context(), []models.RowEdit{edit}); err != nil {
								b.Fatal(err)
							}
						}
					})
				}
			})
		}
	}
}

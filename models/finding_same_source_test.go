package models_test

import (
	"slices"
	"testing"

	"github.com/dostyk/dostyk/models"
	"github.com/dostyk/dostyk/models/modelstest"
)

// The figures of the opening data that stand in both files: in each direction the one
// that is typed again is doubted, whatever its file, its speaker and its basis.
func TestAFigureOfOneSourceIsFoundAcrossFiles(t *testing.T) {
	modelstest.Opening(t, func(t *testing.T, s *models.Store) {
		twice := map[string]string{
			"st007": "2013/year/China customs", "st075": "2017/year/China customs", "st089": "2018/9 months/Kazakhstan statistics", "st114": "2019/8 months/official statement",
			"st115": "2020/4 months/official statement", "st125": "2023/10 months/China customs", "st133": "2022/year/Kazakhstan statistics", "st135": "2023/first half/official statement",
			"st140": "2023/year/Kazakhstan statistics", "st143": "2023/year/official statement", "st144": "2023/year/official statement", "st181": "2021/year/Kazakhstan statistics",
			"st183": "2008/year/official statement",
		}
		isFound := func(want bool) {
			t.Helper()
			for figure, row := range twice {
				for _, edit := range []models.RowEdit{retyped("statements.csv", figure), retyped("trade.csv", row)} {
					found, err := s.Findings(t.Context(), []models.RowEdit{edit})
					if err != nil {
						t.Fatal(err)
					}
					if got := slices.ContainsFunc(found, func(f models.Finding) bool { return f.Kind == models.FindingSameSource }); got != want {
						t.Errorf("%s and %s: of %s it says %v", figure, row, edit.Key, doubts(found))
					}
				}
			}
		}
		// A pair tells that it is one figure: nothing is left to be asked.
		isFound(false)
		modelstest.Exec(t, s, "DELETE FROM figure_pairs")
		isFound(true)
		// Both typed at once are found without a record, and a count of projects that one
		// publisher tells on another day is none.
		both := []models.RowEdit{
			figure("n1", "metric", "trade_turnover_usd", "unit", "USD", "value", "31000000000", "programme", "Bilateral trade", "year_refers_to", "2024", "source_id", "vlast-65375", "said_on", "2025-02"),
			traded("exports_kz_to_cn_usd", "", "imports_cn_to_kz_usd", "", "turnover_usd", "31000000000"),
		}
		found, err := s.Findings(t.Context(), both)
		if err != nil {
			t.Fatal(err)
		}
		if !slices.Contains(doubts(found), "2024/year/Kazakhstan statistics turnover_usd same_source") {
			t.Errorf("of both it says %v", doubts(found))
		}
		found, err = s.Findings(t.Context(), []models.RowEdit{retyped("statements.csv", "st041")})
		if err != nil {
			t.Fatal(err)
		}
		if len(found) > 0 {
			t.Errorf("of a count told again it says %v", doubts(found))
		}
	})
}

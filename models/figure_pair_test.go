package models_test

import (
	"errors"
	"strings"
	"testing"

	"github.com/dostyk/dostyk/models"
	"github.com/dostyk/dostyk/models/modelstest"
)

const pairHead = "code,figure,other,relation,source_id,text_en,text_kk,text_ru,text_zh\n"

// metricHistory is what was stated of a metric by today, and how many of its figures
// count, by the history and by the list of all metrics.
func metricHistory(t *testing.T, s *models.Store, code string, day models.Date) (history *models.MetricHistory, counted, listed int) {
	t.Helper()
	h, err := s.MetricHistory(t.Context(), code, day, true)
	if err != nil {
		t.Fatal(err)
	}
	for _, st := range h.Statements {
		for _, f := range st.Figures {
			if h.Counts(&f) {
				counted++
			}
		}
	}
	counts, err := s.MetricCounts(t.Context(), day, true)
	if err != nil {
		t.Fatal(err)
	}
	return h, counted, counts[h.Metric.ID]
}

func TestWhatIsRecordedTwiceCountsOnce(t *testing.T) {
	modelstest.Opening(t, func(t *testing.T, s *models.Store) {
		for _, c := range []struct {
			metric string
			day    models.Date
			want   int
		}{
			{"trade_turnover_usd", "2026-12-01", 16}, {"fdi_inflow_usd", "2026-12-01", 2}, {"fdi_inflow_usd_h1", "2026-12-01", 1},
			// The one that counts had not been stated by then.
			{"trade_turnover_usd_9m", "2018-11-27", 1},
		} {
			if _, counted, listed := metricHistory(t, s, c.metric, c.day); counted != c.want || listed != c.want {
				t.Errorf("%s of %s has %d figures by its history and %d by the list, want %d", c.metric, c.day, counted, listed, c.want)
			}
		}
		// A value is the same however many zeros are written behind it.
		modelstest.Load(t, s, map[string]string{
			"statements.csv": "id,source_id,said_by,role,said_on,programme,metric,value,unit,part_of,as_of,year_refers_to,quote\n" +
				"zeros,trend-20231017,Trend,news agency,2023-10-17,Bilateral trade,trade_turnover_usd,24100000000.00,USD,,,2022,\n",
			"figure_pairs.csv": pairHead + "zeros,zeros,trade-2022-year-kazakhstan-statistics-trade-turnover-usd,same,,The same document.,,,\n",
		})
		if _, counted, listed := metricHistory(t, s, "trade_turnover_usd", "2026-12-01"); counted != 16 || listed != 16 {
			t.Errorf("with zeros behind a value %d and %d figures count, want 16", counted, listed)
		}
		// A correction makes it another figure.
		modelstest.Revise(t, s, models.Correcting, "Read again.", "statements.csv", modelstest.Set("st133", "value", "24200000000"))
		if _, counted, listed := metricHistory(t, s, "trade_turnover_usd", "2026-12-01"); counted != 17 || listed != 17 {
			t.Errorf("after a correction %d and %d figures count, want 17", counted, listed)
		}
	})
}

// What one document gives once, and stands in two statements, is a pair.
func TestNoFigureOfTheOpeningDataIsRecordedTwiceUnsaid(t *testing.T) {
	modelstest.Opening(t, func(t *testing.T, s *models.Store) {
		var twice []string
		err := s.DB(t.Context()).Raw(`SELECT DISTINCT f.code || ' ' || o.code FROM figures f JOIN figures o ON o.metric_id = f.metric_id AND o.unit = f.unit AND o.value = f.value
			AND o.year_from = f.year_from AND o.year_to = f.year_to AND o.code < f.code AND o.statement_id <> f.statement_id
			JOIN statement_sources a ON a.statement_id = f.statement_id JOIN statement_sources b ON b.statement_id = o.statement_id AND b.source_id = a.source_id
			WHERE NOT EXISTS (SELECT 1 FROM figure_pairs p WHERE p.relation = 'same' AND (p.figure = f.code AND p.other = o.code OR p.figure = o.code AND p.other = f.code))`).Scan(&twice).Error
		if err != nil || len(twice) > 0 {
			t.Errorf("recorded twice and not said to be the same: %v (%v)", twice, err)
		}
	})
}

func TestAPairOfFiguresIsChecked(t *testing.T) {
	for row, want := range map[string]string{
		"x,st028,nope,differs,,Why,,,\n":        "figure_unknown",
		"x,st028,st028,differs,,Why,,,\n":       "pair_of_one",
		"x,st028,st034,same,,Why,,,\n":          "pair_unequal",
		"x,st053,st078,equal,,Why,,,\n":         "word",
		"x,st053,st078,differs,nobody,Why,,,\n": "source_unknown",
		"x,st053,st078,differs,,,,,\n":          "empty",
		"x,,st034,differs,,Why,,,\n":            "empty",
		"x,st034,st028,differs,,Why,,,\n":       "pair_told",
	} {
		t.Run(strings.TrimSpace(row), func(t *testing.T) {
			s := modelstest.New(t, models.SQLite, true)
			_, err := modelstest.TryLoad(t.Context(), s, map[string]string{"figure_pairs.csv": pairHead + row}, models.LoadOptions{})
			var bad *models.LoadError
			if !errors.As(err, &bad) || len(bad.Rows) != 1 || bad.Rows[0].Key != want {
				t.Errorf("got %v, want %s", err, want)
			}
		})
	}
}

func TestAPairTellsNothingWhileAFigureIsWithdrawn(t *testing.T) {
	modelstest.Opening(t, func(t *testing.T, s *models.Store) {
		record, err := s.FigureRecord(t.Context(), "st028", "2026-12-01", true)
		if err != nil {
			t.Fatal(err)
		}
		other, err := s.FigureRecord(t.Context(), "st034", "2026-12-01", true)
		if err != nil {
			t.Fatal(err)
		}
		if record.Pairs.Between(record.Figure, other.Figure) == nil || other.Pairs.Between(other.Figure, record.Figure) == nil {
			t.Fatal("nothing is told of why 34 and 3 differ")
		}
		rows, err := s.RecordRows(t.Context(), models.NounStatement, other.Statement.Code)
		if err != nil {
			t.Fatal(err)
		}
		for i := range rows {
			rows[i].Cells = nil
		}
		publish(t, s, models.Withdrawing, "Never said.", rows...)
		if record, err = s.FigureRecord(t.Context(), "st028", "2026-12-01", true); err != nil || record.Pairs.Between(record.Figure, other.Figure) != nil {
			t.Errorf("told are %v (%v)", record.Pairs, err)
		}
	})
}

package models_test

import (
	"errors"
	"maps"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/dostyk/dostyk/models"
	"github.com/dostyk/dostyk/models/modelstest"
)

// takenBack are the edits that take records back.
func takenBack(t *testing.T, s *models.Store, noun models.Noun, codes ...string) []models.RowEdit {
	t.Helper()
	var edits []models.RowEdit
	for _, code := range codes {
		rows, err := s.RecordRows(t.Context(), noun, code)
		if err != nil {
			t.Fatal(err)
		}
		for i := range rows {
			rows[i].Cells = nil
		}
		edits = append(edits, rows...)
	}
	return edits
}

// undo takes a published set back.
func undo(t *testing.T, s *models.Store, c *models.ChangeSet) {
	t.Helper()
	back, err := s.UndoSet(t.Context(), editor, c.ID)
	if err != nil {
		t.Fatal(err)
	}
	if err := s.DescribeSet(t.Context(), editor, back.ID, back.Version, "", models.Restoring, "It was right."); err != nil {
		t.Fatal(err)
	}
	if _, err := s.PublishSet(t.Context(), editor, back.ID, back.Version+1, true); err != nil {
		t.Fatal(err)
	}
}

func TestStatementsGoWithTheirFiguresAndComeBackInTheirOrder(t *testing.T) {
	modelstest.Opening(t, func(t *testing.T, s *models.Store) {
		before := exported(t, s)
		// One stands in trade.csv, where a row is a whole statement.
		const trade = "trade-2018-9-months-kazakhstan-statistics"
		edits := takenBack(t, s, models.NounStatement, trade, "st067")
		c := publish(t, s, models.Withdrawing, "Never said.", edits...)
		figure := models.RecordKey{Noun: models.NounFigure, Code: trade + "-trade-turnover-usd-9m"}
		for _, key := range []models.RecordKey{{Noun: models.NounStatement, Code: trade}, figure, {Noun: models.NounStatement, Code: "st067"}, {Noun: models.NounFigure, Code: "st068"}} {
			if w, err := s.Withdrawn(t.Context(), key.Noun, key.Code); err != nil || w.Reason != "Never said." || w.Name.EN == "" {
				t.Errorf("%v is withdrawn as %+v (%v)", key, w, err)
			}
		}
		undo(t, s, c)
		if diff := cmp.Diff(before, exported(t, s)); diff != "" {
			t.Errorf("restored (-before +after)\n%s", diff)
		}
		keys := func(list []models.RowEdit) (keys []string) {
			for _, e := range list {
				keys = append(keys, e.Key)
			}
			return keys
		}
		if diff := cmp.Diff(keys(edits), keys(takenBack(t, s, models.NounStatement, trade, "st067"))); diff != "" {
			t.Errorf("the order (-before +after)\n%s", diff)
		}
		list, err := s.Revisions(t.Context(), models.RevisionFilter{Noun: figure.Noun, Code: figure.Code})
		if err != nil || len(list) != 2 || list[0].Kind != models.Restoring || list[1].Kind != models.Withdrawing {
			t.Errorf("the figure is told %+v (%v)", list, err)
		}
	})
}

func TestAllThatCannotBeWithdrawnIsToldAtOnce(t *testing.T) {
	modelstest.Opening(t, func(t *testing.T, s *models.Store) {
		edits := takenBack(t, s, models.NounCommodity, "brent", "wti", "cotton")
		var used *models.InUseError
		if err := s.Check(t.Context(), edits); !errors.As(err, &used) {
			t.Fatalf("got %v", err)
		}
		var told []string
		for _, e := range used.All() {
			told = append(told, e.Key)
			if e.By[models.NounPrice] == 0 {
				t.Errorf("%s is referred to by %v", e.Key, e.By)
			}
		}
		if !slices.Equal(told, []string{"brent", "wti", "cotton"}) {
			t.Errorf("told are %q", told)
		}
		// What refers to a record may go with it: then the others are told.
		prices := make(map[models.RowKey]models.Cells)
		for page := 1; ; page++ {
			list, err := s.RecordList(t.Context(), models.RecordFilter{Noun: models.NounPrice, Chosen: map[string]string{models.FacetCommodity: "cotton"}, Page: page})
			if err != nil {
				t.Fatal(err)
			}
			keys := make([]models.RowKey, len(list))
			for i := range list {
				keys[i] = models.RowKey{File: "commodity_prices.csv", Key: list[i].Code}
			}
			rows, err := s.Rows(t.Context(), keys)
			if err != nil {
				t.Fatal(err)
			}
			maps.Copy(prices, rows)
			if len(list) < models.PageSize {
				break
			}
		}
		for key, cells := range prices {
			edits = append(edits, models.RowEdit{RowKey: key, Base: cells})
		}
		if err := s.Check(t.Context(), edits); !errors.As(err, &used) || len(used.All()) != 2 {
			t.Errorf("without the prices of cotton: %v", err)
		}
	})
}

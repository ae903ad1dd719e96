package models_test

import (
	"errors"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/dostyk/dostyk/models"
)

func TestIdsOfFigures(t *testing.T) {
	for text, want := range map[string]models.FigureRef{
		"st067":                    models.Ref(models.FigureStated, "st067"),
		"rest.st066":               models.Ref(models.FigureRest, "st066"),
		"difference.st066.started": models.Ref(models.FigureDifference, "st066", "started"),
		"price.brent.2016-01":      models.Ref(models.FigurePrice, "brent", "2016-01"),
		"count.projects":           models.Ref(models.FigureCount, "projects"),
	} {
		got, err := models.ParseFigureRef(text)
		if diff := cmp.Diff(want, got); diff != "" || err != nil || got.String() != text {
			t.Errorf("%s: %v %s %s", text, err, got, diff)
		}
	}
	for _, text := range []string{"", ".", "st067.", "price.brent", "price.brent.2016-01.x", "nothing.st066", "st 067", "rest..", "../x", "st067\n"} {
		if got, err := models.ParseFigureRef(text); !errors.Is(err, models.ErrNotFound) {
			t.Errorf("%q is read as %v", text, got)
		}
	}
}

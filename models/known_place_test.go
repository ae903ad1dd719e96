package models_test

import (
	"sort"
	"testing"

	"github.com/dostyk/dostyk/models"
	"github.com/dostyk/dostyk/models/modelstest"
)

func TestKnownPlacesHaveCoordinatesAndStandOnce(t *testing.T) {
	modelstest.Opening(t, func(t *testing.T, s *models.Store) {
		list, err := s.KnownPlaces(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		kinds := make(map[models.Noun]int)
		named := make(map[string]models.KnownPlace)
		for _, place := range list {
			kinds[place.Kind]++
			if _, twice := named[place.Name.EN]; twice || place.Name.EN == "" || place.Lat == 0 || place.Lon == 0 {
				t.Errorf("there is %+v", place)
			}
			named[place.Name.EN] = place
		}
		if !sort.SliceIsSorted(list, func(i, j int) bool { return list[i].Name.EN < list[j].Name.EN }) {
			t.Error("they are in no order")
		}
		for _, kind := range []models.Noun{models.NounWaypoint, models.NounRegion, models.NounProject} {
			if kinds[kind] < 5 {
				t.Errorf("there are %v", kinds)
			}
		}
		// Dostyk is a place of several corridors.
		if dostyk := named["Dostyk"]; dostyk.Kind != models.NounWaypoint || dostyk.Lat < 45 || dostyk.Lat > 46 || dostyk.Lon < 82 || dostyk.Lon > 83 {
			t.Errorf("Dostyk is %+v", dostyk)
		}
	})
}

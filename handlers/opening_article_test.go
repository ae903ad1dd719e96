package handlers_test

import (
	"strings"
	"testing"
)

// TestEverythingInTheOpeningArticleIsFoundWithItsSource follows each fact of the
// article that the dashboard grew out of to the page where it stands.
func TestEverythingInTheOpeningArticleIsFoundWithItsSource(t *testing.T) {
	each(t, func(t *testing.T, a *app) {
		for _, test := range []struct {
			fact, address string
			says          []string
		}{
			{"1,200 enterprises under the Industrial and Innovative Development Program", "enterprises", []string{"1,200 enterprises", "Industrial and innovative development programme"}},
			{"the same as a statement", "statements/st073", []string{"1,200 enterprises", "We have developed 1,200 enterprises."}},
			{"oil down to US$30", "prices/brent", []string{"The prices on oil and gas dropped to US$30."}},
			{"gas down to US$30", "prices/natural_gas_europe", []string{"It gives no unit for gas"}},
			{"metals down too", "prices/copper", []string{"the prices of metals went down too"}},
			{"51 joint projects, 4 launched, 6 this year, 11 in progress, 18 next year", "?year=2018", []string{"Four of 51 joint projects launched, six more due in 2018", "4 + 6 + 11 + 18 = 39 of 51"}},
			{"«21 listed»", "statements/st067", []string{"Subtotal given by the speaker", "21 projects"}},
			{"documents on nuclear materials", "agreements/nuclear-trafficking-2018", []string{"7 June 2018", "Beijing"}},
			{"documents on finance, investment and e-commerce", "agreements/mou-finance-investment-ecommerce-2018", []string{"finance", "investment", "e-commerce", "Who signed it."}},
			{"Kazakhstan in the middle of the road from Paris to Beijing and Shanghai", "map", []string{"from Paris to Beijing", "Shanghai", "Kazakhstan is in the middle of the road"}},
			{"all of it", "sources/qazaqtv-194657", []string{"1,200 enterprises", "US$30 a barrel", "4 launched", "nuclear", "e-commerce", "New Eurasian Land Bridge"}},
		} {
			got := a.page(t, "/en/"+test.address)
			for _, want := range test.says {
				if !strings.Contains(strings.ToLower(got.text("main")), strings.ToLower(want)) {
					t.Errorf("%s: /en/%s does not say %q", test.fact, test.address, want)
				}
			}
			if test.address == "sources/qazaqtv-194657" {
				continue
			}
			if got.href("#source-qazaqtv-194657 a[href$='/en/sources/qazaqtv-194657']") == "" {
				t.Errorf("%s: /en/%s does not name the article among its sources", test.fact, test.address)
			}
		}
	})
}

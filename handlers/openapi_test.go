package handlers_test

import (
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/getkin/kin-openapi/openapi3filter"
	"github.com/getkin/kin-openapi/routers/gorillamux"
)

// TestAnswersAreAsTheDocumentSays holds real answers against the description.
func TestAnswersAreAsTheDocumentSays(t *testing.T) {
	each(t, func(t *testing.T, a *app) {
		document, err := openapi3.NewLoader().LoadFromData([]byte(a.page(t, "/api/openapi.json").body))
		if err != nil {
			t.Fatal(err)
		}
		if err := document.Validate(t.Context()); err != nil {
			t.Fatal(err)
		}
		if document.OpenAPI != "3.1.0" || document.Paths.Len() != 17 {
			t.Errorf("%s with %d paths", document.OpenAPI, document.Paths.Len())
		}
		router, err := gorillamux.NewRouter(document)
		if err != nil {
			t.Fatal(err)
		}
		asked := make(map[string]bool)
		check := func(address string, status int) {
			t.Helper()
			r := httptest.NewRequest(http.MethodGet, address, nil)
			r.URL.Path, _ = url.PathUnescape(r.URL.Path)
			route, params, err := router.FindRoute(r)
			if err != nil {
				t.Fatalf("%s: %v", address, err)
			}
			asked[route.Path] = true
			got := a.get(t, address)
			if got.StatusCode != status {
				t.Fatalf("%s answers %d", address, got.StatusCode)
			}
			err = openapi3filter.ValidateResponse(t.Context(), &openapi3filter.ResponseValidationInput{
				RequestValidationInput: &openapi3filter.RequestValidationInput{Request: r, PathParams: params, Route: route},
				Status:                 status, Header: got.Header, Body: io.NopCloser(strings.NewReader(got.body)),
			})
			if err != nil {
				t.Errorf("%s: %v", address, err)
			}
		}
		for _, page := range tableFiles {
			check(fileOf("ru", page, "json"), http.StatusOK)
		}
		check("/en/prices.json?from=2025", http.StatusOK)
		check("/en/projects.json?as_of=soon", http.StatusBadRequest)
		check("/en/projects/nope.json", http.StatusNotFound)
		for path := range document.Paths.Map() {
			if !asked[path] {
				t.Errorf("%s was not asked", path)
			}
		}
	})
}

package handlers_test

import (
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"runtime"
	"strconv"
	"testing"
	"time"

	"github.com/dostyk/dostyk/models"
	"github.com/dostyk/dostyk/models/modelstest"
	"github.com/dostyk/dostyk/views/pages"
)

// benchmark measures whole answers, from the request to the last byte, at the
// opening data and at what fill adds to it, on both databases.
func benchmark(b *testing.B, size string, fill func(*models.Store), pages map[string]string) {
	b.Helper()
	for _, dialect := range []models.Dialect{models.SQLite, models.Postgres} {
		for _, filled := range []bool{false, true} {
			name := string(dialect) + "/opening"
			if filled {
				name = string(dialect) + "/" + size
			}
			b.Run(name, func(b *testing.B) {
				s := modelstest.New(b, dialect, true)
				if filled {
					fill(s)
				}
				e := newApp(s).Echo
				for page, address := range pages {
					b.Run(page, func(b *testing.B) {
						b.ReportAllocs()
						for b.Loop() {
							w := httptest.NewRecorder()
							e.ServeHTTP(w, httptest.NewRequest(http.MethodGet, address, nil))
							if w.Code != http.StatusOK {
								b.Fatalf("%s answers %d", address, w.Code)
							}
						}
					})
				}
			})
		}
	}
}

// BenchmarkPages measures the programme page and the lists of projects.
func BenchmarkPages(b *testing.B) {
	benchmark(b, "100000-projects", func(s *models.Store) { modelstest.Many(b, s, 100_000) }, map[string]string{
		"programme": "/en/?year=2018", "programme-filtered": "/en/?year=2018&sector=mining&status=launched",
		"list": "/en/projects", "list-filtered": "/en/projects?sector=mining&status=launched&launch=2019", "list-last-page": "/en/projects?sort=region&dir=desc&page=1600",
		"project": "/en/projects/ulba-fa", "project-in-list": "/en/projects/ulba-fa?list=sector%3Dnuclear%26page%3D1",
		"enterprises": "/en/enterprises", "agreements": "/en/agreements",
		"map": "/en/map", "map-filtered": "/en/map?sector=mining&status=launched", "map-group": "/en/map?pick=group.kazakhstan-wide.173.307",
	})
}

// BenchmarkPrices measures the overview of prices and the chart of a commodity.
func BenchmarkPrices(b *testing.B) {
	benchmark(b, "1000000-prices", func(s *models.Store) { modelstest.ManyPrices(b, s, 1_000_000) }, map[string]string{
		"overview": "/en/prices", "chart": "/en/prices/brent", "chart-range": "/en/prices/brent?from=2014&to=2016", "index": "/en/prices/brent?with=wti&with=copper&show=index",
		"source": "/en/sources/wb-pinksheet",
	})
}

// BenchmarkSearch measures the search. Without more projects «project» is a word
// like others; with them it stands in every one.
func BenchmarkSearch(b *testing.B) {
	benchmark(b, "100000-projects", func(s *models.Store) { modelstest.Many(b, s, 100_000) }, map[string]string{
		"in-every-project": searchFor("en", "project"), "common": searchFor("en", "wind"), "rare": searchFor("en", "powerchina"), "place": searchFor("en", "Хоргос"),
		"one-character": searchFor("en", "风"), "three-characters": searchFor("en", "霍尔果"), "two-letters": searchFor("en", "wi"), "nothing": searchFor("en", "zhanats"),
	})
}

// BenchmarkChanges measures the list of changes and its feed.
func BenchmarkChanges(b *testing.B) {
	benchmark(b, "100000-revisions", func(s *models.Store) { modelstest.LongLog(b, s, 100_000) }, map[string]string{
		"latest": "/en/changes", "corrections": "/en/changes?kind=correction", "last-page": "/en/changes?kind=revision&page=1800", "project": "/en/changes?project=ulba-fa",
		"programme": "/en/changes?programme=industrial-cooperation", "feed": "/en/changes.atom", "project-feed": "/en/projects/ulba-fa/changes.atom", "project-page": "/en/projects/ulba-fa",
	})
}

// BenchmarkBriefing measures sheets of one item, of twenty and of the most, of all
// kinds, one in five of them a chart.
func BenchmarkBriefing(b *testing.B) {
	kinds := []string{"f.st067", "c.prices/brent", "q.st067", "p.ulba-fa", "f.price.brent.2016-01"}
	addresses := make(map[string]string)
	for _, n := range []int{1, 20, pages.MostBriefingItems} {
		items := make([]string, n)
		for i := range items {
			// The same item twice would be one: the line tells them apart.
			items[i] = kinds[i%len(kinds)] + " " + strconv.Itoa(i)
		}
		for _, format := range []string{"", ".docx", ".md"} {
			addresses[fmt.Sprintf("%d-items%s", n, format)] = sheet("en", "briefing"+format, items...)
		}
	}
	benchmark(b, "100000-projects", func(s *models.Store) { modelstest.Many(b, s, 100_000) }, addresses)
}

// BenchmarkFiles measures whole files, and how long they take to begin, at 5,000
// projects and at a million prices. «peak-MB» is the most memory that was in use.
func BenchmarkFiles(b *testing.B) {
	for _, dialect := range []models.Dialect{models.SQLite, models.Postgres} {
		for _, size := range []struct {
			name, address string
			fill          func(*models.Store)
		}{
			{"5000-projects", "/en/projects", func(s *models.Store) { modelstest.Many(b, s, 5_000) }},
			{"20000-prices", "/en/prices", func(s *models.Store) { modelstest.ManyPrices(b, s, 4*20_000) }},
			{"1000000-prices", "/en/prices", func(s *models.Store) { modelstest.ManyPrices(b, s, 4*1_000_000) }},
		} {
			b.Run(string(dialect)+"/"+size.name, func(b *testing.B) {
				s := modelstest.New(b, dialect, true)
				size.fill(s)
				server := httptest.NewServer(newApp(s))
				b.Cleanup(server.Close)
				for _, format := range []string{"csv", "json", "xlsx"} {
					b.Run(format, func(b *testing.B) { benchmarkFile(b, server.URL+size.address+"."+format) })
				}
			})
		}
	}
}

func benchmarkFile(b *testing.B, address string) {
	b.ReportAllocs()
	var first time.Duration
	var bytes int64
	peak := watchHeap(b)
	for b.Loop() {
		start := time.Now()
		response, err := http.Get(address)
		if err != nil {
			b.Fatal(err)
		}
		one := make([]byte, 1)
		if _, err := io.ReadFull(response.Body, one); err != nil || response.StatusCode != http.StatusOK {
			b.Fatalf("%s answers %d (%v)", address, response.StatusCode, err)
		}
		first += time.Since(start)
		if bytes, err = io.Copy(io.Discard, response.Body); err != nil {
			b.Fatal(err)
		}
		response.Body.Close()
	}
	b.ReportMetric(float64(first.Milliseconds())/float64(b.N), "ms-to-first-byte")
	b.ReportMetric(float64(bytes)/1e6, "MB")
	b.ReportMetric(float64(peak())/1e6, "peak-MB")
}

// watchHeap looks at the memory in use until it is asked for the most that it saw.
func watchHeap(b *testing.B) func() uint64 {
	b.Helper()
	runtime.GC()
	end, most := make(chan struct{}), make(chan uint64)
	go func() {
		var peak uint64
		for {
			var m runtime.MemStats
			runtime.ReadMemStats(&m)
			peak = max(peak, m.HeapAlloc)
			select {
			case <-end:
				most <- peak
				return
			case <-time.After(20 * time.Millisecond):
			}
		}
	}()
	return func() uint64 {
		close(end)
		return <-most
	}
}

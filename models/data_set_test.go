package models_test

import (
	"archive/zip"
	"bytes"
	"encoding/csv"
	"encoding/json"
	"fmt"
	"io"
	"regexp"
	"runtime"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/dostyk/dostyk/models"
	"github.com/dostyk/dostyk/models/modelstest"
)

// packed is the data set of the store.
func packed(t testing.TB, s *models.Store) ([]byte, models.DataSet) {
	t.Helper()
	var b bytes.Buffer
	set, err := s.WriteDataSet(t.Context(), &b)
	if err != nil {
		t.Fatal(err)
	}
	return b.Bytes(), set
}

// unpack are the files of a zip, by name.
func unpack(t testing.TB, data []byte) map[string]string {
	t.Helper()
	z, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		t.Fatal(err)
	}
	files := make(map[string]string)
	for _, f := range z.File {
		r, err := f.Open()
		if err != nil {
			t.Fatal(err)
		}
		text, err := io.ReadAll(r)
		if err != nil {
			t.Fatal(err)
		}
		files[f.Name] = string(text)
	}
	return files
}

// pack is a zip of files.
func pack(t testing.TB, files map[string]string) []byte {
	t.Helper()
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for name, text := range files {
		w, err := z.Create(name)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := io.WriteString(w, text); err != nil {
			t.Fatal(err)
		}
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// table is a CSV file, a map for each row.
func table(t testing.TB, text string) (columns []string, rows []map[string]string) {
	t.Helper()
	records, err := csv.NewReader(strings.NewReader(text)).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	for _, record := range records[1:] {
		row := make(map[string]string, len(record))
		for i, cell := range record {
			row[records[0][i]] = cell
		}
		rows = append(rows, row)
	}
	return records[0], rows
}

func TestTheDataSetLoadsIntoAnEmptyDatabaseAndIsWrittenTheSameAgain(t *testing.T) {
	modelstest.Opening(t, func(t *testing.T, s *models.Store) {
		data, set := packed(t, s)
		if again, _ := packed(t, s); !bytes.Equal(data, again) {
			t.Error("the same records give another zip")
		}
		for _, dialect := range []models.Dialect{models.SQLite, models.Postgres} {
			other := modelstest.New(t, dialect, false)
			other.SetClock(func() time.Time { return modelstest.Now.AddDate(0, 5, 0) })
			files, err := models.OpenDataSet(bytes.NewReader(data), int64(len(data)))
			if err != nil {
				t.Fatal(err)
			}
			if _, err := other.Load(t.Context(), files, files.Names, models.LoadOptions{RecordedAt: files.RecordedAt}); err != nil {
				t.Fatal(err)
			}
			again, of := packed(t, other)
			if !bytes.Equal(data, again) || of.SHA256 != set.SHA256 {
				t.Errorf("%s writes another zip: %d bytes, not %d", dialect, of.Size, set.Size)
			}
			// Loaded again, it changes nothing.
			report, err := other.Load(t.Context(), files, files.Names, models.LoadOptions{RecordedAt: files.RecordedAt})
			if err != nil {
				t.Fatal(err)
			}
			for _, f := range report.Files {
				if f.Added != 0 || f.Changed != 0 {
					t.Errorf("%s, loaded again: %+v", dialect, f)
				}
			}
		}
	})
}

func TestTheExportSaysWhatTheOpeningFilesSay(t *testing.T) {
	s := modelstest.New(t, models.SQLite, true)
	files, _ := export(t, s)
	// What stands in another order or spelling, and means the same.
	alike := strings.NewReplacer("; ", ";", " ;", ";", "China (Jiangsu)|Jiangsu, China", "Jiangsu, China", "China (Jiangsu)", "Jiangsu, China")
	for _, name := range models.FileNames() {
		file, err := models.OpeningFiles().Open(name)
		if err != nil {
			t.Fatal(err)
		}
		text, err := io.ReadAll(file)
		if err != nil {
			t.Fatal(err)
		}
		columns, want := table(t, string(text))
		_, rows := table(t, files[name])
		var wants, gots []string
		for _, list := range []struct {
			rows []map[string]string
			to   *[]string
		}{{want, &wants}, {rows, &gots}} {
			for _, row := range list.rows {
				var cells []string
				for _, column := range columns {
					cell := alike.Replace(row[column])
					if number := strings.TrimRight(cell, "0"); strings.Contains(number, ".") {
						cell = strings.TrimSuffix(number, ".")
					}
					if name == "price_notes.csv" && column == "commodities" {
						codes := strings.Split(cell, ";")
						slices.Sort(codes)
						cell = strings.Join(codes, ";")
					}
					cells = append(cells, cell)
				}
				*list.to = append(*list.to, strings.Join(cells, "|"))
			}
			slices.Sort(*list.to)
		}
		if name == "speakers.csv" {
			// The loads made the speakers that the dictionary lacks.
			gots = slices.DeleteFunc(gots, func(row string) bool { return !slices.Contains(wants, row) })
		}
		if diff := cmp.Diff(wants, gots); diff != "" {
			t.Errorf("%s: %s", name, diff)
		}
	}
}

func TestTheDataPackageDescribesEveryFileAndHolds(t *testing.T) {
	modelstest.Opening(t, func(t *testing.T, s *models.Store) {
		// Nothing of a test of its own may hide that a column is empty.
		modelstest.Load(t, s, map[string]string{"sources.csv": sourceHead + "letters,\"Әділет, Ғылым — 哈萨克斯坦\",P,https://x.kz,2018,kk,\n"})
		data, set := packed(t, s)
		files := unpack(t, data)
		if !strings.Contains(files["sources.csv"], "Әділет, Ғылым — 哈萨克斯坦") {
			t.Error("letters are lost")
		}
		var p models.DataPackage
		d := json.NewDecoder(strings.NewReader(files[models.DataPackageName]))
		d.DisallowUnknownFields()
		if err := d.Decode(&p); err != nil {
			t.Fatal(err)
		}
		checkPackage(t, &p)
		if p.Created == nil || !p.Created.Equal(set.UpdatedAt) || len(p.Resources) != len(files)-1 || len(p.Resources) != len(models.FileNames()) {
			t.Errorf("created %v, %d resources of %d files", p.Created, len(p.Resources), len(files))
		}
		tables := make(map[string][]map[string]string)
		for i, r := range p.Resources {
			columns, rows := table(t, files[r.Path])
			tables[r.Name] = rows
			if int64(len(files[r.Path])) != r.Bytes || r.Hash != "sha256:"+set.Files[i].SHA256 || set.Files[i].Rows != len(rows) {
				t.Errorf("%s: %d bytes, %s, %d rows", r.Path, r.Bytes, r.Hash, len(rows))
			}
			var fields []string
			for _, f := range r.Schema.Fields {
				fields = append(fields, f.Name)
			}
			if diff := cmp.Diff(columns, fields); diff != "" {
				t.Errorf("%s: %s", r.Path, diff)
			}
		}
		for _, r := range p.Resources {
			checkRows(t, r, tables)
		}
	})
}

var (
	resourceName = regexp.MustCompile(`^[-a-z0-9._/]+$`)
	hashPattern  = regexp.MustCompile(`^sha256:[0-9a-f]{64}$`)
	licenceName  = regexp.MustCompile(`^[-a-zA-Z0-9._]+$`)
)

// checkPackage holds a data package against the rules of the profiles
// tabular-data-package and tabular-data-resource, version 1.
func checkPackage(t *testing.T, p *models.DataPackage) {
	t.Helper()
	if p.Profile != "tabular-data-package" || !resourceName.MatchString(p.Name) || p.Title == "" || p.Description == "" || len(p.Licenses) == 0 {
		t.Errorf("the package is %+v", p)
	}
	for _, l := range p.Licenses {
		if l.Name != "" && !licenceName.MatchString(l.Name) || !strings.HasPrefix(l.Path, "https://") || l.Title == "" {
			t.Errorf("licence %+v", l)
		}
	}
	names := make(map[string]*models.DataResource)
	for i := range p.Resources {
		names[p.Resources[i].Name] = &p.Resources[i]
	}
	for _, r := range p.Resources {
		if r.Profile != "tabular-data-resource" || !resourceName.MatchString(r.Name) || r.Path != r.Name+".csv" || r.Encoding != "utf-8" || r.MediaType != "text/csv" ||
			r.Format != "csv" || !hashPattern.MatchString(r.Hash) || r.Description == "" || len(r.Schema.PrimaryKey) == 0 || !slices.Equal(r.Schema.MissingValues, []string{""}) {
			t.Errorf("resource %s: %+v", r.Name, r)
		}
		fields := make(map[string]models.TableField)
		for _, f := range r.Schema.Fields {
			fields[f.Name] = f
			if !slices.Contains([]string{"string", "integer", "number", "date"}, f.Type) || f.Description == "" {
				t.Errorf("%s.%s: %+v", r.Name, f.Name, f)
			}
			c := f.Constraints
			if _, err := regexp.Compile(c.Pattern); err != nil || c.Pattern != "" && f.Type != "string" || (c.Minimum != nil) != (f.Type == "integer" || c.Maximum != nil) {
				t.Errorf("%s.%s: constraints %+v", r.Name, f.Name, c)
			}
		}
		if len(fields) != len(r.Schema.Fields) {
			t.Errorf("%s names a column twice", r.Name)
		}
		for _, name := range r.Schema.PrimaryKey {
			if !fields[name].Constraints.Required {
				t.Errorf("%s: the key column %s may be empty", r.Name, name)
			}
		}
		for _, k := range r.Schema.ForeignKeys {
			of := names[k.Reference.Resource]
			if fields[k.Fields].Name == "" || of == nil || !slices.ContainsFunc(of.Schema.Fields, func(f models.TableField) bool { return f.Name == k.Reference.Fields }) {
				t.Errorf("%s: foreign key %+v", r.Name, k)
			}
		}
	}
}

// checkRows holds every row against the schema of its file.
func checkRows(t *testing.T, r models.DataResource, tables map[string][]map[string]string) {
	t.Helper()
	keys := make(map[string]bool)
	for _, row := range tables[r.Name] {
		var key []string
		for _, name := range r.Schema.PrimaryKey {
			key = append(key, row[name])
		}
		if keys[strings.Join(key, "\x00")] {
			t.Errorf("%s: the key %q stands twice", r.Path, key)
		}
		keys[strings.Join(key, "\x00")] = true
	}
	for _, f := range r.Schema.Fields {
		pattern := regexp.MustCompile("^(?:" + f.Constraints.Pattern + ")$")
		for _, row := range tables[r.Name] {
			cell := row[f.Name]
			var n float64
			switch {
			case cell == "" && f.Constraints.Required:
				t.Errorf("%s: %s is empty in %v", r.Path, f.Name, row)
			case cell == "":
			case f.Constraints.Pattern != "" && !pattern.MatchString(cell),
				len(f.Constraints.Enum) > 0 && !slices.Contains(f.Constraints.Enum, cell):
				t.Errorf("%s: %s holds %q", r.Path, f.Name, cell)
			case f.Type == "number" || f.Type == "integer":
				_, err := fmt.Sscanf(cell, "%g", &n)
				if err != nil || f.Type == "integer" && strings.Contains(cell, ".") ||
					f.Constraints.Minimum != nil && (n < float64(*f.Constraints.Minimum) || n > float64(*f.Constraints.Maximum)) {
					t.Errorf("%s: %s holds %q (%v)", r.Path, f.Name, cell, err)
				}
			case f.Type == "date":
				if _, err := time.Parse(time.DateOnly, cell); err != nil {
					t.Errorf("%s: %s: %v", r.Path, f.Name, err)
				}
			}
		}
	}
	for _, k := range r.Schema.ForeignKeys {
		there := make(map[string]bool)
		for _, row := range tables[k.Reference.Resource] {
			there[row[k.Reference.Fields]] = true
		}
		for _, row := range tables[r.Name] {
			if cell := row[k.Fields]; cell != "" && !there[cell] {
				t.Errorf("%s: %s is %q, which is no %s of %s", r.Path, k.Fields, cell, k.Reference.Fields, k.Reference.Resource)
			}
		}
	}
}

// TestAColumnWithoutEmptyCellsIsLoadedWithNone empties the first cell of every
// column in turn: the loader refuses what the schema does not allow.
func TestAColumnWithoutEmptyCellsIsLoadedWithNone(t *testing.T) {
	s := modelstest.New(t, models.SQLite, true)
	data, _ := packed(t, s)
	files := unpack(t, data)
	var p models.DataPackage
	if err := json.Unmarshal([]byte(files[models.DataPackageName]), &p); err != nil {
		t.Fatal(err)
	}
	for _, r := range p.Resources {
		columns, rows := table(t, files[r.Path])
		for _, f := range r.Schema.Fields {
			var b strings.Builder
			w := csv.NewWriter(&b)
			w.Write(columns)
			var record []string
			for _, column := range columns {
				cell := rows[0][column]
				if column == f.Name {
					cell = ""
				}
				record = append(record, cell)
			}
			w.Write(record)
			w.Flush()
			_, err := modelstest.TryLoad(t.Context(), s, map[string]string{r.Path: b.String()}, models.LoadOptions{})
			refused := err != nil && strings.Contains(err.Error(), "column "+f.Name) && !strings.Contains(err.Error(), "--reason")
			if f.Constraints.Required && !refused {
				t.Errorf("%s: %s is empty, and the load says %v", r.Path, f.Name, err)
			}
		}
	}
}

func TestAZipIsRefusedWithASentence(t *testing.T) {
	s := modelstest.New(t, models.SQLite, true)
	data, _ := packed(t, s)
	good := unpack(t, data)
	with := func(change func(files map[string]string)) []byte {
		files := make(map[string]string)
		for name, text := range good {
			files[name] = text
		}
		change(files)
		return pack(t, files)
	}
	var bomb bytes.Buffer
	z := zip.NewWriter(&bomb)
	w, err := z.Create("sources.csv")
	if err != nil {
		t.Fatal(err)
	}
	zeros := make([]byte, 1<<20)
	for range 513 {
		if _, err := w.Write(zeros); err != nil {
			t.Fatal(err)
		}
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	// The directory of this one says that it unpacks to little.
	liar := bytes.Clone(bomb.Bytes())
	size := uint32(513 << 20)
	at := bytes.LastIndex(liar, []byte{byte(size), byte(size >> 8), byte(size >> 16), byte(size >> 24)})
	copy(liar[at:], []byte{9, 0, 0, 0})
	flipped := bytes.Clone(data)
	flipped[200] ^= 0xff
	var twice bytes.Buffer
	z = zip.NewWriter(&twice)
	for range 2 {
		if _, err := z.Create("sources.csv"); err != nil {
			t.Fatal(err)
		}
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	for name, test := range map[string]struct {
		data []byte
		says string
	}{
		"no zip":               {[]byte("not a zip"), "cannot be read"},
		"cut off":              {data[:len(data)/2], "cannot be read"},
		"a damaged file":       {flipped, "damaged"},
		"outside":              {with(func(f map[string]string) { f["../sources.csv"] = "x" }), `"../sources.csv"`},
		"absolute":             {with(func(f map[string]string) { f["/etc/passwd"] = "x" }), `"/etc/passwd"`},
		"backslash":            {with(func(f map[string]string) { f[`..\sources.csv`] = "x" }), `sources.csv", in a folder`},
		"in a folder":          {with(func(f map[string]string) { f["data/sources.csv"] = "x" }), "side by side"},
		"an unknown name":      {with(func(f map[string]string) { f["things.csv"] = "x" }), "things.csv"},
		"nothing to load":      {pack(t, map[string]string{models.DataPackageName: "{}"}), "none of the files"},
		"a changed file":       {with(func(f map[string]string) { f["roles.csv"] += "x,x,x,,,\n" }), "roles.csv differs"},
		"a file less":          {with(func(f map[string]string) { delete(f, "roles.csv") }), `"roles.csv", which the zip does not hold`},
		"a file more":          {with(func(f map[string]string) { f[models.DataPackageName] = `{"resources":[]}` }), "does not describe"},
		"a broken description": {with(func(f map[string]string) { f[models.DataPackageName] = "{" }), models.DataPackageName},
		"a bomb":               {bomb.Bytes(), "unpacks to more than 512 MiB"},
		"a bomb that lies":     {liar, "damaged"},
		"twice":                {twice.Bytes(), "twice"},
	} {
		if _, err := models.OpenDataSet(bytes.NewReader(test.data), int64(len(test.data))); err == nil || !strings.Contains(err.Error(), test.says) || strings.Contains(err.Error(), "\n") {
			t.Errorf("%s: %v", name, err)
		}
	}
	// Files alone need no description.
	alone := pack(t, map[string]string{"sources.csv": good["sources.csv"]})
	if set, err := models.OpenDataSet(bytes.NewReader(alone), int64(len(alone))); err != nil || !slices.Equal(set.Names, []string{"sources.csv"}) || !set.RecordedAt.IsZero() {
		t.Errorf("a file alone: %+v, %v", set, err)
	}
}

func TestTheMomentOfTheDataSetChangesWithEveryWrite(t *testing.T) {
	modelstest.Opening(t, func(t *testing.T, s *models.Store) {
		state := func() time.Time {
			set, err := s.WriteDataSet(t.Context(), io.Discard)
			if err != nil {
				t.Fatal(err)
			}
			return set.UpdatedAt
		}
		seen := map[time.Time]bool{state(): true}
		if len(seen) != 1 || !seen[state()] {
			t.Error("the state is not the same twice")
		}
		now := modelstest.Now
		s.SetClock(func() time.Time { return now })
		for i, files := range []map[string]string{
			{"sources.csv": oneSource},
			{"sources.csv": strings.Replace(oneSource, "A page", "Another", 1)},
			{"commodity_prices.csv": "commodity,period,price,unit,currency,source_id\nbrent,2018-06,74.42,USD per barrel,USD,eia-oil\n"},
			{"commodity_prices.csv": "commodity,period,price,unit,currency,source_id\nbrent,2018-06,75,USD per barrel,USD,one\n"},
			// Only a list of its project, and then only a link.
			{"projects.csv": projectHead + "p,P,,,,,,KazCo,,,,,planned,,,no,one,\n"},
			{"enterprises.csv": "code,name,region,sector,product,export_oriented,chinese_share,founded_year,project_code,source_ids,partner_in\nkazco,KazCo,,,,,,,,one,\n"},
			{"enterprises.csv": "code,name,region,sector,product,export_oriented,chinese_share,founded_year,project_code,source_ids,partner_in\nkazco,KazCo,,,,,,,,one,none\n"},
			{"projects.csv": projectHead + "p,P,,,,,,KazCo,,,,,planned,,,yes,one,\n"},
		} {
			now = now.Add(time.Minute)
			if _, err := modelstest.TryLoad(t.Context(), s, files, models.LoadOptions{Reason: "A test."}); err != nil {
				t.Fatal(err)
			}
			if key := state(); seen[key] {
				t.Errorf("the write %d does not change the state", i)
			} else {
				seen[key] = true
			}
		}
	})
}

// TestAnExportIsOneState writes while an export has begun: nothing of that is in
// it.
func TestAnExportIsOneState(t *testing.T) {
	modelstest.Opening(t, func(t *testing.T, s *models.Store) {
		written := false
		buffers := make(map[string]*bytes.Buffer)
		_, err := s.Export(t.Context(), func(name string, _ time.Time) (io.Writer, error) {
			if !written {
				written = true
				modelstest.Load(t, s, map[string]string{"sources.csv": oneSource, "projects.csv": projectHead + "late,Late,,,,,,,,,,,planned,,,no,one,\n"})
			}
			buffers[name] = new(bytes.Buffer)
			return buffers[name], nil
		})
		if err != nil {
			t.Fatal(err)
		}
		if strings.Contains(buffers["sources.csv"].String(), "\none,") || strings.Contains(buffers["projects.csv"].String(), "\nlate,") {
			t.Error("the export holds what was written after it had begun")
		}
	})
}

func BenchmarkDataSet(b *testing.B) {
	for _, dialect := range []models.Dialect{models.SQLite, models.Postgres} {
		for _, prices := range []int{0, 1_000_000} {
			b.Run(fmt.Sprintf("%s/%d-prices-more", dialect, prices), func(b *testing.B) {
				s := modelstest.New(b, dialect, true)
				if prices > 0 {
					modelstest.ManyPrices(b, s, prices)
				}
				b.Run("write", func(b *testing.B) {
					b.ReportAllocs()
					peak := &heapPeak{}
					for b.Loop() {
						if _, err := s.WriteDataSet(b.Context(), peak); err != nil {
							b.Fatal(err)
						}
					}
					b.ReportMetric(float64(peak.bytes)/(1<<20), "MiB-heap")
				})
			})
		}
	}
}

// heapPeak is a writer that keeps nothing, and looks at the heap now and then.
type heapPeak struct {
	writes int
	bytes  uint64
}

func (h *heapPeak) Write(p []byte) (int, error) {
	if h.writes++; h.writes%64 == 0 {
		var m runtime.MemStats
		runtime.ReadMemStats(&m)
		h.bytes = max(h.bytes, m.HeapInuse)
	}
	return len(p), nil
}

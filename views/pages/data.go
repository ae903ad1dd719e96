package pages

import (
	"bytes"
	"encoding/json"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/dostyk/dostyk/models"
	"github.com/dostyk/dostyk/views/locale"
)

// DataSetPath is the address of the data set, one for all languages.
const DataSetPath = "/data/dostyk.zip"

// Data is the page of the whole data set.
type Data struct {
	P           *locale.Printer
	Title       string
	Description string
	Lead        string
	// Download is the address of the zip.
	Download string
	Size     string
	// Updated is when a record was last written; empty if there are none.
	Updated  string
	Checksum string
	Files    []DataFile
	// Command loads the data set.
	Command  string
	Citation string
	Licences []Licence
	// LinkedData tells search engines what the data set is.
	LinkedData LinkedData
}

// DataFile is one file of the data set.
type DataFile struct {
	Name    string
	Holds   string
	Rows    string
	Columns []string
}

// NewData works out the page; site is the address of the site without a slash at
// the end.
func NewData(p *locale.Printer, set models.DataSet, metrics []models.Metric, site string) Data {
	rows := 0
	for _, f := range set.Files {
		rows += f.Rows
	}
	address := To(p, "data").URL()
	m := Data{
		P: p, Title: p.T("data.title"), Description: p.T("data.description"),
		Lead:     p.T("data.lead", "Rows", p.N("data.n.rows", rows), "Files", p.N("data.n.files", len(set.Files))),
		Download: download(p), Size: fileSize(p, set.Size), Checksum: set.SHA256, Licences: licences(p),
		Command: "dostyk load " + DataSetName(set),
	}
	if !set.UpdatedAt.IsZero() {
		m.Updated = p.Date(models.DayOf(set.UpdatedAt))
		m.Citation = p.T("data.cite.text", "Day", m.Updated, "Address", site+address, "Checksum", set.SHA256[:12])
	}
	columns := models.FileColumns()
	for _, f := range set.Files {
		m.Files = append(m.Files, DataFile{
			Name: f.Name, Holds: p.T("data.file." + strings.TrimSuffix(f.Name, ".csv")), Rows: p.N("data.n.rows", f.Rows), Columns: columns[f.Name],
		})
	}
	m.LinkedData = m.linkedData(set, metrics, site, address)
	return m
}

// DataSetName is the name under which the data set is saved: that of the day of its
// newest record.
func DataSetName(set models.DataSet) string {
	if set.UpdatedAt.IsZero() {
		return "dostyk.zip"
	}
	return "dostyk-" + string(models.DayOf(set.UpdatedAt)) + ".zip"
}

// download is the address of the data set.
func download(p *locale.Printer) string {
	if p.Known() == "" {
		return DataSetPath
	}
	return DataSetPath + "?" + locale.KnownParam + "=" + p.Known()
}

// fileSize is a size to read, rounded up.
func fileSize(p *locale.Printer, bytes int64) string {
	const kilo, mega = 1000, 1000 * 1000
	if bytes < mega {
		return p.T("data.size.kb", "N", p.Int(int((bytes+kilo-1)/kilo)))
	}
	return p.T("data.size.mb", "N", p.Int(int((bytes+mega-1)/mega)))
}

// LinkedData describes something to search engines, in the terms of schema.org.
type LinkedData map[string]any

// Text is the description as it stands in the page. No text in it can end the
// script: the characters that could are escaped.
func (d LinkedData) Text() (string, error) {
	var b bytes.Buffer
	err := json.NewEncoder(&b).Encode(d)
	return b.String(), err
}

func (m *Data) linkedData(set models.DataSet, metrics []models.Metric, site, address string) LinkedData {
	p := m.P
	maker := LinkedData{"@type": "Organization", "name": p.T("brand"), "url": site + "/" + string(p.Lang()) + "/"}
	d := LinkedData{
		"@context": "https://schema.org", "@type": "Dataset", "name": p.T("brand") + ": " + m.Title, "description": m.Description,
		"url": site + address, "isAccessibleForFree": true, "creator": maker, "publisher": maker, "inLanguage": tags(),
		"spatialCoverage": []LinkedData{{"@type": "Country", "name": p.T("map.country.KZ")}, {"@type": "Country", "name": p.T("map.country.CN")}},
		"distribution": LinkedData{
			"@type": "DataDownload", "contentUrl": site + m.Download, "encodingFormat": "application/zip",
			"contentSize": strconv.FormatInt(set.Size, 10) + " B", "sha256": set.SHA256,
		},
	}
	var licences []string
	for _, l := range models.Licences {
		licences = append(licences, l.URL)
	}
	slices.Sort(licences)
	d["license"] = slices.Compact(licences)
	if !set.UpdatedAt.IsZero() {
		d["dateModified"], d["version"] = set.UpdatedAt.Format(time.RFC3339), models.DayOf(set.UpdatedAt)
	}
	if set.FirstYear != 0 {
		d["temporalCoverage"] = strconv.Itoa(set.FirstYear) + "/" + strconv.Itoa(set.LastYear)
	}
	var measured []LinkedData
	for _, metric := range metrics {
		name, _ := metric.Name.In(p.Lang())
		measured = append(measured, LinkedData{"@type": "PropertyValue", "name": name, "unitText": metric.Unit})
	}
	if len(measured) > 0 {
		d["variableMeasured"] = measured
	}
	return d
}

// tags are all languages of the dashboard, as they stand in HTML.
func tags() []string {
	list := make([]string, len(models.Langs))
	for i, lang := range models.Langs {
		list[i] = locale.Tag(lang)
	}
	return list
}

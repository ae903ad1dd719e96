package models

import (
	"strings"
	"time"
)

// DataPackageName is the name of the file that describes the others of a data set,
// as a Tabular Data Package of Frictionless Data, version 1.
const DataPackageName = "datapackage.json"

// DataPackage describes the files of a data set.
type DataPackage struct {
	Profile      string             `json:"profile"`
	Name         string             `json:"name"`
	Title        string             `json:"title"`
	Description  string             `json:"description"`
	Created      *time.Time         `json:"created,omitempty"`
	Licenses     []PackageLicence   `json:"licenses"`
	Sources      []PackageReference `json:"sources"`
	Contributors []PackageReference `json:"contributors"`
	Keywords     []string           `json:"keywords"`
	Resources    []DataResource     `json:"resources"`
}

// PackageLicence is a licence as a data package names it.
type PackageLicence struct {
	Name  string `json:"name,omitempty"`
	Path  string `json:"path"`
	Title string `json:"title"`
}

// PackageReference is somebody or something that the data come from.
type PackageReference struct {
	Title string `json:"title"`
	Path  string `json:"path,omitempty"`
	Role  string `json:"role,omitempty"`
}

// DataResource describes one file.
type DataResource struct {
	Profile     string      `json:"profile"`
	Name        string      `json:"name"`
	Path        string      `json:"path"`
	Description string      `json:"description"`
	Format      string      `json:"format"`
	MediaType   string      `json:"mediatype"`
	Encoding    string      `json:"encoding"`
	Bytes       int64       `json:"bytes"`
	Hash        string      `json:"hash"`
	Schema      TableSchema `json:"schema"`
}

// TableSchema describes the columns of a file.
type TableSchema struct {
	Fields        []TableField `json:"fields"`
	MissingValues []string     `json:"missingValues"`
	PrimaryKey    []string     `json:"primaryKey"`
	ForeignKeys   []ForeignKey `json:"foreignKeys,omitempty"`
}

// TableField describes a column.
type TableField struct {
	Name        string           `json:"name"`
	Type        string           `json:"type"`
	Description string           `json:"description"`
	Constraints FieldConstraints `json:"constraints,omitzero"`
}

// FieldConstraints bound the cells of a column.
type FieldConstraints struct {
	Required bool     `json:"required,omitempty"`
	Pattern  string   `json:"pattern,omitempty"`
	Enum     []string `json:"enum,omitempty"`
	Minimum  *int64   `json:"minimum,omitempty"`
	Maximum  *int64   `json:"maximum,omitempty"`
}

// ForeignKey says that the cells of a column are among those of another.
type ForeignKey struct {
	Fields    string            `json:"fields"`
	Reference ResourceReference `json:"reference"`
}

// ResourceReference names a column of a file.
type ResourceReference struct {
	Resource string `json:"resource"`
	Fields   string `json:"fields"`
}

// hashPrefix begins the checksums of a data package.
const hashPrefix = "sha256:"

// newDataPackage describes what an export wrote.
func newDataPackage(e Exported) DataPackage {
	p := DataPackage{
		Profile: "tabular-data-package", Name: "dostyk", Title: "Dostyk: Kazakhstan–China cooperation in figures",
		Description: "What officials, media and statistics have stated of the cooperation of Kazakhstan and China, beside what is documented, each with its source and its date. " +
			"An empty cell means that no source found says it. Facts are told in our own words, and quotations have 25 words at most; the licences are those of sources of bulk data. " +
			"Columns that hold lists say what stands between two entries. How records were corrected is not part of the data set.",
		Sources:      []PackageReference{{Title: "The documents in sources.csv, which every record names"}},
		Contributors: []PackageReference{{Title: "Dostyk", Role: "publisher"}},
		Keywords:     []string{"Kazakhstan", "China", "investment", "trade", "industrial cooperation", "commodity prices"},
	}
	if !e.UpdatedAt.IsZero() {
		p.Created = &e.UpdatedAt
	}
	for _, l := range Licences {
		p.Licenses = append(p.Licenses, PackageLicence{l.Name, l.URL, l.Title})
	}
	for i, f := range e.Files {
		p.Resources = append(p.Resources, DataResource{
			Profile: "tabular-data-resource", Name: resourceName(f.Name), Path: f.Name, Description: files[i].about,
			Format: "csv", MediaType: "text/csv", Encoding: "utf-8", Bytes: f.Bytes, Hash: hashPrefix + f.SHA256, Schema: files[i].schema(),
		})
	}
	return p
}

func resourceName(file string) string { return strings.TrimSuffix(file, ".csv") }

// schema describes the columns by which rows are loaded.
func (f *dataFile) schema() TableSchema {
	s := TableSchema{MissingValues: []string{""}, PrimaryKey: f.key}
	for _, c := range f.columns {
		s.Fields = append(s.Fields, c.field())
		if c.Of.File == "" || c.Separator != "" {
			continue
		}
		reference := ResourceReference{resourceName(c.Of.File), c.Of.Column}
		if c.Of.File == f.name {
			// Of the same file, as the rules of data packages want it.
			reference.Resource = ""
		}
		s.ForeignKeys = append(s.ForeignKeys, ForeignKey{c.Name, reference})
	}
	return s
}

// What dates look like: they may be partial.
const (
	dateExpression  = `\d{4}(-\d{2}(-\d{2})?)?`
	monthExpression = `\d{4}-\d{2}`
)

// field describes the column.
func (c Column) field() TableField {
	f := TableField{Name: c.Name, Type: "string", Description: c.About, Constraints: FieldConstraints{Required: c.Filled, Pattern: c.Pattern}}
	switch c.Type {
	case CellCode:
		f.Constraints.Pattern = codeExpression
	case CellDate:
		f.Constraints.Pattern = dateExpression
	case CellMonth:
		f.Constraints.Pattern = monthExpression
	case CellDay:
		f.Type = "date"
	case CellNumber:
		f.Type = "number"
	case CellInteger, CellDegrees:
		f.Type = "number"
		if c.Type == CellInteger {
			f.Type = "integer"
		}
		f.Constraints.Minimum, f.Constraints.Maximum = &c.Low, &c.High
	case CellWord:
		for _, word := range c.Words {
			if word != "" {
				f.Constraints.Enum = append(f.Constraints.Enum, word)
			}
		}
	}
	if c.Separator != "" {
		f.Description += " Several stand with «" + c.Separator + "» between two."
		if c.Of.File != "" {
			f.Description += " Each is one of the column " + c.Of.Column + " of " + c.Of.File + "."
		}
	}
	return f
}

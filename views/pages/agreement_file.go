package pages

import (
	"github.com/dostyk/dostyk/models"
	"github.com/dostyk/dostyk/views/locale"
	"github.com/dostyk/dostyk/views/table"
)

func sourcesOfAgreement(r *models.Agreement) []models.Source { return r.Sources }

func agreementFields(p *locale.Printer, d *FileData) []field[models.Agreement] {
	type row = models.Agreement
	return append([]field[row]{
		{"code", table.Text, func(r *row) string { return r.Code }},
		{"title", table.Text, func(r *row) string { return In(p, r.Title).Text }},
		{"kind", table.Text, func(r *row) string { return string(r.Kind) }},
		{"kind_name", table.Text, func(r *row) string { return p.T("agreement." + string(r.Kind)) }},
		{"form", table.Text, func(r *row) string { return string(form(r.Kind)) }},
		{"signed_on", table.Date, func(r *row) string { return string(r.SignedOn) }},
		{"place", table.Text, func(r *row) string { return codeOf(r.Place) }},
		{"place_name", table.Text, func(r *row) string { return nameOf(p, r.Place) }},
		{"parties", table.Text, func(r *row) string { return r.Parties }},
		{"topic", table.Text, func(r *row) string { return r.Topic }},
		{"note", table.Text, func(r *row) string { return In(p, r.Note).Text }},
	}, provenance(p, d, sourcesOfAgreement, func(r *row) string { return "agreements/" + r.Code })...)
}

// AgreementColumns are the columns of files of agreements.
func AgreementColumns(p *locale.Printer) []table.Column {
	return columns(p, agreementFields(p, &FileData{}))
}

// NewAgreementFile is the table of a list of agreements.
func NewAgreementFile(p *locale.Printer, d FileData, list AgreementListData, rows models.Stream[models.Agreement]) *table.Table {
	return newFile(p, d, p.N("agreements.title", rows.Total), newAgreementFilter(p, list).Chips, agreementFields(p, &d), streamed(rows, sourcesOfAgreement))
}

// NewAgreementRecordFile is the table of one agreement.
func NewAgreementRecordFile(p *locale.Printer, d FileData, r *models.Agreement) *table.Table {
	return newFile(p, d, In(p, r.Title).Text, nil, agreementFields(p, &d), streamed(models.Only(*r), sourcesOfAgreement))
}

package models

import "github.com/shopspring/decimal"

// Enterprise is a company of the programme or with Chinese participation.
type Enterprise struct {
	Record
	Code       string
	Name       Translations `gorm:"embedded;embeddedPrefix:name_"`
	NameFolded string
	SectorID   *int64
	RegionID   *int64
	ProjectID  *int64
	Product    string
	// ExportOriented is nil where no source says it.
	ExportOriented *bool
	// ChineseShare is the Chinese share of the capital in percent.
	ChineseShare decimal.NullDecimal
	FoundedYear  *int64
	Sources      []Source `gorm:"many2many:enterprise_sources"`
}

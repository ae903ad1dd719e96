package models

// Metric is an entry of the dictionary of what can be stated.
type Metric struct {
	Record
	Code string
	Unit string
	// Stage is set for counts of projects at one stage. A metric without a stage
	// is shown with its statement and never stacked.
	Stage      *Stage
	Name       Translations `gorm:"embedded;embeddedPrefix:name_"`
	Definition Translations `gorm:"embedded;embeddedPrefix:definition_"`
}

// TotalProjects is the code of the metric that counts a programme's projects.
const TotalProjects = "total_projects"

// Enterprises is the code of the metric that counts enterprises.
const Enterprises = "enterprises"

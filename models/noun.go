package models

// Noun is the kind of a record, as the log of revisions writes it.
type Noun string

// The kinds of record that can be revised.
const (
	NounFigure     Noun = "figure"
	NounStatement  Noun = "statement"
	NounMetric     Noun = "metric"
	NounProgramme  Noun = "programme"
	NounProject    Noun = "project"
	NounEvent      Noun = "event"
	NounEnterprise Noun = "enterprise"
	NounAgreement  Noun = "agreement"
	NounCommodity  Noun = "commodity"
	NounPrice      Noun = "price"
	NounPriceNote  Noun = "price note"
	NounFigurePair Noun = "figure pair"
	NounCorridor   Noun = "corridor"
	NounWaypoint   Noun = "waypoint"
	NounSource     Noun = "source"
	NounSector     Noun = "sector"
	NounRegion     Noun = "region"
	NounSpeaker    Noun = "speaker"
	NounRole       Noun = "role"
	NounPlace      Noun = "place"
	NounAlias      Noun = "alias"
)

// Nouns are all kinds of record, in the order in which they are offered.
var Nouns = []Noun{
	NounFigure, NounStatement, NounFigurePair, NounMetric, NounProgramme, NounProject, NounEvent, NounEnterprise, NounAgreement, NounCommodity, NounPrice,
	NounPriceNote, NounCorridor, NounWaypoint, NounSource, NounSector, NounRegion, NounSpeaker, NounRole, NounPlace, NounAlias,
}

// Subjects are the kinds of record that a list of revisions can be asked for:
// those with a page of their own.
var Subjects = []Noun{NounProgramme, NounMetric, NounStatement, NounProject, NounEnterprise, NounAgreement, NounCommodity, NounSource}

// RecordKey names one record.
type RecordKey struct {
	Noun Noun
	Code string
}

package models

// Corridor is a rail or road route through Kazakhstan.
type Corridor struct {
	Record
	Code      string
	Mode      string
	Name      Translations `gorm:"embedded;embeddedPrefix:name_"`
	Waypoints []Waypoint
}

// Waypoint is one place of a corridor; Seq gives the order. Lat and Lon are
// degrees, nil where no source gives them. Illustrative waypoints make the line
// drawable but are listed for the corridor by no source found.
type Waypoint struct {
	Record
	CorridorID   int64
	Seq          int64
	Place        string
	Country      string
	Lat, Lon     *float64
	Kind         string
	Illustrative bool
	Note         string
	Sources      []Source `gorm:"many2many:waypoint_sources"`
}

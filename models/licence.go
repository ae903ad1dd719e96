package models

// Licence is a licence of sources of bulk data. Everything else is facts from
// public pages, told in our own words.
type Licence struct {
	// Code names the licence among the texts of the dashboard.
	Code string
	// Name is the word for the licence in the list of the Open Definition; it may be
	// empty.
	Name string
	// Title is the licence in English.
	Title string
	URL   string
	// Sources are the codes of the sources that it covers.
	Sources []string
}

// Licences are what is known of the licences of bulk data.
var Licences = []Licence{
	{"eia", "", "US government public domain: acknowledge the U.S. Energy Information Administration", "https://www.eia.gov/about/copyrights_reuse.php", []string{"eia-oil", "eia-gas"}},
	{"pddl", "ODC-PDDL-1.0", "Public domain packaging of World Bank data", "https://opendatacommons.org/licenses/pddl/1-0/", []string{"gold-datasets"}},
	{"worldbank", "CC-BY-4.0", "World Bank, Commodity Markets", "https://creativecommons.org/licenses/by/4.0/", []string{"wb-pinksheet"}},
	{"geonames", "CC-BY-4.0", "GeoNames", "https://creativecommons.org/licenses/by/4.0/", []string{"geonames-5000"}},
	{"odbl", "ODbL-1.0", "Countries States Cities Database", "https://opendatacommons.org/licenses/odbl/1-0/", []string{"csc-cities"}},
	{"wikipedia", "", "CC BY-SA: facts only, no text was copied", "https://en.wikipedia.org/wiki/Wikipedia:Copyrights", []string{"wikipedia-wewc", "wikimirror-nelb", "encyclopediakz-nelb"}},
}

package models

import "math"

// border is that of Kazakhstan, in degrees of latitude and longitude: enough to tell
// a slip, not to draw a map. After Natural Earth, 1:110 million (public domain).
var border = [][2]float64{
	{49.2, 87.4}, {48.5, 86.6}, {48.5, 85.8}, {47.5, 85.7}, {47, 85.2}, {47.3, 83.2}, {45.5, 82.5}, {45.3, 81.9}, {44.9, 80}, {43.2, 80.9},
	{42.9, 80.2}, {42.4, 80.3}, {42.5, 79.6}, {42.9, 79.1}, {43, 77.7}, {43, 76}, {42.9, 75.6}, {43.3, 74.2}, {43.1, 73.6}, {42.5, 73.5},
	{42.8, 71.8}, {42.7, 71.2}, {42.3, 71}, {42.1, 70.4}, {41.4, 69.1}, {40.7, 68.6}, {40.7, 68.3}, {41.1, 68}, {41.2, 66.7}, {42, 66.5},
	{42, 66}, {43, 66.1}, {43.7, 64.9}, {43.6, 63.2}, {43.5, 62}, {44.4, 61.1}, {44.8, 60.2}, {45.5, 58.7}, {45.6, 58.5}, {45, 55.9},
	{41.3, 56}, {41.3, 55.5}, {42, 54.8}, {42.3, 54.1}, {42.1, 52.9}, {41.8, 52.5}, {42, 52.4}, {42.4, 52.7}, {42.8, 52.5}, {43.1, 51.3},
	{44, 50.9}, {44.3, 50.3}, {44.6, 50.3}, {44.5, 51.3}, {45.2, 51.3}, {45.4, 52.2}, {45.3, 53}, {46.2, 53.2}, {46.9, 53}, {46.8, 52},
	{47, 51.2}, {46.6, 50}, {46.4, 49.1}, {46.6, 48.6}, {47.1, 48.7}, {47.7, 48.1}, {47.7, 47.3}, {48.4, 46.5}, {49.2, 47}, {49.4, 46.8},
	{50.5, 47.6}, {49.9, 48.6}, {50.6, 48.7}, {51.7, 50.8}, {51.7, 52.3}, {51, 54.5}, {50.6, 55.7}, {51, 56.8}, {51.1, 58.4}, {50.5, 59.6},
	{50.8, 59.9}, {50.8, 61.3}, {51.3, 61.6}, {52, 60}, {52.4, 60.9}, {52.7, 60.7}, {53, 61.7}, {53.7, 61}, {54, 61.4}, {54.4, 65.2},
	{54.6, 65.7}, {55, 68.2}, {55.4, 69.1}, {55.2, 70.9}, {54.1, 71.2}, {54.4, 72.2}, {54, 73.5}, {53.5, 73.4}, {53.5, 74.4}, {54.5, 76.9},
	{54.2, 76.5}, {53.4, 77.8}, {50.9, 80}, {51.4, 80.6}, {50.8, 81.9}, {51.1, 83.4}, {50.9, 83.9}, {50.3, 84.4}, {50.1, 85.1}, {49.7, 85.5},
	{49.8, 86.8},
}

// inKazakhstan reports whether a place lies in Kazakhstan, or so near that the
// border is too coarse to tell.
func inKazakhstan(lat, lon float64) bool {
	inside := false
	for i := range border {
		a, b := border[i], border[(i+1)%len(border)]
		if (a[1] > lon) != (b[1] > lon) && lat < (b[0]-a[0])*(lon-a[1])/(b[1]-a[1])+a[0] {
			inside = !inside
		}
		if toBorder(lat, lon, a, b) <= mostFromPlace {
			return true
		}
	}
	return inside
}

// kilometresPerDegree is the length of a degree of latitude.
const kilometresPerDegree = 111.2

// toBorder is the distance in kilometres to a straight part of the border.
func toBorder(lat, lon float64, a, b [2]float64) float64 {
	narrow := math.Cos(lat * math.Pi / 180)
	ax, ay := (a[1]-lon)*narrow, a[0]-lat
	dx, dy := (b[1]-a[1])*narrow, b[0]-a[0]
	along := 0.0
	if length := dx*dx + dy*dy; length > 0 {
		along = min(1, max(0, -(ax*dx+ay*dy)/length))
	}
	return math.Hypot(ax+along*dx, ay+along*dy) * kilometresPerDegree
}

// kilometres is the distance between two places along the earth.
func kilometres(lat, lon, otherLat, otherLon float64) float64 {
	a, b, turn := lat*math.Pi/180, otherLat*math.Pi/180, (otherLon-lon)*math.Pi/180
	cosine := math.Sin(a)*math.Sin(b) + math.Cos(a)*math.Cos(b)*math.Cos(turn)
	return math.Acos(min(1, max(-1, cosine))) * 180 / math.Pi * kilometresPerDegree
}

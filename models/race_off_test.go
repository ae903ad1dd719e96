//go:build !race

package models_test

// raceEnabled tells that the race detector is built in.
const raceEnabled = false

//go:build race

package handlers_test

// raceEnabled tells that the race detector is built in.
const raceEnabled = true

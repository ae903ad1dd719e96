package models

import "time"

// Revision is one change of a record: what stood there, what stands there now,
// and why. Before and After are JSON objects of the changed columns.
type Revision struct {
	ID     int64 `gorm:"primaryKey"`
	At     time.Time
	Noun   string
	Code   string
	Reason string
	Before string
	After  string
}

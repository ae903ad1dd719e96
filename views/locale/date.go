package locale

import (
	"fmt"

	"github.com/dostyk/dostyk/models"
)

// Date writes a day, a month or a year as precisely as it was said; «not
// stated» where it was not.
func (p *Printer) Date(d models.Date) string { return p.date(d, "date.") }

// ShortDate is Date without the year, for the labels of a chart that give it
// elsewhere; a date that is only a year is empty.
func (p *Printer) ShortDate(d models.Date) string {
	if len(d) == 4 {
		return ""
	}
	return p.date(d, "date.short_")
}

func (p *Printer) date(d models.Date, prefix string) string {
	if d == "" {
		return p.T("not_stated")
	}
	t := d.Time()
	args := []any{"Year", fmt.Sprint(d.Year())}
	switch {
	case len(d) == 4:
		return p.T(prefix+"year", args...)
	case len(d) == 7:
		return p.T(prefix+"month", append(args, "Month", p.T(monthKey(prefix+"months.", int(t.Month()))))...)
	}
	return p.T(prefix+"day", append(args, "Day", fmt.Sprint(t.Day()), "Month", p.T(monthKey(prefix+"day_months.", int(t.Month()))))...)
}

// ShortMonth is the name of a month, 1 to 12, for the head of a column.
func (p *Printer) ShortMonth(month int) string { return p.T(monthKey("date.short_months.", month)) }

func monthKey(prefix string, month int) string { return fmt.Sprintf("%s%02d", prefix, month) }

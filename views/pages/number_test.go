package pages

import (
	"strings"
	"testing"

	"github.com/shopspring/decimal"

	"github.com/dostyk/dostyk/models"
	"github.com/dostyk/dostyk/views/locale"
)

func TestAnAmountSaysItsUnitOnce(t *testing.T) {
	figure := func(en, kk, ru, zh, unit string) *models.Figure {
		return &models.Figure{Metric: &models.Metric{Name: models.Translations{EN: en, KK: kk, RU: ru, ZH: zh}}, Value: decimal.NewFromInt(6000), Unit: unit}
	}
	jobs := figure("Jobs", "Жұмыс орындары", "Рабочие места", "就业岗位", "jobs")
	enterprises := figure("Enterprises", "Кәсіпорындар", "Предприятия", "企业数", "enterprises")
	key := figure("Key projects", "Негізгі жобалар", "Ключевые проекты", "重点项目", "projects")
	for _, test := range []struct {
		lang  models.Lang
		f     *models.Figure
		years string
		want  string
	}{
		{models.English, jobs, "", "6,000 jobs"}, {models.English, jobs, "2018", "6,000 jobs (2018)"}, {models.English, enterprises, "", "6,000 enterprises"}, {models.English, key, "", "Key projects: 6,000 projects"},
		{models.Kazakh, jobs, "", "6\u00a0000 жұмыс орны"}, {models.Kazakh, enterprises, "", "6\u00a0000 кәсіпорын"}, {models.Russian, jobs, "", "6\u00a0000 рабочих мест"},
		{models.Russian, enterprises, "2018-2019", "6\u00a0000 предприятий (2018–2019)"}, {models.Russian, key, "", "Ключевые проекты: 6\u00a0000 проектов"},
	} {
		if got := metricAmount(locale.For(test.lang), test.f, test.years, unlinked); got != test.want {
			t.Errorf("%s: %q, want %q", test.lang, got, test.want)
		}
	}
}

func TestAMonthThatIsNotOverIsNotMissing(t *testing.T) {
	p := locale.For(models.English)
	prices := series(map[models.Date]string{"2026-01": "70", "2026-03": "71"}, "2026-01", "2026-03")
	cells := priceYears(p, prices, PriceRange{AsOf: "2026-06-10"})[0].Cells
	for month, want := range []string{"70.00", "not stated", "71.00", "not stated", "not stated", "", "", "", "", "", "", ""} {
		if got := cells[month].Text; got != want {
			t.Errorf("month %d is %q, want %q", month+1, got, want)
		}
	}
	if cells := priceYears(p, prices, PriceRange{AsOf: "2026-06-30"})[0].Cells; !strings.HasPrefix(cells[5].Text, "not") || cells[6].Text != "" {
		t.Errorf("on the last day of a month it is %q and %q", cells[5].Text, cells[6].Text)
	}
}

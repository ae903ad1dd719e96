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

func TestNumbersThatStandForTheSameAreWrittenAlike(t *testing.T) {
	stage := func(code models.Stage) *models.Metric { return &models.Metric{Code: string(code), Stage: &code} }
	statement := func(launched, launching int64) *models.Statement {
		return &models.Statement{Code: "st1", KnownOn: "2019-09-05", SaidOn: "2019-09-05", Figures: []models.Figure{
			{Code: "a", Metric: stage(models.Launched), Value: decimal.NewFromInt(launched), Unit: "projects"}, {Code: "b", Metric: stage(models.Launching), Value: decimal.NewFromInt(launching), Unit: "projects"},
		}}
	}
	for counts, want := range map[[2]int64]string{{15, 5}: "15 joint projects launched, 5 more due in 2019", {4, 6}: "Four joint projects launched, six more due in 2019", {4, 20}: "4 joint projects launched, 20 more due in 2019"} {
		st := statement(counts[0], counts[1])
		b := st.Breakdown()
		if got := headline(locale.For(models.English), st, &b, unlinked); got != want {
			t.Errorf("%v: %q, want %q", counts, got, want)
		}
	}
}

func TestASpeakerIsNamedAsTheLanguageDoes(t *testing.T) {
	statement := func(name, role models.Translations, kind models.RoleKind, then bool) *models.Statement {
		return &models.Statement{Speaker: &models.Speaker{Term: models.Term{Name: name}}, Role: &models.Role{Term: models.Term{Name: role}, Kind: kind}, Then: then}
	}
	president := statement(models.Translations{EN: "Nursultan Nazarbayev", ZH: "努尔苏丹·纳扎尔巴耶夫"}, models.Translations{EN: "President of Kazakhstan", ZH: "哈萨克斯坦总统"}, models.RoleOfPerson, false)
	was := *president
	was.Then = true
	service := statement(models.Translations{EN: "Press service of the Government of Kazakhstan", RU: "Пресс-служба Правительства Казахстана"}, models.Translations{EN: "government press service", RU: "правительство"}, models.RoleOfBody, false)
	customs := statement(models.Translations{EN: "China customs"}, models.Translations{EN: "customs office"}, models.RoleOfBody, false)
	for _, test := range []struct {
		lang models.Lang
		st   *models.Statement
		want string
	}{
		{models.English, president, "Nursultan Nazarbayev, President of Kazakhstan"}, {models.English, &was, "Nursultan Nazarbayev, then President of Kazakhstan"},
		{models.Chinese, president, "哈萨克斯坦总统努尔苏丹·纳扎尔巴耶夫"}, {models.Chinese, &was, "时任哈萨克斯坦总统努尔苏丹·纳扎尔巴耶夫"},
		{models.English, service, "the Press service of the Government of Kazakhstan"}, {models.Russian, service, "Пресс-служба Правительства Казахстана"},
		{models.English, customs, "China customs, customs office"},
	} {
		if got := whoSays(locale.For(test.lang), test.st); got != test.want {
			t.Errorf("%s: %q, want %q", test.lang, got, test.want)
		}
	}
}

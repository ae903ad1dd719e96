package handlers_test

import (
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/shopspring/decimal"

	"github.com/dostyk/dostyk/models"
	"github.com/dostyk/dostyk/models/modelstest"
	"github.com/dostyk/dostyk/views/locale"
	"github.com/dostyk/dostyk/views/pages"
)

func amountOf(number, unit string) models.Amount {
	return models.Amount{Value: decimal.RequireFromString(number), Unit: unit}
}

// millions is the doubt about the «$27–28 million» of 21 September 2017.
var millions = models.Finding{
	RowKey: models.RowKey{File: "statements.csv", Key: "st045"}, Column: "value", Kind: models.FindingSlip, Value: "27000000", Other: models.RowKey{File: "statements.csv", Key: "st030"},
	Amount: amountOf("27000000", "USD"), Against: amountOf("27000000000", "USD"), Power: -3, OtherDate: "2017-05-12",
}

func TestWhatWasAcceptedIsPublicWithItsReason(t *testing.T) {
	each(t, func(t *testing.T, a *app) {
		before := a.store.Now()
		accept := func(noun models.Noun, code string, f models.Finding, reason, who string) {
			now := a.store.Now().Add(time.Hour)
			a.store.SetClock(func() time.Time { return now })
			modelstest.Accept(t, a.store, noun, code, models.AcceptedFinding{Finding: f, Reason: reason, Who: who})
		}
		accept(models.NounStatement, "st041", millions, "Kazinform prints <million>.", "reviewer")
		accept(models.NounProject, "ulba-fa", models.Finding{RowKey: models.RowKey{File: "projects.csv", Key: "ulba-fa"}, Column: "lat", Kind: models.FindingOutside, Value: "43.8", Text: "87.6"}, "The site was moved.", "admin")
		accept(models.NounEnterprise, "ulba-fa-llp", models.Finding{RowKey: models.RowKey{File: "enterprises.csv", Key: "ulba-fa-llp"}, Column: "chinese_share", Kind: models.FindingFraction, Amount: amountOf("0.49", "percent")}, "It is so little.", "editor")
		accept(models.NounAgreement, "joint-statement-2017", models.Finding{RowKey: models.RowKey{File: "agreements.csv", Key: "joint-statement-2017"}, Column: "title", Kind: models.FindingName, Text: "Joint Statement", Other: models.RowKey{File: "agreements.csv", Key: "x"}}, "Two were signed.", "editor")
		accept(models.NounCommodity, "brent", models.Finding{RowKey: models.RowKey{File: "commodity_prices.csv", Key: "brent/2016-01/eia-oil"}, Column: "price", Kind: models.FindingJump,
			Amount: amountOf("102.50", "USD per barrel"), Against: amountOf("38.01", "USD per barrel"), OtherDate: "2015-12"}, "The office says so.", "load")
		for _, c := range []struct{ address, doubt, reason, by string }{
			{"/en/statements/st041", "US$27 million is about 1,000 times less than was given elsewhere: US$27 billion (12 May 2017).", "Kazinform prints <million>.", "Checked by a reviewer · 23 November 2026, 15:00 (UTC+5)"},
			{"/ru/statements/st041", "27 млн долл. США – примерно в 1 000 раз меньше, чем указано в другом месте: 27 млрд долл. США (12 мая 2017 г.).", "Kazinform prints <million>.", "проверяющий"},
			{"/zh/statements/st041", "2,700万美元约为其他记录的1,000分之一：270亿美元（2017年5月12日）。", "Kazinform prints <million>.", "审核人"},
			{"/en/projects/ulba-fa", "The place lies outside Kazakhstan: latitude 43.8, longitude 87.6.", "The site was moved.", "Checked by an administrator"},
			{"/en/enterprises/ulba-fa-llp", "0.49% is less than one per cent.", "It is so little.", "Checked by an editor"},
			{"/en/agreements/joint-statement-2017", "Another record has nearly the same name: “Joint Statement” (x).", "Two were signed.", "Checked by an editor"},
			{"/en/prices/brent", "January 2016 · US$102.5 a barrel is far more than the neighbouring value: US$38.01 a barrel (December 2015).", "The office says so.", "Checked by the system, from a file"},
		} {
			got := a.page(t, c.address).text("[data-testid=accepted]")
			for _, want := range []string{c.doubt, c.reason, c.by} {
				if !strings.Contains(strings.ReplaceAll(got, "\u00a0", " "), want) {
					t.Errorf("%s does not say %q: %q", c.address, want, got)
				}
			}
		}
		for _, address := range []string{"/en/statements/st067", "/en/projects/zhanatas-wind-100", "/en/prices/wti"} {
			if n := a.page(t, address).doc.Find("[data-testid=accepted]").Length(); n != 0 {
				t.Errorf("%s has a list of nothing", address)
			}
		}
		// What was known before the change is known without it.
		past := before.UTC().Add(time.Minute).Format("20060102T150405Z")
		if n := a.page(t, "/en/statements/st041?known="+past).doc.Find("[data-testid=accepted]").Length(); n != 0 {
			t.Error("the past knows what was accepted later")
		}
		now := a.store.Now().UTC().Format("20060102T150405Z")
		if n := a.page(t, "/en/statements/st041?known="+now).doc.Find("[data-testid=accepted] li").Length(); n != 1 {
			t.Error("what was accepted is not known as of its moment")
		}
	})
}

// examples are a doubt of each kind.
func examples() []models.Finding {
	whole := models.Translations{EN: "Total projects", KK: "Барлық жобалар", RU: "Всего проектов", ZH: "项目总数"}
	metric := models.Translations{EN: "Launched", KK: "Іске қосылған", RU: "Запущено", ZH: "已投产"}
	var list []models.Finding
	for _, kind := range models.FindingKinds {
		f := models.Finding{
			Rows: 222, Away: 7,
			RowKey: models.RowKey{File: "statements.csv", Key: "n1"}, Column: "value", Kind: kind, Value: "7-8", Metric: metric, OtherMetric: whole,
			Other: models.RowKey{File: "statements.csv", Key: "n2"}, Amount: amountOf("1052", "projects"), Against: amountOf("51", "projects"), Power: 3, Date: "2031-05", OtherDate: "2026-11-23", Text: "USD",
		}
		list = append(list, f)
		// The other way round, and without a date.
		f.Amount, f.Against, f.Power, f.OtherDate = f.Against, f.Amount, -3, ""
		list = append(list, f)
	}
	return list
}

var unfilled = regexp.MustCompile(`{{|}}|<no value>|finding\.|\.\.`)

func TestEveryDoubtIsASentenceInEveryLanguage(t *testing.T) {
	for _, lang := range models.Langs {
		p := locale.For(lang)
		seen := make(map[string]models.FindingKind)
		for _, f := range examples() {
			got := pages.FindingSentence(p, f)
			if unfilled.MatchString(got) || len(got) < 30 || !strings.HasSuffix(got, ".") && !strings.HasSuffix(got, "。") {
				t.Errorf("%s %s: %q", lang, f.Kind, got)
			}
			if other, taken := seen[got]; taken && other != f.Kind {
				t.Errorf("%s: %s and %s say the same: %q", lang, f.Kind, other, got)
			}
			seen[got] = f.Kind
		}
	}
}

func TestSentencesSayWhatIsOddAndWhatToDo(t *testing.T) {
	for lang, want := range map[models.Lang]string{
		models.English: "US$27 million is about 1,000 times less than was given elsewhere: US$27 billion (12 May 2017). The scale may be mistaken, such as million for billion. Look it up in the source again: correct it, or say below why it is right.",
		models.Kazakh:  "27 млн АҚШ доллары – басқа жерде көрсетілгеннен шамамен 1 000 есе аз: 27 млрд АҚШ доллары (2017 жылғы 12 мамыр). Сан реті шатастырылған болуы мүмкін, мысалы, миллиардтың орнына миллион жазылған. Дереккөзді тағы бір рет қараңыз: түзетіңіз немесе неге дұрыс екенін төменде түсіндіріңіз.",
	} {
		if got := strings.ReplaceAll(pages.FindingSentence(locale.For(lang), millions), "\u00a0", " "); got != want {
			t.Errorf("%s: %q", lang, got)
		}
	}
}

func TestADoubtAboutTheUnitOfAPriceNamesTheMonthNextToIt(t *testing.T) {
	f := models.Finding{RowKey: models.RowKey{File: "commodity_prices.csv", Key: "wti/2018-05/eia-oil"}, Column: "currency", Kind: models.FindingUnit, Value: "EUR", Text: "USD", OtherDate: "2018-04"}
	if got := pages.FindingSentence(locale.For(models.English), f); !strings.Contains(got, "the price next to it (April 2018)") {
		t.Errorf("it says %q", got)
	}
}

package handlers_test

import (
	"bytes"
	"context"
	"os/exec"
	"regexp"
	"strings"
	"testing"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/chromedp"
)

// pdfPage is where a PDF of the browser begins a page.
var pdfPage = regexp.MustCompile(`/Type /Page\b`)

// mostSheets is on how many pages of A4 the year of the opening article may stand.
const mostSheets = 4

// notOnPaper lists what of a page set for paper is cut off, or is only of use on a screen.
const notOnPaper = `[
	...[...document.querySelectorAll('.scroll')].filter(e => e.scrollWidth > e.clientWidth).map(e => 'cut: ' + e.getAttribute('aria-label')),
	...[...document.querySelectorAll('nav, form, button, .to-briefing, .downloads a, a[href*="#cite"]')].filter(e => e.getClientRects().length > 0).map(e => 'shown: ' + e.outerHTML.slice(0, 80)),
	...[...document.querySelectorAll('.key')].filter(e => getComputedStyle(e).printColorAdjust !== 'exact').map(e => 'without its colour: ' + e.className),
]`

// printed is the page that is open, as a PDF.
func printed(t *testing.T, tb *tab) []byte {
	t.Helper()
	ctx, end := context.WithTimeout(tb.ctx, patience)
	defer end()
	css := true
	pdf, err := chromedp.Call(ctx, page.PrintToPDF, page.PrintToPDFParams{PreferCSSPageSize: &css})
	if err != nil {
		t.Fatal(err)
	}
	return pdf.Data
}

func onPaper(t *testing.T, tb *tab) {
	for _, address := range []string{"/en/?year=2018", "/kk/?year=2018", "/ru/prices/brent", "/zh/projects", "/kk/statements/st067", "/ru/map"} {
		tb.open(address)
		// The room that the margins leave of A4.
		tb.size(687)
		call(tb, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{Media: "print"})
		for _, fault := range eval[[]string](tb, notOnPaper) {
			t.Errorf("%s on paper: %s", address, fault)
		}
		if line := eval[string](tb, `document.querySelector('.on-paper').innerText`); !strings.Contains(line, tb.url+address) || !strings.Contains(line, "2026") {
			t.Errorf("%s on paper says of itself %q", address, line)
		}
		if w := eval[int64](tb, `document.documentElement.scrollWidth`); w > 687 {
			t.Errorf("%s on paper is %d wide", address, w)
		}
	}
	tb.open("/en/?year=2018")
	if n := len(pdfPage.FindAll(printed(t, tb), -1)); n == 0 || n > mostSheets {
		t.Errorf("2018 is on %d sheets", n)
	}
	tb.open("/en/prices/brent")
	last := strings.Fields(eval[string](tb, `document.querySelector('[data-testid=price-years] tbody tr:last-child').innerText`))
	if text, ok := words(t, printed(t, tb)); ok && !strings.Contains(text, strings.Join(last, " ")) {
		t.Errorf("the last year %q is not on paper:\n%s", last, text)
	}
}

// words are the words of a PDF with single spaces between them, if there is a tool that
// reads them.
func words(t *testing.T, pdf []byte) (text string, ok bool) {
	t.Helper()
	path, err := exec.LookPath("pdftotext")
	if err != nil {
		return "", false
	}
	read := exec.CommandContext(t.Context(), path, "-layout", "-", "-")
	read.Stdin = bytes.NewReader(pdf)
	out, err := read.Output()
	if err != nil {
		t.Fatal(err)
	}
	return strings.Join(strings.Fields(string(out)), " "), true
}

package pages

import (
	"strings"
	"testing"
	"unicode/utf8"

	"pgregory.net/rapid"

	"github.com/dostyk/dostyk/models"
)

func written(parts []MarkedPart) (text, hits string) {
	for _, part := range parts {
		text += part.Text
		if part.Hit {
			hits += part.Text
		}
	}
	return text, hits
}

func TestExcerptIsCutAroundTheFirstMark(t *testing.T) {
	long := strings.Repeat("Lorem ipsum dolor. ", 30) + "Here the needle lies. " + strings.Repeat("Sit amet elit. ", 30)
	at := strings.Index(long, "needle")
	text, hits := written(excerpt(long, []models.Span{{From: at, To: at + len("needle")}}))
	if hits != "needle" || !strings.HasPrefix(text, "… ") || !strings.HasSuffix(text, " …") || !strings.Contains(text, "Here the needle lies. Sit amet") {
		t.Errorf("the excerpt is %q", text)
	}
	if n := utf8.RuneCountInString(text); n > excerptLength+4 {
		t.Errorf("it has %d letters", n)
	}
	if text, _ := written(excerpt(long, nil)); !strings.HasPrefix(text, "Lorem ipsum") || !strings.HasSuffix(text, " …") {
		t.Errorf("without a mark it is %q", text)
	}
	chinese := strings.Repeat("哈萨克斯坦与中国", 60)
	if text, hits := written(excerpt(chinese, []models.Span{{From: 300, To: 303}})); hits != chinese[300:303] || !utf8.ValidString(text) {
		t.Errorf("Chinese is cut to %q", text)
	}
}

func TestExcerptsQuoteTheTextAsItIs(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		text := strings.Join(rapid.SliceOfN(rapid.StringMatching(`[a-zа-я的]{1,12}[ ,]?`), 0, 120).Draw(r, "text"), "")
		var starts []int
		for at := range text {
			starts = append(starts, at)
		}
		starts = append(starts, len(text))
		var spans []models.Span
		want := ""
		if len(starts) > 1 {
			from := rapid.IntRange(0, len(starts)-2).Draw(r, "from")
			to := rapid.IntRange(from+1, min(from+300, len(starts)-1)).Draw(r, "to")
			spans = []models.Span{{From: starts[from], To: starts[to]}}
			want = text[starts[from]:starts[to]]
		}
		got, hits := written(excerpt(text, spans))
		if hits != want || !strings.Contains(text, strings.TrimSuffix(strings.TrimPrefix(got, "… "), " …")) {
			r.Fatalf("%q with %v gives %q, marked %q", text, spans, got, hits)
		}
	})
}

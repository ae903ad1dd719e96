package document_test

import (
	"bytes"
	"strings"
	"testing"

	"github.com/PuerkitoBio/goquery"
	"github.com/google/go-cmp/cmp"
	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/extension"
	"golang.org/x/net/html"
	"pgregory.net/rapid"

	"github.com/dostyk/dostyk/views/document"
)

func markdown(t rapid.TB, d *document.Document) string {
	t.Helper()
	var b bytes.Buffer
	if err := document.WriteMarkdown(&b, d); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

// rendered is a document as a program shows it that reads Markdown.
func rendered(t rapid.TB, d *document.Document) *goquery.Document {
	t.Helper()
	var b bytes.Buffer
	if err := goldmark.New(goldmark.WithExtensions(extension.GFM, extension.Footnote)).Convert([]byte(markdown(t, d)), &b); err != nil {
		t.Fatal(err)
	}
	doc, err := goquery.NewDocumentFromReader(&b)
	if err != nil {
		t.Fatal(err)
	}
	return doc
}

func TestMarkdownIsAsItIsWritten(t *testing.T) {
	want := `# Баспасөз парағы: \<ғқңұүһөі\> \& 51

2018 жылғы 10 маусым

## Сандар

Осы парақтағы сандар

| Сан | Мәні |
| --- | ---: |
| Іске қосылған \| барлығы | 4[^1][^2] |
| 已投产 | -27,50 |

### 1. The \*first\* \_thing\_

**4 жоба**

> «We have 51 projects»

- 1\. an item
- **bold** and not

![A chart: "up" \& \<down\>](<https://dostyk.example/en/prices/brent.svg?a=1&b=2>)

[The chart](<https://dostyk.example/en/prices/brent?a=1&b=(2)>)

[^1]: **Қазақ ТВ**. <https://example.org/a_b>

[^2]: 人民日报
`
	if diff := cmp.Diff(want, markdown(t, sample())); diff != "" {
		t.Errorf("-want +got\n%s", diff)
	}
}

func TestMarkdownIsReadAsItIsMeant(t *testing.T) {
	doc := rendered(t, sample())
	texts := func(selector string) []string {
		return doc.Find(selector).Map(func(_ int, s *goquery.Selection) string { return strings.TrimSpace(s.Text()) })
	}
	if n := doc.Find("sup a[href^='#fn:']").Length(); n != 2 {
		t.Errorf("%d marks", n)
	}
	doc.Find("sup, .footnote-backref").Remove()
	for selector, want := range map[string][]string{
		"h1": {"Баспасөз парағы: <ғқңұүһөі> & 51"}, "h2": {"Сандар"}, "h3": {"1. The *first* _thing_"}, "th": {"Сан", "Мәні"},
		"td": {"Іске қосылған | барлығы", "4", "已投产", "-27,50"}, "blockquote": {"«We have 51 projects»"}, "ul > li": {"1. an item", "bold and not"},
		".footnotes li": {"Қазақ ТВ. https://example.org/a_b", "人民日报"}, "body > p a": {"The chart"}, "strong": {"4 жоба", "bold", "Қазақ ТВ"},
	} {
		if diff := cmp.Diff(want, texts(selector)); diff != "" {
			t.Errorf("%s (-want +got)\n%s", selector, diff)
		}
	}
	picture := doc.Find("img")
	if picture.Length() != 1 || picture.AttrOr("alt", "") != `A chart: "up" & <down>` || picture.AttrOr("src", "") != "https://dostyk.example/en/prices/brent.svg?a=1&b=2" {
		t.Errorf("the picture is %s", html.EscapeString(picture.AttrOr("src", "")))
	}
}

func TestAnyTextSurvivesInMarkdown(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		text := rapid.OneOf(rapid.StringMatching(`[\\*_#\[\]()<>|~&;!=+.0-9a-cқ风 "'^:-]*`), rapid.StringMatching(`(https?://|www\.|&amp;|&#35;|1\. |- |> |\[\^1\]|: |[a-c])*`)).Filter(func(s string) bool { return strings.TrimSpace(s) != "" }).Draw(r, "text")
		want := strings.Join(strings.Fields(text), " ")
		doc := rendered(r, one(text))
		doc.Find("sup, .footnote-backref").Remove()
		for selector, found := range map[string]string{"a paragraph": doc.Find("body > p").Eq(1).Text(), "a cell": doc.Find("td").Text(), "a source": doc.Find(".footnotes li").Text()} {
			if got := strings.Join(strings.Fields(found), " "); got != want {
				r.Fatalf("%q in %s is read as %q:\n%s", want, selector, got, markdown(r, one(text)))
			}
		}
	})
}

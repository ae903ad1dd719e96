package document_test

import (
	"time"

	"github.com/dostyk/dostyk/views/document"
)

// drawn is a drawing.
const drawn = `<svg xmlns="http://www.w3.org/2000/svg" width="8" height="4"><rect width="8" height="4" fill="#00566b"/></svg>`

// sample has one block of each kind, in three scripts.
func sample() *document.Document {
	text := func(s string) []document.Span { return []document.Span{{Text: s}} }
	return &document.Document{
		Lang: "kk", Title: "Баспасөз парағы: <ғқңұүһөі> & 51", Subtitle: "2018 жылғы 10 маусым", Author: "Dostyk", Changed: time.Date(2026, 11, 23, 9, 0, 0, 0, time.UTC),
		Blocks: []document.Block{
			document.Heading{Level: 1, Text: text("Сандар")},
			document.Table{
				Caption: "Осы парақтағы сандар", Head: []string{"Сан", "Мәні"}, Numeric: []bool{false, true},
				Rows: [][][]document.Span{
					{text("Іске қосылған | барлығы"), {{Text: "4", Marks: []int{1, 2}}}},
					{{{Text: "已投产", Lang: "zh-Hans"}}, text("-27,50")},
				},
			},
			document.Heading{Level: 2, Text: []document.Span{{Text: "1. "}, {Text: "The *first* _thing_", Lang: "en"}}},
			document.Paragraph{Style: document.Amount, Text: text("4 жоба")},
			document.Paragraph{Style: document.Quote, Text: []document.Span{{Text: "«We have 51 projects»", Lang: "en"}}},
			document.Paragraph{Style: document.Item, Text: text("1. an item")},
			document.Paragraph{Style: document.Item, Text: []document.Span{{Text: "bold", Bold: true}, {Text: " and not"}}},
			document.Picture{SVG: []byte(drawn), Alt: `A chart: "up" & <down>`, URL: "https://dostyk.example/en/prices/brent.svg?a=1&b=2", Width: 800, Height: 400},
			document.Paragraph{Style: document.Small, Text: []document.Span{{Text: "The chart", URL: "https://dostyk.example/en/prices/brent?a=1&b=(2)"}}},
			document.Note{Number: 1, Text: []document.Span{{Text: "Қазақ ТВ", Bold: true}, {Text: ". "}, {Text: "https://example.org/a_b", URL: "https://example.org/a_b"}}},
			document.Note{Number: 2, Text: text("人民日报")},
		},
	}
}

// one is a document of a paragraph, a cell and a note with the same text.
func one(s string) *document.Document {
	spans := func() []document.Span { return []document.Span{{Text: s}} }
	return &document.Document{Lang: "en", Title: "T", Subtitle: "S", Blocks: []document.Block{
		document.Paragraph{Style: document.Normal, Text: spans()},
		document.Table{Caption: "C", Head: []string{"H"}, Numeric: []bool{false}, Rows: [][][]document.Span{{spans()}}},
		document.Paragraph{Style: document.Normal, Text: []document.Span{{Text: "x", Marks: []int{1}}}},
		document.Note{Number: 1, Text: spans()},
	}}
}

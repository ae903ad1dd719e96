package intake

import (
	"bytes"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/simplifiedchinese"
	utf16 "golang.org/x/text/encoding/unicode"
)

// Encoding is how the letters of a text file are written.
type Encoding string

// The encodings that are recognised.
const (
	UTF8        Encoding = "UTF-8"
	UTF16LE     Encoding = "UTF-16LE"
	UTF16BE     Encoding = "UTF-16BE"
	Windows1251 Encoding = "windows-1251"
	KZ1048      Encoding = "KZ-1048"
	GB18030     Encoding = "GB18030"
)

var (
	markUTF8    = []byte("\xef\xbb\xbf")
	markUTF16LE = []byte("\xff\xfe")
	markUTF16BE = []byte("\xfe\xff")
)

// decode is the text of a file, and how it was written.
func decode(content []byte) (string, Encoding, error) {
	if rest, ok := bytes.CutPrefix(content, markUTF8); ok {
		if !utf8.Valid(rest) {
			return "", "", unreadable("broken_utf8", "Line", brokenLine(rest))
		}
		return plainText(string(rest), UTF8)
	}
	if wide := wideEncoding(content); wide != "" {
		return decodeWide(content, wide)
	}
	if utf8.Valid(content) {
		return plainText(string(content), UTF8)
	}
	text, err := charmap.Windows1251.NewDecoder().Bytes(content)
	if err == nil && looksRussian(string(text)) {
		return plainText(string(text), Windows1251)
	}
	if kazakh := inKZ1048.Replace(string(text)); err == nil && strings.ContainsFunc(kazakh, isKazakh) && looksRussian(asRussian.Replace(kazakh)) {
		return plainText(kazakh, KZ1048)
	}
	if text, err := simplifiedchinese.GB18030.NewDecoder().Bytes(content); err == nil && looksChinese(string(text)) {
		return plainText(string(text), GB18030)
	}
	return "", "", unreadable("encoding")
}

// inKZ1048 turns what windows-1251 reads into what KZ-1048 means: it has Kazakh letters in
// the place of Serbian, Macedonian and Ukrainian ones, and is the same otherwise. asRussian
// writes them as the Russian letters beside which they stand.
var (
	inKZ1048 = strings.NewReplacer("Ќ", "Қ", "ќ", "қ", "Ћ", "Һ", "ћ", "һ", "Ў", "Ұ", "ў", "ұ", "Ј", "Ә", "ј", "ә", "Ґ", "Ө", "ґ", "ө",
		"Є", "Ғ", "є", "ғ", "Ї", "Ү", "ї", "ү", "Ѕ", "Ң", "ѕ", "ң")
	asRussian = strings.NewReplacer("Қ", "К", "қ", "к", "Һ", "Х", "һ", "х", "Ұ", "У", "ұ", "у", "Ә", "А", "ә", "а", "Ө", "О", "ө", "о",
		"Ғ", "Г", "ғ", "г", "Ү", "У", "ү", "у", "Ң", "Н", "ң", "н")
)

func isKazakh(r rune) bool { return strings.ContainsRune("ҚқҺһҰұӘәӨөҒғҮүҢң", r) }

// looksChinese tells GB18030 from other encodings, whose bytes decode to some characters
// too: Chinese texts hold common characters and the signs beside them, and nothing else.
func looksChinese(text string) bool {
	common := 0
	for _, r := range text {
		switch {
		case r < utf8.RuneSelf, unicode.Is(unicode.P, r), r >= 0xff00 && r <= 0xffef, r == 0x3000:
		case !unicode.Is(unicode.Han, r):
			return false
		default:
			common++
		}
	}
	// The first table of the standard holds the characters that are used, by their sound,
	// and the second the rare ones.
	rare := 0
	if encoded, err := simplifiedchinese.GBK.NewEncoder().String(text); err == nil {
		for i := 0; i < len(encoded); i++ {
			if encoded[i] >= 0x80 {
				if i+1 < len(encoded) && (encoded[i] < 0xb0 && encoded[i] != 0xa1 && encoded[i] != 0xa3 || encoded[i] > 0xd7 || encoded[i+1] < 0xa1) {
					rare++
				}
				i++
			}
		}
	}
	return common > 0 && rare*5 <= common
}

// plainText refuses what no text file holds.
func plainText(text string, e Encoding) (string, Encoding, error) {
	if i := strings.IndexFunc(text, func(r rune) bool { return r < ' ' && !strings.ContainsRune("\t\n\v\f\r", r) || r == 0x7f }); i >= 0 {
		return "", "", unreadable("not_text", "Line", 1+strings.Count(text[:i], "\n"))
	}
	return text, e, nil
}

// brokenLine is the line of the first byte that is not UTF-8.
func brokenLine(content []byte) int {
	for at := 0; at < len(content); {
		r, n := utf8.DecodeRune(content[at:])
		if r == utf8.RuneError && n == 1 {
			return 1 + bytes.Count(content[:at], []byte("\n"))
		}
		at += n
	}
	return 1
}

// wideEncoding tells UTF-16 by its mark, or by the zeros that it writes beside every
// digit, comma and line end: on one side only, and many.
func wideEncoding(content []byte) Encoding {
	switch {
	case bytes.HasPrefix(content, markUTF16LE):
		return UTF16LE
	case bytes.HasPrefix(content, markUTF16BE):
		return UTF16BE
	case len(content)%2 != 0:
		return ""
	}
	var zeros [2]int
	head := content[:min(len(content), 64<<10)&^1]
	for i, b := range head {
		if b == 0 {
			zeros[i%2]++
		}
	}
	switch few := max(3, len(head)/40); {
	case zeros[1] > few && zeros[0] == 0:
		return UTF16LE
	case zeros[0] > few && zeros[1] == 0:
		return UTF16BE
	}
	return ""
}

func decodeWide(content []byte, e Encoding) (string, Encoding, error) {
	order := utf16.LittleEndian
	if e == UTF16BE {
		order = utf16.BigEndian
	}
	if len(content)%2 != 0 {
		return "", "", unreadable("broken_utf16")
	}
	text, err := utf16.UTF16(order, utf16.UseBOM).NewDecoder().Bytes(content)
	if err != nil || bytes.ContainsRune(text, utf8.RuneError) {
		return "", "", unreadable("broken_utf16")
	}
	return plainText(string(text), e)
}

// beside are the signs other than letters that Russian texts have in windows-1251.
const beside = "\u00a0«»„“”‘’‚‹›–—…№§©®°±µ·•†‡‰™€¦¬¤\u00ad"

// looksRussian tells windows-1251 from other encodings of one byte, and from Chinese
// ones of two, which all decode to some letters: Russian uses few of the other signs,
// has vowels, and no capitals within its words; nor do letters of two scripts meet in
// one, as they do where a French é is taken for a Russian letter. Letters of Serbian or
// Macedonian show that Kazakh ones stood there in an encoding of their own.
func looksRussian(text string) bool {
	letters, vowels, pairs, odd := 0, 0, 0, 0
	var last rune
	for _, r := range text {
		switch {
		case r < utf8.RuneSelf:
			if isLatin(r) && isRussian(last) {
				odd++
			}
		case isRussian(r):
			letters++
			if strings.ContainsRune("аеёиоуыэюяії", unicode.ToLower(r)) {
				vowels++
			}
			if isRussian(last) {
				pairs++
				if unicode.IsLower(last) && unicode.IsUpper(r) {
					odd++
				}
			} else if isLatin(last) {
				odd++
			}
		case !strings.ContainsRune(beside, r):
			return false
		}
		last = r
	}
	return odd*20 <= letters && (letters < 8 || vowels*5 >= letters)
}

func isLatin(r rune) bool { return r < utf8.RuneSelf && unicode.IsLetter(r) }

// isRussian reports whether a letter is one of Russian, or the Kazakh and Ukrainian
// «і», the one letter beyond them that both encodings have.
func isRussian(r rune) bool {
	return r >= 'А' && r <= 'я' || strings.ContainsRune("ЁёІіЇї", r)
}

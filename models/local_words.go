package models

import (
	"encoding/csv"
	"fmt"
	"slices"
	"strings"
	"sync"
	"unicode"
	"unicode/utf8"
)

// ownWords are what somebody who guesses would try here before all else: the two
// countries and their people, leaders, powers and roads, and this product, as they are
// written in the four languages, in Latin letters, and in pinyin.
var ownWords = strings.Fields(`
	dostyk достық достык 多斯特克 dashboard panel admin administrator password пароль құпиясөз mima 密码
	kazakhstan kazakstan qazaqstan kazahstan kasachstan казахстан қазақстан 哈萨克斯坦 hasakesitan hasakestan
	kazakh kazak qazaq kazah казах қазақ 哈萨克 hasake
	china chinese kitai kitay qytai kytai китай қытай 中国 中華 zhongguo zhonghua
	republic respublika республика республикасы 共和国 gongheguo
	nursultan нурсултан нұрсұлтан nazarbayev nazarbaev назарбаев 纳扎尔巴耶夫 nazhaerbayefu
	tokayev tokaev toqaev тоқаев токаев 托卡耶夫 tuokayefu kassym qasym jomart жомарт касымжомарт
	jinping xijinping цзиньпин 习近平
	akorda aqorda ақорда акорда baiterek байтерек бәйтерек tengri tengrinews turan alash
	steppe сарыарқа saryarka samruk самрук zhibek жибек silkroad шелковый жолы beltroad yidaiyilu 一带一路 丝绸之路 sichouzhilu
	khorgos horgos qorgas хоргос қорғас 霍尔果斯 huoerguosi alashankou 阿拉山口 dzungaria
	beijing пекин бейжің 北京 shanghai шанхай 上海 urumqi урумчи үрімші 乌鲁木齐 wulumuqi xian сиань 西安 xinjiang синьцзян 新疆
	astana астана 阿斯塔纳 asitana almaty almata алматы алмата 阿拉木图 alamutu shymkent шымкент 奇姆肯特
	tenge теңге тенге yuan renminbi юань 人民币 renminbi cooperation сотрудничество ынтымақтастық 合作 hezuo druzhba дружба 友谊 youyi
`)

// wordFiles are the files of the opening data whose names somebody who guesses would
// try, with the columns that hold them.
var wordFiles = map[string][]string{
	"regions.csv":     {"code", "name_en", "name_kk", "name_ru", "name_zh"},
	"places.csv":      {"code", "name_en", "name_kk", "name_ru", "name_zh"},
	"aliases.csv":     {"spellings"},
	"speakers.csv":    {"name_en", "name_kk", "name_ru", "name_zh"},
	"commodities.csv": {"code", "name_en", "name_kk", "name_ru", "name_zh"},
	"sources.csv":     {"publisher"},
}

// shortestWord is how many letters a word has that is looked for in a password; a
// Chinese one has two signs.
const shortestWord, shortestSigns = 4, 2

// localWords are the words of the country, the longest first, as localFold writes
// them.
var localWords = sync.OnceValue(func() []string {
	words := make(map[string]bool)
	add := func(text string) {
		for _, word := range strings.FieldsFunc(localFold(text), func(r rune) bool { return !unicode.IsLetter(r) }) {
			n, first := utf8.RuneCountInString(word), []rune(word)[0]
			if n >= shortestWord || n >= shortestSigns && unicode.Is(unicode.Han, first) {
				words[word] = true
			}
		}
	}
	for _, word := range ownWords {
		add(word)
	}
	for name, columns := range wordFiles {
		for _, cell := range openingCells(name, columns) {
			add(cell)
		}
	}
	list := make([]string, 0, len(words))
	for word := range words {
		list = append(list, word)
	}
	slices.SortFunc(list, func(a, b string) int { return len(b) - len(a) })
	return list
})

// openingCells are the cells of columns of a file of the opening data.
func openingCells(name string, columns []string) []string {
	file, err := OpeningFiles().Open(name)
	if err != nil {
		// The files are compiled in.
		panic(err)
	}
	defer file.Close()
	rows, err := csv.NewReader(file).ReadAll()
	if err != nil {
		panic(fmt.Errorf("read %s: %w", name, err))
	}
	var cells []string
	for _, row := range rows[1:] {
		for i, column := range rows[0] {
			if slices.Contains(columns, column) {
				cells = append(cells, row[i])
			}
		}
	}
	return cells
}

// lookalikes are signs that people write for letters.
var lookalikes = strings.NewReplacer("@", "a", "$", "s", "0", "o", "1", "i", "3", "e", "4", "a", "5", "s", "7", "t")

// localFold is a text as it is compared with the words of the country.
func localFold(text string) string { return foldText(text).String() }

// mostLocalWords is how many words of the country may make up a password: as many as
// a guesser would put together.
const mostLocalWords = 4

// leastOwn is how many letters a password has that are no such words.
const leastOwn = 5

// isLocal reports whether a password is no more than words of the country, with
// years, digits and signs between them.
func isLocal(password string) bool {
	for _, text := range []string{localFold(password), localFold(lookalikes.Replace(password))} {
		found := 0
		for _, word := range localWords() {
			if n := strings.Count(text, word); n > 0 {
				found += n
				text = strings.ReplaceAll(text, word, " ")
			}
		}
		own := 0
		for _, r := range text {
			if unicode.IsLetter(r) {
				own++
			}
		}
		if found > 0 && found <= mostLocalWords && own < leastOwn {
			return true
		}
	}
	return false
}

package models_test

import (
	"encoding/csv"
	"slices"
	"strings"
	"testing"

	"github.com/dostyk/dostyk/models"
)

// openingRows are the rows of a file of the opening data, by the names of their columns.
func openingRows(t *testing.T, file string) []map[string]string {
	t.Helper()
	f, err := models.OpeningFiles().Open(file)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	rows, err := csv.NewReader(f).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	var list []map[string]string
	for _, row := range rows[1:] {
		cells := make(map[string]string)
		for i, column := range rows[0] {
			cells[column] = row[i]
		}
		list = append(list, cells)
	}
	return list
}

// A sentence on trade is pasted without its page: the name of its subject, which stands in
// it, must say between whom the trade is.
func TestTheNameOfEachTradeStatisticNamesBothCountries(t *testing.T) {
	var bases []string
	for _, row := range openingRows(t, "trade.csv") {
		if row["exports_kz_to_cn_usd"]+row["imports_cn_to_kz_usd"]+row["turnover_usd"] != "" {
			bases = append(bases, row["basis"])
		}
	}
	found := 0
	for _, row := range openingRows(t, "programmes.csv") {
		if row["basis"] == "" || !slices.Contains(bases, row["basis"]) {
			continue
		}
		found++
		for column, countries := range map[string][]string{"name_en": {"Kazakh", "Chin"}, "name_kk": {"Қазақ", "Қытай"}, "name_ru": {"Казах", "Кита"}, "name_zh": {"哈", "中"}} {
			for _, country := range countries {
				if !strings.Contains(row[column], country) {
					t.Errorf("the name of %s, %q, does not name %s", row["code"], row[column], country)
				}
			}
		}
	}
	if found != 3 {
		t.Errorf("%d statistics of trade are named", found)
	}
}

package models

import (
	"context"
	"fmt"
	"slices"
	"strings"
)

// RecordList is one page of the records of a kind that a text finds, in the order of
// their codes, and how many there are. An empty text finds all.
func (s *Store) RecordList(ctx context.Context, noun Noun, text string, page int) ([]RecordName, int, error) {
	i := slices.IndexFunc(namedRecords, func(n named) bool { return n.noun == noun })
	if i < 0 {
		return nil, 0, fmt.Errorf("no such kind of record: %s", noun)
	}
	query, order := namedRecords[i].all()
	where, args := "", []any{}
	if text = strings.TrimSpace(text); text != "" {
		// The database folds ASCII only, so the text is looked for as it is written and
		// with a capital.
		var likes []string
		lower := strings.ToLower(text)
		for _, form := range slices.Compact([]string{text, lower, strings.ToUpper(lower[:firstRune(lower)]) + lower[firstRune(lower):]}) {
			for _, column := range []string{"code", "name_en", "name_kk", "name_ru", "name_zh", "of_en"} {
				likes, args = append(likes, column+` LIKE ? ESCAPE '\'`), append(args, "%"+likeEscape(form)+"%")
			}
		}
		where = " WHERE " + strings.Join(likes, " OR ")
	}
	db := s.db.WithContext(ctx)
	var total int64
	if err := db.Raw("SELECT count(*) FROM ("+query+") AS r"+where, args...).Scan(&total).Error; err != nil {
		return nil, 0, domainErr("count records", err)
	}
	var list []RecordName
	err := db.Raw("SELECT * FROM ("+query+") AS r"+where+" ORDER BY "+order+" LIMIT ? OFFSET ?", append(args, PageSize, (max(page, 1)-1)*PageSize)...).Scan(&list).Error
	return list, int(total), domainErr("list records", err)
}

// firstRune is the length of the first letter of a text, in bytes.
func firstRune(text string) int {
	for i := range text {
		if i > 0 {
			return i
		}
	}
	return len(text)
}

// all reads the names of all records of the kind; order is that of their codes.
func (n *named) all() (query, order string) {
	query, _ = n.query(nil, nil)
	query, _, _ = strings.Cut(query, " WHERE r.code IN ")
	query, _, _ = strings.Cut(query, " WHERE c.code IN ")
	return query, "code"
}

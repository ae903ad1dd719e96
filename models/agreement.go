package models

import (
	"context"
	"fmt"
	"strings"

	"gorm.io/gorm"
)

// Agreement is one signed document, or a package of which only the whole is
// reported; Kind says which.
type Agreement struct {
	Record
	Code     string
	Title    Translations `gorm:"embedded;embeddedPrefix:title_"`
	Kind     AgreementKind
	SignedOn Date
	KnownOn  Date
	PlaceID  *int64
	// Parties and Topic are lists separated by «; », as the source gives them.
	Parties string
	Topic   string
	// Note says what is known about the document beyond the other columns, and
	// what is not.
	Note    Translations `gorm:"embedded;embeddedPrefix:note_"`
	Place   *Place
	Sources []Source `gorm:"many2many:agreement_sources"`
}

// AgreementKind is what was signed.
type AgreementKind string

// The kinds of agreement.
const (
	KindTreaty              AgreementKind = "treaty"
	KindAgreement           AgreementKind = "agreement"
	KindProtocol            AgreementKind = "protocol"
	KindMemorandum          AgreementKind = "memorandum"
	KindJointStatement      AgreementKind = "joint_statement"
	KindCommercialAgreement AgreementKind = "commercial_agreement"
	KindPackage             AgreementKind = "package"
	KindCommercialPackage   AgreementKind = "commercial_package"
)

// AgreementKinds are all kinds, single documents before packages.
var AgreementKinds = []AgreementKind{KindTreaty, KindAgreement, KindProtocol, KindMemorandum, KindJointStatement, KindCommercialAgreement,
	KindPackage, KindCommercialPackage}

// Package reports whether the kind is that of several documents of which only
// the whole is reported.
func (k AgreementKind) Package() bool { return k == KindPackage || k == KindCommercialPackage }

// OpeningArticle is the code of the source that the dashboard grew out of.
const OpeningArticle = "qazaqtv-194657"

// The facets of a list of agreements, beside the year.
const (
	FacetKind = "kind"
	FacetForm = "form"
)

// Form tells single documents from packages.
type Form string

// The two forms.
const (
	SingleDocument Form = "single"
	PackageOfMany  Form = "package"
)

// Forms are both forms.
var Forms = []Form{SingleDocument, PackageOfMany}

// AgreementFilter selects agreements that were known on a day. The zero value of
// every field but AsOf means «everything».
type AgreementFilter struct {
	// AsOf is a full date.
	AsOf Date
	// Year is that of the signing, or NotStated.
	Year string
	Kind AgreementKind
	Form Form
	// Source is the code of a source; the agreements that rest on it are selected.
	Source string

	Sort Sort
	// Page counts from 1; 0 is the first.
	Page int
}

// The public words by which agreements are sorted.
const (
	SortSigned = "signed"
	SortTitle  = "title"
	SortKind   = "kind"
	SortPlace  = "place"
)

// AgreementSorts are the words by which agreements can be sorted.
var AgreementSorts = []string{SortSigned, SortTitle, SortKind, SortPlace}

const (
	signedYear    = "substr(agreements.signed_on, 1, 4)"
	agreementForm = "CASE WHEN agreements.kind IN ('package', 'commercial_package') THEN 'package' ELSE 'single' END"
)

// known leaves out what had not been signed by the day. A document without a date
// counts always: nobody can tell.
func (f AgreementFilter) known(db *gorm.DB) *gorm.DB {
	db = restingOn(db.Table("agreements"), "agreements.id", "agreement_sources", "agreement_id", f.Source)
	return db.Where("(agreements.known_on IS NULL OR agreements.known_on <= ?)", f.AsOf)
}

func (f AgreementFilter) picked(db *gorm.DB) *gorm.DB {
	db = whereWord(db, signedYear, f.Year)
	db = whereWord(db, "agreements.kind", string(f.Kind))
	return whereWord(db, agreementForm, string(f.Form))
}

func (s Sort) agreements() string {
	direction := s.direction()
	const newest = "CASE WHEN agreements.known_on IS NULL THEN 1 ELSE 0 END, agreements.known_on DESC, agreements.code"
	switch s.By {
	case SortTitle:
		return "lower(agreements.title_en) " + direction + ", agreements.code"
	case SortKind:
		return "CASE agreements.kind" + cases(AgreementKinds) + " END " + direction + ", " + newest
	case SortPlace:
		return s.ranked("agreements.place_id") + ", " + newest
	case SortSigned:
		return "CASE WHEN agreements.known_on IS NULL THEN 1 ELSE 0 END, agreements.known_on " + direction + ", agreements.code"
	}
	return newest
}

// Agreements is one page of the agreements that the filter selects, with places
// and sources; the newest first unless sorted otherwise.
func (s *Store) Agreements(ctx context.Context, f AgreementFilter) ([]Agreement, error) {
	var list []Agreement
	err := f.picked(f.known(s.db.WithContext(ctx))).Joins("Place").
		Order(f.Sort.agreements()).Limit(PageSize).Offset((max(f.Page, 1) - 1) * PageSize).Find(&list).Error
	if err == nil {
		err = s.withSources(ctx, list)
	}
	return list, domainErr("list agreements", err)
}

// AllAgreements are all agreements that the filter selects, as Agreements gives a
// page of them.
func (s *Store) AllAgreements(ctx context.Context, f AgreementFilter) (Stream[Agreement], error) {
	var ids []int64
	if err := f.picked(f.known(s.db.WithContext(ctx))).Order(f.Sort.agreements()).Pluck("agreements.id", &ids).Error; err != nil {
		return Stream[Agreement]{}, domainErr("list agreements", err)
	}
	return inBatches(ids, func(a *Agreement) int64 { return a.ID }, func(ids []int64) ([]Agreement, error) {
		var list []Agreement
		if err := s.db.WithContext(ctx).Joins("Place").Where("agreements.id IN ?", ids).Find(&list).Error; err != nil {
			return nil, domainErr("list agreements", err)
		}
		sources, err := s.sourcesOfAll(ctx, "agreement_sources", "agreement_id", ids)
		for i := range list {
			list[i].Sources = sources[list[i].ID]
		}
		return list, domainErr("list the sources of agreements", err)
	}), nil
}

// AgreementCounts counts the options of every facet of the list of agreements, in
// one query.
func (s *Store) AgreementCounts(ctx context.Context, f AgreementFilter) (Counts, error) {
	columns := strings.Join([]string{signedYear, "agreements.kind", agreementForm}, ", ")
	cells, err := readCells(f.known(s.db.WithContext(ctx)).Select(columns+", count(*)").Group(columns), 3)
	return tally([]string{FacetYear, FacetKind, FacetForm}, []string{f.Year, string(f.Kind), string(f.Form)}, cells),
		domainErr("count agreements", err)
}

// AgreementNeighbours are the agreements before and after one in the list that
// the filter selects, as ProjectNeighbours.
func (s *Store) AgreementNeighbours(ctx context.Context, f AgreementFilter, code string) (previous, next *Neighbour, err error) {
	return neighbours(f.picked(f.known(s.db.WithContext(ctx))).Order(f.Sort.agreements()), "agreements", "title", f.Page, code)
}

// Agreement is one agreement with its place and sources. It returns ErrNotFound
// if there is no such code.
func (s *Store) Agreement(ctx context.Context, code string) (*Agreement, error) {
	attempt := "read agreement " + code
	var a Agreement
	if err := s.db.WithContext(ctx).Joins("Place").Where("agreements.code = ?", code).First(&a).Error; err != nil {
		return nil, domainErr(attempt, err)
	}
	var err error
	a.Sources, err = s.sourcesOf(ctx, "agreement_sources", "agreement_id", a.ID)
	return &a, domainErr(attempt, err)
}

// AgreementsOfSource are the other agreements that rest on one of the sources of
// the agreement, the newest first.
func (s *Store) AgreementsOfSource(ctx context.Context, a *Agreement) ([]Agreement, error) {
	var list []Agreement
	err := s.db.WithContext(ctx).Joins("Place").
		Where("agreements.id <> ? AND agreements.id IN (SELECT y.agreement_id FROM agreement_sources x JOIN agreement_sources y ON y.source_id = x.source_id WHERE x.agreement_id = ?)", a.ID, a.ID).
		Order(Sort{}.agreements()).Find(&list).Error
	return list, domainErr("list agreements beside "+a.Code, err)
}

// LatestAgreements are the n agreements signed last, as known on the day, newest
// first, each with its sources.
func (s *Store) LatestAgreements(ctx context.Context, day Date, n int) ([]Agreement, error) {
	return shareList(ctx, s, fmt.Sprint("latest agreements ", day, n), func() ([]Agreement, error) { return s.latestAgreements(ctx, day, n) })
}

func (s *Store) latestAgreements(ctx context.Context, day Date, n int) ([]Agreement, error) {
	var list []Agreement
	err := s.db.WithContext(ctx).Joins("Place").Where("agreements.known_on <= ?", day).
		Order("agreements.known_on DESC, agreements.code").Limit(n).Find(&list).Error
	if err == nil {
		err = s.withSources(ctx, list)
	}
	return list, domainErr("list agreements", err)
}

// withSources gives each agreement its sources, in their order.
func (s *Store) withSources(ctx context.Context, list []Agreement) error {
	ids := make([]int64, len(list))
	for i := range list {
		ids[i] = list[i].ID
	}
	of, err := s.sourcesOfAll(ctx, "agreement_sources", "agreement_id", ids)
	for i := range list {
		list[i].Sources = of[list[i].ID]
	}
	return err
}

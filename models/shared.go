package models

import (
	"context"
	"slices"
)

// sharedKey is the key of what a request has read in its context.
type sharedKey struct{}

// sharedRead tells what was read: from which database, and what.
type sharedRead struct {
	store any
	what  string
}

// Shared lets whatever reads with the context read the same only once: a sheet of forty
// figures of one programme reads its statements once. It is for one goroutine that
// writes nothing.
func Shared(ctx context.Context) context.Context {
	if ctx.Value(sharedKey{}) != nil {
		return ctx
	}
	return context.WithValue(ctx, sharedKey{}, make(map[sharedRead]any))
}

func isShared(ctx context.Context) bool { return ctx.Value(sharedKey{}) != nil }

// Share is what read returns, or has returned for the same store before.
func Share[T any](ctx context.Context, s *Store, what string, read func() (T, error)) (T, error) {
	had, _ := ctx.Value(sharedKey{}).(map[sharedRead]any)
	if had == nil {
		return read()
	}
	key := sharedRead{s.sql, what}
	if value, ok := had[key].(T); ok {
		return value, nil
	}
	value, err := read()
	if err == nil {
		had[key] = value
	}
	return value, err
}

// shareList is Share for a list, whose order each reader may change.
func shareList[T any](ctx context.Context, s *Store, what string, read func() ([]T, error)) ([]T, error) {
	list, err := Share(ctx, s, what, read)
	if isShared(ctx) {
		list = slices.Clone(list)
	}
	return list, err
}

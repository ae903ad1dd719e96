package models

import (
	"errors"
	"iter"
	"slices"
)

// Stream is all records of a list, in its order, read bit by bit: however long the
// list is, only a few are in memory, and no connection is held between two reads.
type Stream[T any] struct {
	Total int
	// Each ends with the first error.
	Each iter.Seq2[T, error]
}

// errGone means that a record of a list could not be read any more.
var errGone = errors.New("a record of the list is gone: it has changed meanwhile")

// batchSize is how many records of a stream are read at a time.
const batchSize = 400

// inBatches is the stream of the records with the ids, in their order. Which they
// are has been asked at once, so that a record that is added meanwhile moves none;
// id is that of a record, and read reads some in any order.
func inBatches[T any](ids []int64, id func(*T) int64, read func(ids []int64) ([]T, error)) Stream[T] {
	return Stream[T]{Total: len(ids), Each: func(yield func(T, error) bool) {
		var none T
		for batch := range slices.Chunk(ids, batchSize) {
			list, err := read(batch)
			if err != nil {
				yield(none, err)
				return
			}
			at := make(map[int64]int, len(list))
			for i := range list {
				at[id(&list[i])] = i
			}
			for _, wanted := range batch {
				i, found := at[wanted]
				if !found {
					yield(none, errGone)
					return
				}
				if !yield(list[i], nil) {
					return
				}
			}
		}
	}}
}

// mapped is a stream with each record turned into another.
func mapped[A, B any](s Stream[A], turn func(A) (B, error)) Stream[B] {
	return Stream[B]{Total: s.Total, Each: func(yield func(B, error) bool) {
		for a, err := range s.Each {
			var b B
			if err == nil {
				b, err = turn(a)
			}
			if !yield(b, err) || err != nil {
				return
			}
		}
	}}
}

// Only is the stream of records that are in memory.
func Only[T any](list ...T) Stream[T] {
	return Stream[T]{Total: len(list), Each: func(yield func(T, error) bool) {
		for _, record := range list {
			if !yield(record, nil) {
				return
			}
		}
	}}
}

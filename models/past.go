package models

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"gorm.io/gorm"
)

// ErrNothingKnown means that nothing had been recorded yet at a moment.
var ErrNothingKnown = errors.New("nothing was recorded by then")

// ErrNotReady means that the records of a moment are still being worked out; they
// will be there a while later.
var ErrNotReady = errors.New("the records of that moment are still being worked out")

// ErrBusy means that the records of too many moments are being worked out already.
var ErrBusy = errors.New("the records of too many moments are asked for at once")

// What past states may cost: how many are held at once, and how much memory they
// take together, if there is more than one; how many can be asked for before they
// are there; and how long one may take to be worked out.
const (
	pastStates   = 4
	pastBytes    = 512 << 20
	pastsWaiting = 4
	pastTimeout  = 10 * time.Minute
)

// pasts holds past states that were asked for lately. Copies of a store share it.
type pasts struct {
	mu     sync.Mutex
	states []*pastState
	// bytes is how much memory several states may take together.
	bytes int64
	// turn is taken by the state that is worked out: two at once would take twice
	// as long, and twice the memory.
	turn chan struct{}
	// sheet is where single records are put together.
	sheet sheet
	// ctx ends when the program does.
	ctx context.Context
	end context.CancelFunc
}

func newPasts() *pasts {
	p := &pasts{bytes: pastBytes, turn: make(chan struct{}, 1)}
	p.ctx, p.end = context.WithCancel(context.Background())
	return p
}

// memories numbers the databases in memory, which all of the program share.
var memories atomic.Int64

// pastState is a database in memory with the records as a change left them.
type pastState struct {
	change int64
	used   time.Time
	users  int
	// ready is closed when store or err is set, and with store its size in bytes.
	ready chan struct{}
	store *Store
	bytes int64
	err   error
}

func (s *pastState) isReady() bool {
	select {
	case <-s.ready:
		return true
	default:
		return false
	}
}

// At is a store of the records as they were known at a moment, whose clock stands
// there: every query answers as it would have then. It must be released after
// use. Before the first change it is ErrNothingKnown.
//
// The state is worked out from the log of changes into a database in memory,
// once for all moments between two changes; a later change does not alter it. One
// is worked out at a time, and goes on when ctx ends before: then it is
// ErrNotReady, and a later visitor finds it. If many wait already it is ErrBusy.
func (s *Store) At(ctx context.Context, moment time.Time) (at *Store, release func(), err error) {
	var last Change
	if err := s.db.WithContext(ctx).Where("at <= ?", moment.UTC()).Order("id DESC").Take(&last).Error; err != nil {
		if errors.Is(err, gorm.ErrRecordNotFound) {
			err = ErrNothingKnown
		}
		return nil, nil, domainErr("look for what was known", err)
	}
	state, err := s.past.take(last.ID, func(ctx context.Context) (*Store, error) { return s.rebuild(ctx, &last) })
	if err != nil {
		return nil, nil, err
	}
	release = func() { s.past.leave(state) }
	select {
	case <-state.ready:
	case <-ctx.Done():
		release()
		return nil, nil, ErrNotReady
	}
	if state.err != nil {
		release()
		return nil, nil, fmt.Errorf("work out what was known: %w", state.err)
	}
	then := *state.store
	then.now = func() time.Time { return moment }
	return &then, release, nil
}

// take is the state after a change, made if it is not held.
func (p *pasts) take(change int64, build func(context.Context) (*Store, error)) (*pastState, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	waiting := 0
	for _, state := range p.states {
		if state.change == change {
			state.users++
			state.used = time.Now()
			return state, nil
		}
		if !state.isReady() {
			waiting++
		}
	}
	if waiting >= pastsWaiting {
		return nil, ErrBusy
	}
	// Its visitor and its maker use it.
	state := &pastState{change: change, used: time.Now(), users: 2, ready: make(chan struct{})}
	p.states = append(p.states, state)
	go p.make(state, build)
	return state, nil
}

// make works a state out when it is its turn.
func (p *pasts) make(state *pastState, build func(context.Context) (*Store, error)) {
	ctx, cancel := context.WithTimeout(p.ctx, pastTimeout)
	defer cancel()
	defer p.made(state)
	select {
	case p.turn <- struct{}{}:
		defer func() { <-p.turn }()
	case <-ctx.Done():
		state.err = ctx.Err()
		return
	}
	p.makeRoom()
	if state.store, state.err = build(ctx); state.err == nil {
		state.bytes, state.err = state.store.memory(ctx)
	}
}

// HoldPasts keeps past states from being worked out until they are let go, for tests.
func (s *Store) HoldPasts() (letGo func()) {
	s.past.turn <- struct{}{}
	return func() { <-s.past.turn }
}

// makeRoom closes what nobody uses before a state is worked out, so that its memory
// does not come on top of all that may be held.
func (p *pasts) makeRoom() {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.drop()
}

// made tells that a state is there, or could not be made, and ends its maker's use
// of it at once: else a visitor could find it used by somebody who is done with it.
func (p *pasts) made(state *pastState) {
	p.mu.Lock()
	defer p.mu.Unlock()
	close(state.ready)
	p.left(state)
}

// leave ends a use of a state.
func (p *pasts) leave(state *pastState) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.left(state)
}

// left counts one user less. A state that could not be made is not kept.
func (p *pasts) left(state *pastState) {
	state.users--
	if state.isReady() && state.err != nil {
		p.states = slices.DeleteFunc(p.states, func(s *pastState) bool { return s == state })
	}
	p.drop()
}

// drop closes the states that nobody uses and that were asked for longest ago,
// above what is held. One is held whatever it takes: the visitor who could not wait
// for it comes again.
func (p *pasts) drop() {
	for {
		oldest, bytes := -1, int64(0)
		for i, state := range p.states {
			if state.isReady() {
				bytes += state.bytes
			}
			if state.users == 0 && (oldest < 0 || state.used.Before(p.states[oldest].used)) {
				oldest = i
			}
		}
		if oldest < 0 || len(p.states) == 1 || len(p.states) <= pastStates && bytes <= p.bytes {
			return
		}
		p.states[oldest].store.Close()
		p.states = slices.Delete(p.states, oldest, oldest+1)
	}
}

// close ends all states, used or not: the program ends.
func (p *pasts) close() error {
	p.end()
	p.mu.Lock()
	states := slices.Clone(p.states)
	p.mu.Unlock()
	for _, state := range states {
		<-state.ready
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	var err error
	for _, state := range p.states {
		if state.store != nil {
			err = errors.Join(err, state.store.Close())
		}
	}
	p.states = nil
	return errors.Join(err, p.sheet.close())
}

// memory is how many bytes a database in memory takes.
func (s *Store) memory(ctx context.Context) (bytes int64, err error) {
	err = s.sql.QueryRowContext(ctx, "SELECT page_count * page_size FROM pragma_page_count, pragma_page_size").Scan(&bytes)
	return bytes, err
}

// rebuild makes a database in memory with the records as they stood after the
// change.
func (s *Store) rebuild(ctx context.Context, last *Change) (*Store, error) {
	name := fmt.Sprintf("past-%d-%d", last.ID, memories.Add(1))
	written, err := openMemory(ctx, name, false)
	if err != nil {
		return nil, err
	}
	defer written.Close()
	if _, err := written.Migrate(ctx); err != nil {
		return nil, err
	}
	err = s.reading(ctx, func(from *sql.Conn) error {
		return written.db.WithContext(ctx).Transaction(func(tx *gorm.DB) error {
			w := &rewinder{from: from, to: tx, dialect: s.dialect, last: last, touched: make(map[int64]bool), altered: make(map[alteredRow]bool)}
			return w.run(ctx)
		})
	})
	if err != nil {
		return nil, err
	}
	// Opened before the other is closed, which would take along what is in memory.
	return openMemory(ctx, name, true)
}

// reading gives f one connection that sees one state of the database.
func (s *Store) reading(ctx context.Context, f func(*sql.Conn) error) error {
	conn, err := s.sql.Conn(ctx)
	if err != nil {
		return err
	}
	defer conn.Close()
	begin := "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY"
	if s.dialect == SQLite {
		// Not BeginTx, which would wait for the lock of writers.
		begin = "BEGIN DEFERRED"
	}
	// Deferred first: one that is broken off may have begun all the same, and the
	// connection goes back to those of all visitors.
	defer conn.ExecContext(context.WithoutCancel(ctx), "ROLLBACK")
	if _, err := conn.ExecContext(ctx, begin); err != nil {
		return err
	}
	return f(conn)
}

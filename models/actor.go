package models

import "context"

// Actor is who does something, from where, and in which action of theirs.
type Actor struct {
	// UserID is 0 for a visitor and for the command line.
	UserID int64
	// Name is the sign-in name.
	Name string
	// Address is that of the network, such as 192.0.2.1.
	Address string
	// ActionID is shared by everything that one action of the user does.
	ActionID string
}

type actorKey struct{}

// WithActor returns a context under which everything is done by the actor.
func WithActor(ctx context.Context, a Actor) context.Context {
	return context.WithValue(ctx, actorKey{}, a)
}

// ActorOf is who acts under the context; the zero value if nobody was named.
func ActorOf(ctx context.Context) Actor {
	a, _ := ctx.Value(actorKey{}).(Actor)
	return a
}

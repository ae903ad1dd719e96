package handlers

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"time"

	"github.com/alexedwards/scs/v2"
	"github.com/labstack/echo/v4"

	"github.com/dostyk/dostyk/models"
)

// The values of a session.
const (
	// sessionUser is the id of the user who is signed in.
	sessionUser = "user"
	// sessionPending is the id of the user whose password was right, and whose second
	// factor is not checked yet; sessionTries is how often it was tried.
	sessionPending = "pending"
	sessionTries   = "tries"
	// sessionSecret is that of a second factor that is not confirmed yet, sealed.
	sessionSecret = "secret"
	// sessionNotice is the key of a sentence for the next page.
	sessionNotice = "notice"
)

// newSessions keeps sessions in the database, under the hashes of their tokens.
func newSessions(store *models.Store, o Options) *scs.SessionManager {
	m := scs.New()
	m.Store = sessionStore{store, o.sessionLimits()}
	m.HashTokenInStore = true
	m.Lifetime = o.sessionLimits().Lifetime
	return m
}

// visit is what a request knows of its session.
type visit struct {
	// session is nil where the request came without one.
	session *models.Session
	// live is false for a session that has ended.
	live bool
	// user is nil for a visitor.
	user *models.User
}

type visitKey struct{}

func visitIn(ctx context.Context) *visit {
	if v, ok := ctx.Value(visitKey{}).(*visit); ok {
		return v
	}
	return new(visit)
}

func visitOf(c echo.Context) *visit { return visitIn(c.Request().Context()) }

// userOf is the user who is signed in; nil for a visitor.
func userOf(c echo.Context) *models.User { return visitOf(c).user }

// sessionStore is what scs keeps sessions in. The token is a hash already.
type sessionStore struct {
	store  *models.Store
	limits models.SessionLimits
}

var errNoContext = errors.New("a session is kept under the context of a request only")

// Find implements scs.Store.
func (sessionStore) Find(string) ([]byte, bool, error) { return nil, false, errNoContext }

// Commit implements scs.Store.
func (sessionStore) Commit(string, []byte, time.Time) error { return errNoContext }

// Delete implements scs.Store.
func (sessionStore) Delete(string) error { return errNoContext }

// FindCtx implements scs.CtxStore.
func (s sessionStore) FindCtx(ctx context.Context, token string) ([]byte, bool, error) {
	v := visitIn(ctx)
	session, live, err := s.store.Session(ctx, token, s.limits)
	if errors.Is(err, models.ErrNotFound) {
		return nil, false, nil
	}
	if err != nil {
		return nil, false, err
	}
	v.session, v.live = session, live
	if !live {
		return nil, false, nil
	}
	return session.Data, true, s.store.SeeSession(ctx, session)
}

// CommitCtx implements scs.CtxStore. A session that was ended meanwhile does not come
// back.
func (s sessionStore) CommitCtx(ctx context.Context, token string, data []byte, _ time.Time) error {
	_, values, err := scs.GobCodec{}.Decode(data)
	if err != nil {
		return fmt.Errorf("read a session: %w", err)
	}
	var userID *int64
	if id, ok := values[sessionUser].(int64); ok {
		userID = &id
	}
	v := visitIn(ctx)
	if v.live && v.session.TokenHash == token {
		return s.store.SaveSession(ctx, token, data, userID)
	}
	v.session = &models.Session{TokenHash: token, UserID: userID, Data: data, Address: models.ActorOf(ctx).Address, Agent: agentIn(ctx)}
	v.live = true
	return s.store.StartSession(ctx, v.session, s.limits)
}

// DeleteCtx implements scs.CtxStore.
func (s sessionStore) DeleteCtx(ctx context.Context, token string) error {
	return s.store.EndSession(ctx, token)
}

type agentKey struct{}

// longestAgent is how much is kept of what a browser says of itself.
const longestAgent = 400

func agentIn(ctx context.Context) string {
	agent, _ := ctx.Value(agentKey{}).(string)
	return strings.ToValidUTF8(agent[:min(len(agent), longestAgent)], "")
}

// cookieName is that of the cookie with the token of the session. A browser takes the
// prefix for a promise: only this host set it, over HTTPS, for all of its pages.
func (a *App) cookieName() string {
	if a.options.PlainHTTP {
		return "dostyk"
	}
	return "__Host-dostyk"
}

// identify finds out who sends the request. A visitor without a cookie costs no
// query and gets none.
func (a *App) identify(next echo.HandlerFunc) echo.HandlerFunc {
	return func(c echo.Context) error {
		if strings.HasPrefix(c.Request().URL.Path, "/static/") {
			return next(c)
		}
		v := new(visit)
		ctx := context.WithValue(c.Request().Context(), visitKey{}, v)
		ctx = context.WithValue(ctx, agentKey{}, c.Request().UserAgent())
		actor := models.Actor{Address: c.RealIP(), ActionID: requestID(c)}
		token := ""
		if cookie, err := c.Cookie(a.cookieName()); err == nil {
			token = cookie.Value
		}
		ctx, err := a.sessions.Load(ctx, token)
		if err != nil {
			return fmt.Errorf("load the session: %w", err)
		}
		if id := a.sessions.GetInt64(ctx, sessionUser); id != 0 {
			user, err := a.store.User(ctx, id)
			if err != nil && !errors.Is(err, models.ErrNotFound) {
				return err
			}
			if err == nil && !user.Disabled() {
				v.user = user
				actor.UserID, actor.Name = user.ID, user.Name
			}
		}
		c.SetRequest(c.Request().WithContext(models.WithActor(ctx, actor)))
		if v.user != nil {
			c.Response().Before(func() { noStore(c.Response().Header()) })
			if err := a.takeNotice(c); err != nil {
				return err
			}
		}
		return next(c)
	}
}

// noStore keeps an answer out of every cache.
func noStore(h http.Header) {
	h.Set("Cache-Control", "no-store")
	h.Del("ETag")
	h.Del("Last-Modified")
}

// saveSession writes the session, and tells the browser its token. It belongs before
// the answer.
func (a *App) saveSession(c echo.Context) error {
	ctx := c.Request().Context()
	token, _, err := a.sessions.Commit(ctx)
	if err != nil {
		return fmt.Errorf("save the session: %w", err)
	}
	noStore(c.Response().Header())
	// Without an end of its own the cookie lasts as long as the browser is open: one
	// that comes too late still tells whose form came with it.
	a.setCookie(c, token, 0)
	return nil
}

// setCookie gives the browser the token of the session, for so many seconds; a negative
// number takes it back.
func (a *App) setCookie(c echo.Context, token string, maxAge int) {
	c.SetCookie(&http.Cookie{
		Name: a.cookieName(), Value: token, Path: "/", MaxAge: maxAge, Secure: !a.options.PlainHTTP, HttpOnly: true, SameSite: http.SameSiteLaxMode,
	})
}

// signIn makes the session that of the user, under a new token.
func (a *App) signIn(c echo.Context, u *models.User) error {
	ctx := c.Request().Context()
	if err := a.store.SignedIn(ctx, u); err != nil {
		return err
	}
	if err := a.sessions.RenewToken(ctx); err != nil {
		return fmt.Errorf("renew the session: %w", err)
	}
	if err := a.sessions.Clear(ctx); err != nil {
		return fmt.Errorf("clear the session: %w", err)
	}
	a.sessions.Put(ctx, sessionUser, u.ID)
	visitOf(c).user = u
	return a.saveSession(c)
}

// notify keeps the key of a sentence for the next page of the user.
func (a *App) notify(c echo.Context, key string) error {
	a.sessions.Put(c.Request().Context(), sessionNotice, key)
	return a.saveSession(c)
}

// noticeKey is where a request keeps the key of the sentence that its page begins
// with.
const noticeKey = "notice"

// takeNotice takes the sentence for this page out of the session.
func (a *App) takeNotice(c echo.Context) error {
	r := c.Request()
	if r.Method != http.MethodGet || isFile(r) || isFragment(c) {
		return nil
	}
	key := a.sessions.GetString(r.Context(), sessionNotice)
	if key == "" {
		return nil
	}
	c.Set(noticeKey, key)
	a.sessions.Remove(r.Context(), sessionNotice)
	return a.saveSession(c)
}

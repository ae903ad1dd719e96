package main

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/url"
	"strings"
	"text/tabwriter"
	"unicode/utf8"

	"github.com/google/uuid"

	"github.com/dostyk/dostyk/models"
	"github.com/dostyk/dostyk/views/layout"
)

// userCommand keeps the accounts from the command line.
type userCommand struct {
	Add     userAddCommand     `cmd:"" help:"Add a user, and print the one-time address where the user sets a password."`
	List    userListCommand    `cmd:"" help:"List all users."`
	Disable userDisableCommand `cmd:"" help:"Keep a user from signing in, and end the user's sessions at once."`
	Reset   userResetCommand   `cmd:"" help:"Take password and second factor from a user, end the user's sessions, enable the user, and print a one-time address for a new password."`
}

// site is how one-time addresses begin.
type site struct {
	PublicURL string `env:"DOSTYK_PUBLIC_URL" placeholder:"URL" help:"Address of the site, for one-time addresses. Without it they lead to the address that is listened on."`
	address
}

// oneTime is a one-time address.
func (s site) oneTime(path, token string) string {
	begin := s.PublicURL
	if begin == "" {
		begin = "http://" + localHost(s.Listen)
	}
	return begin + "/" + path + "?" + url.Values{"token": {token}}.Encode()
}

// localHost is where a browser on this machine finds a server that listens on the
// address, whatever its interface.
func localHost(listen string) string {
	host, port, err := net.SplitHostPort(listen)
	if err != nil {
		return listen
	}
	if ip := net.ParseIP(host); host == "" || ip != nil && (ip.IsUnspecified() || ip.IsLoopback()) {
		host = "localhost"
	}
	return net.JoinHostPort(host, port)
}

// withAccounts opens the database for a change of accounts, which the log of actions
// ascribes to the command line.
func (s *session) withAccounts(change func(ctx context.Context, store *models.Store) error) error {
	store, err := s.open(false)
	if err != nil {
		return err
	}
	defer store.Close()
	if _, err := store.Migrate(s.ctx); err != nil {
		return err
	}
	// No sign-in name has a space.
	ctx := models.WithActor(s.ctx, models.Actor{Name: "command line", ActionID: uuid.NewString()})
	return change(ctx, store)
}

// noSuchUser tells which name is not one of a user.
func noSuchUser(name string, err error) error {
	if errors.Is(err, models.ErrNotFound) {
		return fmt.Errorf("there is no user %q: «dostyk user list» shows all", name)
	}
	return err
}

type userAddCommand struct {
	site
	Name     string `arg:"" help:"Name to sign in with: small Latin letters, digits, dots, hyphens, underscores or @."`
	Role     string `enum:"viewer,editor,reviewer,admin" required:"" help:"What the user may do: viewer, editor, reviewer or admin."`
	FullName string `required:"" help:"Full name, as colleagues know the user."`
}

// Run adds the user.
func (c *userAddCommand) Run(s *session) error {
	if !models.IsUserName(models.FoldUserName(c.Name)) {
		return fmt.Errorf("%q cannot be a sign-in name: write 2 to %d small Latin letters, digits, dots, hyphens, underscores or @, but not «new»", c.Name, models.LongestUserName)
	}
	if n := utf8.RuneCountInString(strings.TrimSpace(c.FullName)); n == 0 || n > models.LongestUserFullName || !utf8.ValidString(c.FullName) {
		return fmt.Errorf("write the full name in 1 to %d characters", models.LongestUserFullName)
	}
	if err := checkPublicURL(c.PublicURL); err != nil {
		return err
	}
	return s.withAccounts(func(ctx context.Context, store *models.Store) error {
		u := &models.User{Name: c.Name, FullName: c.FullName, Role: models.UserRole(c.Role)}
		token, err := store.AddUser(ctx, u)
		if errors.Is(err, models.ErrNameTaken) {
			return fmt.Errorf("somebody has the sign-in name %q already: write another, or «dostyk user reset %s»", u.Name, u.Name)
		}
		if err != nil {
			return err
		}
		return c.print(s, "Added", u.Name, token)
	})
}

// print tells the one-time address of a user.
func (s site) print(session *session, done, name, token string) error {
	_, err := fmt.Fprintf(session.out, "%s %s. The password is set once at this address, within %s:\n%s\n", done, name, models.InvitationLasts, s.oneTime(layout.SetPasswordPath, token))
	return err
}

type userListCommand struct{}

// Run lists the users.
func (userListCommand) Run(s *session) error {
	return s.withAccounts(func(ctx context.Context, store *models.Store) error {
		users, err := store.Users(ctx)
		if err != nil {
			return err
		}
		last, err := store.LastSignIns(ctx)
		if err != nil {
			return err
		}
		w := tabwriter.NewWriter(s.out, 0, 0, 2, ' ', 0)
		fmt.Fprintln(w, "name\trole\tstate\tsecond factor\tlast sign-in (UTC)\tfull name")
		for i := range users {
			u := &users[i]
			state, factor, at := "active", "no", "never"
			switch {
			case u.Disabled():
				state = "disabled"
			case !u.HasPassword():
				state = "invited"
			}
			if u.HasSecondFactor() {
				factor = "yes"
			}
			if t, ok := last[u.ID]; ok {
				at = t.UTC().Format("2006-01-02 15:04")
			}
			fmt.Fprintf(w, "%s\t%s\t%s\t%s\t%s\t%s\n", u.Name, u.Role, state, factor, at, u.FullName)
		}
		return w.Flush()
	})
}

type userDisableCommand struct {
	Name string `arg:"" help:"Sign-in name of the user."`
}

// Run disables the user.
func (c *userDisableCommand) Run(s *session) error {
	return s.withAccounts(func(ctx context.Context, store *models.Store) error {
		err := store.DisableUser(ctx, c.Name)
		if errors.Is(err, models.ErrLastAdmin) {
			return fmt.Errorf("%s is the last admin: add another first", c.Name)
		}
		if err != nil {
			return noSuchUser(c.Name, err)
		}
		_, err = fmt.Fprintf(s.out, "Disabled %s; all sessions have ended.\n", c.Name)
		return err
	})
}

type userResetCommand struct {
	site
	Name string `arg:"" help:"Sign-in name of the user."`
}

// Run resets the user. Who runs it may let anybody in, a disabled user too.
func (c *userResetCommand) Run(s *session) error {
	if err := checkPublicURL(c.PublicURL); err != nil {
		return err
	}
	return s.withAccounts(func(ctx context.Context, store *models.Store) error {
		if err := store.EnableUser(ctx, c.Name); err != nil {
			return noSuchUser(c.Name, err)
		}
		token, err := store.ResetUser(ctx, c.Name)
		if err != nil {
			return noSuchUser(c.Name, err)
		}
		return c.print(s, "Reset", c.Name, token)
	})
}

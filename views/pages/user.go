package pages

import (
	"strconv"
	"time"

	"github.com/dostyk/dostyk/models"
	"github.com/dostyk/dostyk/views/layout"
	"github.com/dostyk/dostyk/views/locale"
)

// UserList is the page of all users.
type UserList struct {
	P     *locale.Printer
	Title string
	Add   LinkedText
	Rows  []UserRow
}

// UserRow is a line of the users, ready to print.
type UserRow struct {
	Name                                    LinkedText
	FullName, Role, State, Factor, LastSeen string
	Disabled                                bool
}

// NewUserList works out the page of all users.
func NewUserList(p *locale.Printer, users []models.User, last map[int64]time.Time) UserList {
	m := UserList{P: p, Title: p.N("account.users.title", len(users)), Add: LinkedText{p.T("account.users.add"), To(p, layout.UsersPath+"/new").URL()}}
	for i := range users {
		u := &users[i]
		row := UserRow{
			Name: LinkedText{u.Name, userLink(p, u.Name).URL()}, FullName: u.FullName, Role: p.T("account.role." + string(u.Role)), State: userState(p, u),
			Factor: p.T("account.no"), LastSeen: p.T("account.never"), Disabled: u.Disabled(),
		}
		if u.HasSecondFactor() {
			row.Factor = p.T("account.yes")
		}
		if at, ok := last[u.ID]; ok {
			row.LastSeen = moment(p, at)
		}
		m.Rows = append(m.Rows, row)
	}
	return m
}

func userLink(p *locale.Printer, name string) Link { return To(p, layout.UsersPath+"/"+name) }

func userState(p *locale.Printer, u *models.User) string {
	switch {
	case u.Disabled():
		return p.T("account.state.disabled")
	case !u.HasPassword():
		return p.T("account.state.invited")
	}
	return p.T("account.state.active")
}

// NewUserForm works out the page that adds a user.
func NewUserForm(p *locale.Printer, typed Typed, problems Problems) AccountForm {
	return AccountForm{
		P: p, Title: p.T("account.users.add"), Submit: p.T("account.users.add"), Texts: []string{p.T("account.users.add.text")},
		Action: To(p, layout.UsersPath+"/new").URL(),
		// The admin's own name is not what a browser should fill in here.
		Fields: []AccountField{
			{Name: FieldName, Label: p.T("account.name"), Type: "text", Autocomplete: "off", Help: p.T("account.name.help", limits(p)...)},
			{Name: FieldFullName, Label: p.T("account.full_name"), Type: "text", Autocomplete: "off", Help: p.T("account.full_name.help")},
			roleField(p), ownPassword(p),
		},
		After: []LinkedText{{p.T("account.users.all"), To(p, layout.UsersPath).URL()}},
	}.fill(typed, problems)
}

func roleField(p *locale.Printer) AccountField {
	f := AccountField{Name: FieldRole, Label: p.T("account.role"), Help: p.T("account.role.help")}
	for _, role := range models.UserRoles {
		f.Options = append(f.Options, Option{Value: string(role), Label: p.T("text.of", "Name", p.T("account.role."+string(role)), "Value", p.T("account.role_may."+string(role)))})
	}
	return f
}

// ownPassword is the field for the password of the admin at the form.
func ownPassword(p *locale.Printer) AccountField {
	return AccountField{
		Name: FieldCurrent, Label: p.T("account.own_password"), Type: "password", Autocomplete: "current-password",
		Help: p.T("account.own_password.help"), Optional: true,
	}
}

// User is the page of one user for admins.
type User struct {
	P     *locale.Printer
	Title string
	Facts []LabelledText
	Form  AccountForm
	// Buttons are what can be done at once.
	Buttons []UserButton
	Audit   LinkedText
	All     LinkedText
}

// UserButton does something to a user; Text says what comes of it.
type UserButton struct{ Action, Label, Text string }

// UserData is what the page of a user is made of.
type UserData struct {
	User     *models.User
	Typed    Typed
	Problems Problems
	// Wait is how many seconds the next attempt has to wait.
	Wait int
	// Self is set on the page of the admin who looks.
	Self bool
}

// TypedUser is a user as the form shows the record.
func TypedUser(u *models.User) Typed {
	return Typed{FieldFullName: u.FullName, FieldRole: string(u.Role)}
}

// NewUser works out the page of one user.
func NewUser(p *locale.Printer, d UserData) User {
	u := d.User
	action := func(end string) string { return userLink(p, u.Name+end).URL() }
	factor := p.T("account.no")
	if u.HasSecondFactor() {
		factor = p.T("account.yes")
	}
	m := User{
		P: p, Title: p.T("account.user", "Name", u.Name),
		Facts: []LabelledText{{p.T("account.state"), userState(p, u)}, {p.T("account.factor"), factor}},
		Audit: LinkedText{p.T("account.user.audit"), To(p, layout.AuditPath).With(models.FacetUser, u.Name).URL()},
		All:   LinkedText{p.T("account.users.all"), To(p, layout.UsersPath).URL()},
	}
	full := fullNameField(p)
	full.Autocomplete = "off"
	m.Form = AccountForm{
		P: p, Title: m.Title, Submit: p.T("account.user.save"), Action: action(""),
		Hidden: []Option{{Label: FieldVersion, Value: strconv.FormatInt(u.Version, 10)}}, Fields: []AccountField{full, roleField(p), ownPassword(p)},
	}.fill(d.Typed, d.Problems).Waiting(d.Wait)
	if d.Problems[""] == "account.problem.moved" {
		m.Form.Problem = p.T("account.problem.moved", "FullName", u.FullName, "Role", p.T("account.role."+string(u.Role)))
	}
	switch {
	case u.Disabled():
		m.Buttons = []UserButton{{action("/enable"), p.T("account.user.enable"), p.T("account.user.enable.text")}}
	case !d.Self:
		m.Buttons = []UserButton{
			{action("/reset"), p.T("account.user.reset"), p.T("account.user.reset.text")},
			{action("/disable"), p.T("account.user.disable"), p.T("account.user.disable.text")},
		}
	}
	return m
}

// NewOneTimeAddress works out the page that shows a one-time address.
func NewOneTimeAddress(p *locale.Printer, u *models.User, address string) Secret {
	return Secret{
		P: p, Title: p.T("account.one_time.title", "Name", u.Name), Text: p.T("account.one_time.text", "Hours", p.Int(int(models.InvitationLasts.Hours()))),
		Lines: []string{address}, Next: LinkedText{p.T("account.users.all"), To(p, layout.UsersPath).URL()},
	}
}

// NewRecoveryCodes works out the page that shows recovery codes.
func NewRecoveryCodes(p *locale.Printer, codes []string) Secret {
	return Secret{P: p, Title: p.T("account.codes"), Text: p.T("account.codes.text"), Lines: codes, Next: LinkedText{p.T("account.codes.next"), To(p, layout.AdminPath).URL()}}
}

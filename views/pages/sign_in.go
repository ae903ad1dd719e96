package pages

import (
	"maps"
	"net/url"

	"github.com/dostyk/dostyk/models"
	"github.com/dostyk/dostyk/views/layout"
	"github.com/dostyk/dostyk/views/locale"
)

// limits are the values that sentences on forms of accounts name.
func limits(p *locale.Printer) []any {
	return []any{"Shortest", p.Int(models.ShortestPassword), "Longest", p.Int(models.LongestPassword), "LongestName", p.Int(models.LongestUserName), "LongestFullName", p.Int(models.LongestUserFullName)}
}

// The names of the fields of forms of accounts.
const (
	FieldName     = "username"
	FieldFullName = "full_name"
	FieldPassword = "password"
	FieldCurrent  = "current_password"
	FieldCode     = "code"
	FieldRole     = "role"
	FieldVersion  = "version"
	FieldToken    = "token"
)

// secretFields are the fields of forms whose values nobody but their user may ever
// read.
var secretFields = []string{FieldPassword, FieldCurrent, FieldCode, FieldToken}

// WithoutSecrets is what was sent with a form, less what is secret.
func WithoutSecrets(sent url.Values) url.Values {
	rest := maps.Clone(sent)
	for _, name := range secretFields {
		delete(rest, name)
	}
	return rest
}

// SignInReasons are why somebody was led to the page of signing in, as its address
// says it.
var SignInReasons = []string{"form_kept", "form_lost", "secret", "button", "codes", "out"}

// SignInData is what the page of signing in is made of.
type SignInData struct {
	// Next is where it leads, Reason one of SignInReasons; both may be empty.
	Next, Reason string
	// Insecure is set where the browser would not keep the cookie.
	Insecure bool
	Typed    Typed
	Problems Problems
	// Wait is how many seconds the next attempt has to wait.
	Wait int
}

// NewSignIn works out the page that asks for name and password.
func NewSignIn(p *locale.Printer, d SignInData) AccountForm {
	m := AccountForm{
		P: p, Title: p.T("account.sign_in"), Submit: p.T("account.sign_in.submit"),
		Action: To(p, layout.SignInPath).With("next", d.Next).URL(),
		Fields: []AccountField{
			{Name: FieldName, Label: p.T("account.name"), Type: "text", Autocomplete: "username"},
			{Name: FieldPassword, Label: p.T("account.password"), Type: "password", Autocomplete: "current-password"},
		},
	}
	if d.Reason != "" {
		m.Texts = append(m.Texts, p.T("account.reason."+d.Reason))
	} else {
		m.Texts = append(m.Texts, p.T("account.sign_in.text"))
	}
	if d.Insecure {
		m.Warning = p.T("account.insecure")
	}
	return m.fill(d.Typed, d.Problems).Waiting(d.Wait)
}

// NewSignInCode works out the page that asks for the second factor.
func NewSignInCode(p *locale.Printer, d SignInData) AccountForm {
	m := AccountForm{
		P: p, Title: p.T("account.code.title"), Submit: p.T("account.sign_in.submit"), Texts: []string{p.T("account.code.text")},
		Action: To(p, layout.SignInCodePath).With("next", d.Next).URL(),
		Fields: []AccountField{codeField(p)},
	}
	return m.fill(nil, d.Problems).Waiting(d.Wait)
}

func codeField(p *locale.Printer) AccountField {
	return AccountField{Name: FieldCode, Label: p.T("account.code"), Type: "text", Autocomplete: "one-time-code"}
}

// newPassword is the field for a password that is to be set. It is asked for once: most
// are pasted, and a mistake is put right at another one-time address.
func newPassword(p *locale.Printer) AccountField {
	return AccountField{
		Name: FieldPassword, Label: p.T("account.new_password"), Type: "password", Autocomplete: "new-password",
		Help: p.T("account.new_password.help", limits(p)...),
	}
}

// NewSetUp works out the page that makes the first admin.
func NewSetUp(p *locale.Printer, token string, typed Typed, problems Problems) AccountForm {
	return AccountForm{
		P: p, Title: p.T("account.set_up"), Submit: p.T("account.set_up.submit"), Texts: []string{p.T("account.set_up.text")},
		Action: To(p, layout.SetUpPath).With(FieldToken, token).URL(),
		Fields: []AccountField{nameField(p), fullNameField(p), newPassword(p)},
	}.fill(typed, problems)
}

func nameField(p *locale.Printer) AccountField {
	return AccountField{Name: FieldName, Label: p.T("account.name"), Type: "text", Autocomplete: "username", Help: p.T("account.name.help", limits(p)...)}
}

func fullNameField(p *locale.Printer) AccountField {
	return AccountField{Name: FieldFullName, Label: p.T("account.full_name"), Type: "text", Autocomplete: "name", Help: p.T("account.full_name.help")}
}

// NewSetPassword works out the page of a one-time address.
func NewSetPassword(p *locale.Printer, token string, u *models.User, problems Problems) AccountForm {
	name := AccountField{Name: FieldName, Label: p.T("account.name"), Type: "text", Autocomplete: "username", ReadOnly: true}
	m := AccountForm{
		P: p, Title: p.T("account.set_password"), Submit: p.T("account.set_password.submit"), Texts: []string{p.T("account.set_password.text", "Name", u.FullName)},
		Action: To(p, layout.SetPasswordPath).With(FieldToken, token).URL(),
		Fields: []AccountField{name, newPassword(p)},
	}
	return m.fill(Typed{FieldName: u.Name}, problems)
}

// NewChangePassword works out the page where a user changes the own password.
func NewChangePassword(p *locale.Printer, problems Problems) AccountForm {
	m := AccountForm{
		P: p, Title: p.T("account.change_password"), Submit: p.T("account.change_password.submit"), Texts: []string{p.T("account.change_password.text")},
		Action: To(p, layout.PasswordPath).URL(),
		Fields: []AccountField{currentPassword(p), newPassword(p)},
		After:  []LinkedText{{p.T("account.back"), To(p, layout.AccountPath).URL()}},
	}
	return m.fill(nil, problems)
}

func currentPassword(p *locale.Printer) AccountField {
	return AccountField{Name: FieldCurrent, Label: p.T("account.current_password"), Type: "password", Autocomplete: "current-password"}
}

package pages

import (
	"strconv"
	"strings"

	"github.com/mileusna/useragent"

	"github.com/dostyk/dostyk/models"
	"github.com/dostyk/dostyk/views/layout"
	"github.com/dostyk/dostyk/views/locale"
)

// AccountData is what the page of one's own account is made of.
type AccountData struct {
	User     *models.User
	Sessions []models.Session
	// Current is the id of the session that asks.
	Current       int64
	RecoveryCodes int
}

// Account is the page of one's own account.
type Account struct {
	P            *locale.Printer
	Title        string
	Facts        []LabelledText
	Password     LinkedText
	SecondFactor string
	ManageFactor LinkedText
	Sessions     []AccountSession
	// EndAction ends one session, OthersAction all others; the latter is empty where
	// there are none.
	EndAction, OthersAction string
}

// LabelledText is a text with what it is.
type LabelledText struct{ Label, Text string }

// AccountSession is a browser in which the user is signed in.
type AccountSession struct {
	ID               string
	Browser, Address string
	Begun, Seen      string
	Current          bool
	// EndName says in words what the button does.
	EndName string
}

// NewAccount works out the page of one's own account.
func NewAccount(p *locale.Printer, d AccountData) Account {
	m := Account{
		P: p, Title: p.T("nav.account"),
		Facts: []LabelledText{
			{p.T("account.name"), d.User.Name}, {p.T("account.full_name"), d.User.FullName},
			{p.T("account.role"), p.T("account.role." + string(d.User.Role))}, {p.T("account.may"), p.T("account.role_may." + string(d.User.Role))},
		},
		Password:     LinkedText{p.T("account.change_password"), To(p, layout.PasswordPath).URL()},
		SecondFactor: p.T("account.factor.off"), ManageFactor: LinkedText{p.T("account.factor.turn_on"), To(p, layout.SecondFactorPath).URL()},
		EndAction: To(p, layout.AccountPath+"/sessions").URL(),
	}
	if d.User.HasSecondFactor() {
		m.SecondFactor = p.N("account.factor.on", d.RecoveryCodes)
		m.ManageFactor.Text = p.T("account.factor.manage")
	}
	for i := range d.Sessions {
		s := &d.Sessions[i]
		line := AccountSession{
			ID: strconv.FormatInt(s.ID, 10), Browser: browserName(p, s.Agent), Address: s.Address, Begun: moment(p, s.CreatedAt), Seen: moment(p, s.SeenAt),
			Current: s.ID == d.Current,
		}
		line.EndName = p.T("account.sessions.end_one", "Browser", line.Browser, "Begun", line.Begun)
		m.Sessions = append(m.Sessions, line)
	}
	if len(d.Sessions) > 1 {
		m.OthersAction = To(p, layout.AccountPath+"/other-sessions").URL()
	}
	return m
}

// browserName is a browser and its system, as far as it says.
func browserName(p *locale.Printer, agent string) string {
	ua := useragent.Parse(agent)
	if ua.Name == "" {
		return p.T("account.sessions.unknown")
	}
	return joined(", ", ua.Name, ua.OS)
}

// SecondFactorData is what the page of the second factor is made of.
type SecondFactorData struct {
	User *models.User
	// Secret is that of a factor that is to be confirmed; empty if none is.
	Secret string
	// Obliged is set where the user must have one.
	Obliged       bool
	RecoveryCodes int
	Problems      Problems
	// Next is where the user wanted to go when the factor was found missing; it may be
	// empty. FormKept tells that a form waits there.
	Next     string
	FormKept bool
}

// SecondFactor is the page of the second factor.
type SecondFactor struct {
	P     *locale.Printer
	Title string
	Texts []string
	// Secret and Image are what an app takes.
	Secret, Image string
	// Forms are what can be done.
	Forms []AccountForm
	Back  LinkedText
}

// failed reports whether anything is wrong in one of the forms.
func (m SecondFactor) failed() bool {
	for _, f := range m.Forms {
		if f.failed() {
			return true
		}
	}
	return false
}

// PageTitle is the title of the document, which says first that something is wrong.
func (m SecondFactor) PageTitle() string {
	if m.failed() {
		return m.P.T("account.error_title", "Title", m.Title)
	}
	return m.Title
}

// The addresses of what can be done to the second factor, behind its path.
const (
	FactorConfirm = "/confirm"
	FactorOff     = "/off"
	FactorCodes   = "/recovery-codes"
	FactorImage   = "/qr"
)

// NewSecondFactor works out the page of the second factor.
func NewSecondFactor(p *locale.Printer, d SecondFactorData) SecondFactor {
	m := SecondFactor{P: p, Title: p.T("account.factor"), Back: LinkedText{p.T("account.back"), To(p, layout.AccountPath).URL()}}
	path := func(end string) string { return To(p, layout.SecondFactorPath+end).With("next", d.Next).URL() }
	switch {
	case d.User.HasSecondFactor():
		m.Texts = []string{p.N("account.factor.on", d.RecoveryCodes)}
		renew := AccountForm{P: p, ID: "renew-", Title: p.T("account.factor.renew"), Texts: []string{p.T("account.factor.renew.text")}, Submit: p.T("account.factor.renew"), Action: path(FactorCodes), Fields: []AccountField{currentPassword(p)}}
		off := AccountForm{P: p, ID: "off-", Title: p.T("account.factor.turn_off"), Texts: []string{p.T("account.factor.turn_off.text")}, Submit: p.T("account.factor.turn_off"), Action: path(FactorOff), Fields: []AccountField{currentPassword(p)}}
		m.Forms = []AccountForm{renew}
		if !d.Obliged {
			m.Forms = append(m.Forms, off)
		}
	case d.Secret != "":
		m.Texts = []string{p.T("account.factor.scan"), p.T("account.factor.then")}
		m.Secret, m.Image = spaced(d.Secret), To(p, layout.SecondFactorPath+FactorImage).URL()
		m.Forms = []AccountForm{{P: p, Title: p.T("account.factor.confirm"), Submit: p.T("account.factor.confirm"), Action: path(FactorConfirm), Fields: []AccountField{codeField(p)}}}
	default:
		m.Texts = []string{p.T("account.factor.text")}
		m.Forms = []AccountForm{{P: p, Title: p.T("account.factor.begin"), Submit: p.T("account.factor.begin"), Action: path(""), Fields: []AccountField{currentPassword(p)}}}
	}
	if d.Obliged && !d.User.HasSecondFactor() {
		obliged := []string{p.T("account.factor.obliged")}
		if d.FormKept {
			obliged = append(obliged, p.T("account.factor.form_kept"))
		}
		m.Texts = append(obliged, m.Texts...)
	}
	for i := range m.Forms {
		m.Forms[i] = m.Forms[i].fill(nil, nil)
	}
	return m
}

// WithProblems is the page with what is wrong in the form that is sent to the address.
// The next attempt has to wait so many seconds, if any.
func (m SecondFactor) WithProblems(end string, problems Problems, wait int) SecondFactor {
	for i := range m.Forms {
		if action, _, _ := strings.Cut(m.Forms[i].Action, "?"); action == To(m.P, layout.SecondFactorPath+end).URL() {
			m.Forms[i] = m.Forms[i].fill(nil, problems).Waiting(wait)
		}
	}
	return m
}

// spaced is a secret in groups of four, as people type it.
func spaced(secret string) string {
	text := ""
	for i := 0; i < len(secret); i += 4 {
		text = joined(" ", text, secret[i:min(i+4, len(secret))])
	}
	return text
}

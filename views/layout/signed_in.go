package layout

import "github.com/dostyk/dostyk/models"

// SignedIn is the user whom the frame names.
type SignedIn struct {
	// Name is the sign-in name.
	Name, FullName string
	Role           models.UserRole
}

// The paths of the pages of accounts, behind the language.
const (
	SignInPath       = "sign-in"
	SignInCodePath   = "sign-in/code"
	SignOutPath      = "sign-out"
	SetUpPath        = "set-up"
	SetPasswordPath  = "set-password"
	AccountPath      = "account"
	PasswordPath     = "account/password"
	SecondFactorPath = "account/second-factor"
	AdminPath        = "admin/"
	UsersPath        = "admin/users"
	AuditPath        = "admin/audit"
	RecordsPath      = "admin/statements"
	ImportPath       = "admin/import"
	ChangesPath      = "admin/changes"
	ReviewPath       = "admin/review"
	GapsPath         = "admin/gaps"
)

// The entries of the navigation for users.
const (
	NavAdmin   Nav = "admin"
	NavRecords Nav = "records"
	NavImport  Nav = "import"
	NavMine    Nav = "mine"
	NavReview  Nav = "review"
	NavGaps    Nav = "gaps"
	NavUsers   Nav = "users"
	NavAudit   Nav = "audit"
	NavAccount Nav = "account"
	NavSignIn  Nav = "sign_in"
)

// Workplace is a page for users of at least a role.
type Workplace struct {
	Nav  Nav
	Path string
	Role models.UserRole
}

// Workplaces are the pages that the frame offers to users, in the order in which it
// does. Each has a text «nav.» and, on the first of them, one «admin.» that says what it
// is for.
var Workplaces = []Workplace{
	{NavAdmin, AdminPath, models.Viewer},
	{NavRecords, RecordsPath, models.Viewer},
	{NavImport, ImportPath, models.Editor},
	{NavMine, ChangesPath, models.Editor},
	{NavReview, ReviewPath, models.Viewer},
	{NavGaps, GapsPath, models.Viewer},
	{NavUsers, UsersPath, models.Admin},
	{NavAudit, AuditPath, models.Admin},
	{NavAccount, AccountPath, models.Viewer},
}

// Workplaces are those that the user may enter.
func (u *SignedIn) Workplaces() []Workplace {
	var list []Workplace
	for _, w := range Workplaces {
		if u.Role.AtLeast(w.Role) {
			list = append(list, w)
		}
	}
	return list
}

// plain is the address of another page in the same language, whose records are those
// of now.
func (c Chrome) plain(path string) string { return "/" + string(c.P.Lang()) + "/" + path }

package handlers_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"

	"github.com/dostyk/dostyk/models/modelstest"
)

// pagesOfUsers signs in with the cookie that browsers keep for this machine, and looks
// at every page that only users see.
func pagesOfUsers(t *testing.T, tb *tab) {
	check := newAxe(t, tb)
	send := func(name, password string) {
		t.Helper()
		tb.open("/en/sign-in?next=/kk/account")
		if focus := eval[string](tb, `document.activeElement.id`); focus != "username" {
			t.Errorf("the focus is on %q", focus)
		}
		tb.do(chromedp.SendKeys("#username", name), chromedp.SendKeys("#password", password+"\r"))
	}
	send("a.admin", "a wrong password")
	tb.wait(`document.querySelector('.problems')`)
	if !eval[bool](tb, `document.activeElement.matches('.problems') && document.title.startsWith('Error: ')`) {
		t.Error("what is wrong does not take the focus")
	}
	check("", "dark", 390)
	send("a.admin", modelstest.Password)
	tb.wait(`location.pathname === '/en/account'`)
	if cookies := eval[string](tb, `document.cookie`); cookies != "" {
		t.Errorf("scripts can read %q", cookies)
	}
	pages := []string{"account", "account/password", "account/second-factor", "admin/", "admin/users", "admin/users/new", "admin/users/a.admin", "admin/audit", "admin/audit?kind=nope", "projects",
		"admin/enterprises/versions/ulba-fa-llp?restore=1"}
	for i, page := range pages {
		check([]string{"/en/", "/kk/", "/ru/", "/zh/"}[i%4]+page, []string{"light", "dark"}[i%2], 1360)
	}
	tb.open("/ru/account/second-factor")
	tb.do(script(`document.querySelector('#current_password').value = '` + modelstest.Password + `'; document.querySelector('form.account-form').requestSubmit()`))
	tb.wait(`document.querySelector('.qr img')?.complete`)
	check("", "dark", 1360)
	for _, width := range []int64{360, 390, 768, 1360} {
		tb.size(width)
		for i, page := range pages {
			address := []string{"/ru/", "/kk/"}[i%2] + page
			tb.open(address)
			if w := eval[int64](tb, `document.documentElement.scrollWidth`); w > width {
				t.Errorf("%s at %d is %d wide", address, width, w)
			}
			for _, target := range eval[[]string](tb, small) {
				t.Errorf("%s at %d: too small: %s", address, width, target)
			}
		}
	}
	tb.size(1360)
	tb.open("/en/account")
	tb.do(script(`document.querySelector('.signed-in form').requestSubmit()`))
	tb.wait(`location.pathname === '/en/sign-in'`)
	if said := eval[string](tb, `document.querySelector('.lead p').textContent`); said != "You are signed out." {
		t.Errorf("the page says %q", said)
	}
	tb.mu.Lock()
	defer tb.mu.Unlock()
	tb.problems = slices.DeleteFunc(tb.problems, func(p string) bool { return strings.Contains(p, "400") || strings.Contains(p, "422") })
}

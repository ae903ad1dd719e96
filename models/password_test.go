package models_test

import (
	"strings"
	"testing"

	"github.com/dostyk/dostyk/models"
)

func TestPasswordsThatAreEasyToGuessAreRefused(t *testing.T) {
	for password, want := range map[string]models.PasswordProblem{
		"":                             models.PasswordEmpty,
		"x7#kQ9!mZ2p":                  models.PasswordShort,
		strings.Repeat("aB3$xY", 22):   models.PasswordLong,
		"password1234":                 models.PasswordCommon,
		"123456789012":                 models.PasswordCommon,
		"qwertyuiop123":                models.PasswordCommon,
		"letmeinletmein":               models.PasswordCommon,
		"йцукенгшщзхъ":                 models.PasswordCommon,
		"пароль123456":                 models.PasswordCommon,
		"aigerim.serik":                models.PasswordCommon,
		"Dostyk-Dostyk":                models.PasswordCommon,
		"administrator":                models.PasswordCommon,
		"correct horse battery staple": "",
		"maple river stone wind":       "",
		"алма тау өзен жел қыс":        "",
		"我们的友谊之桥连接着两国人民":                   "",
		strings.Repeat("aB3$x9 kQ#m ", 10): "",
	} {
		if got := models.CheckPassword(password, "aigerim.serik", "Aigerim Serik"); got != want {
			t.Errorf("%q is %q, want %q", password, got, want)
		}
	}
}

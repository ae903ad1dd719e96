package models_test

import (
	"strings"
	"testing"

	"github.com/dostyk/dostyk/models"
)

func TestPasswordsThatAreEasyToGuessAreRefused(t *testing.T) {
	for password, want := range map[string]models.PasswordProblem{
		"":                                 models.PasswordEmpty,
		"x7#kQ9!mZ2p":                      models.PasswordShort,
		strings.Repeat("aB3$xY", 22):       models.PasswordLong,
		"password1234":                     models.PasswordCommon,
		"123456789012":                     models.PasswordCommon,
		"qwertyuiop123":                    models.PasswordCommon,
		"letmeinletmein":                   models.PasswordCommon,
		"йцукенгшщзхъ":                     models.PasswordCommon,
		"пароль123456":                     models.PasswordCommon,
		"aigerim.serik":                    models.PasswordCommon,
		"Dostyk-Dostyk":                    models.PasswordCommon,
		"administrator":                    models.PasswordCommon,
		"kazakhstan-china":                 models.PasswordCommon,
		"Kazakhstan-2018":                  models.PasswordCommon,
		"K@zakhst4n2018":                   models.PasswordCommon,
		"Nursultan1940":                    models.PasswordCommon,
		"qazaqstan2026":                    models.PasswordCommon,
		"Қазақстан-2030":                   models.PasswordCommon,
		"Казахстан2018!":                   models.PasswordCommon,
		"Шымкент+Алматы":                   models.PasswordCommon,
		"Қарағанды облысы":                 models.PasswordCommon,
		"哈萨克斯坦中国友谊2018":                    models.PasswordCommon,
		"zhongguo-hasakesitan":             models.PasswordCommon,
		"East Kazakhstan 1":                models.PasswordCommon,
		"tengrinews.kz2024":                models.PasswordCommon,
		"aluminium2026":                    models.PasswordCommon,
		"correct horse battery staple":     "",
		"my cat has seen Almaty twice":     "",
		"maple river stone wind":           "",
		"алма тау өзен жел қыс":            "",
		"我们的友谊之桥连接着两国人民":                   "",
		strings.Repeat("aB3$x9 kQ#m ", 10): "",
	} {
		if got := models.CheckPassword(password, "aigerim.serik", "Aigerim Serik"); got != want {
			t.Errorf("%q is %q, want %q", password, got, want)
		}
	}
}

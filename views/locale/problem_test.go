package locale_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/dostyk/dostyk/models"
)

// problemValues are the problems that the code of the models can report, by the keys
// of their sentences, each with the names of its values.
func problemValues(t *testing.T) map[string][]string {
	t.Helper()
	file, err := parser.ParseFile(token.NewFileSet(), "../../models/problem.go", nil, 0)
	if err != nil {
		t.Fatal(err)
	}
	found := make(map[string][]string)
	ast.Inspect(file, func(n ast.Node) bool {
		call, ok := n.(*ast.CallExpr)
		if !ok {
			return true
		}
		if name, ok := call.Fun.(*ast.Ident); !ok || name.Name != "problem" {
			return true
		}
		text := func(e ast.Expr) string {
			literal, ok := e.(*ast.BasicLit)
			if !ok {
				t.Fatalf("a key, or the name of a value, is not written out in %#v", call)
			}
			value, err := strconv.Unquote(literal.Value)
			if err != nil {
				t.Fatal(err)
			}
			return value
		}
		key := text(call.Args[0])
		if _, twice := found[key]; twice {
			t.Errorf("two problems have the key %s", key)
		}
		found[key] = []string{}
		for i := 2; i < len(call.Args); i += 2 {
			found[key] = append(found[key], text(call.Args[i]))
		}
		return true
	})
	return found
}

func TestEveryProblemHasItsSentenceAndNoOtherHas(t *testing.T) {
	problems := problemValues(t)
	if len(problems) < 50 {
		t.Fatalf("only %d problems were found", len(problems))
	}
	for _, lang := range models.Langs {
		sentences := make(map[string]map[string]string)
		for key, forms := range catalogue(t, lang) {
			if name, ok := strings.CutPrefix(key, "problem."); ok {
				sentences[name] = forms
			}
		}
		for key, values := range problems {
			forms := sentences[key]
			if forms == nil {
				t.Errorf("%s lacks problem.%s", lang, key)
			}
			for _, text := range forms {
				for _, asked := range variables(text) {
					if !slices.Contains(values, asked) {
						t.Errorf("%s: problem.%s asks for %s, and the problem has %q", lang, key, asked, values)
					}
				}
			}
			delete(sentences, key)
		}
		for key := range sentences {
			t.Errorf("%s has problem.%s, which nothing reports", lang, key)
		}
	}
}

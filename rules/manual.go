package rules

import (
	"embed"
	"go/ast"
	"go/parser"
	"go/token"
	"strings"
)

//go:embed kind_*.go
var kindFiles embed.FS

// Manual returns the manual page of a rule kind, which is the documentation of
// the type that holds it.
func Manual(kind string) (string, bool) {
	if kinds[kind] == nil {
		return "", false
	}
	name := "kind_" + strings.ReplaceAll(kind, "-", "") + ".go"
	src, err := kindFiles.ReadFile(name)
	if err != nil {
		panic("BUG: no file of the rule kind " + kind + ": " + err.Error())
	}
	file, err := parser.ParseFile(token.NewFileSet(), name, src, parser.ParseComments)
	if err != nil {
		panic("BUG: " + err.Error())
	}
	for _, d := range file.Decls {
		g, ok := d.(*ast.GenDecl)
		if ok && g.Tok == token.TYPE && g.Doc != nil {
			page := g.Doc.Text() // which begins with the name of the Go type
			_, page, _ = strings.Cut(page, " ")
			return kind + " " + page, true
		}
	}
	panic("BUG: the rule kind " + kind + " is not documented")
}

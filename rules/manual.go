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
// the type that holds it, and whether it has one.
func Manual(kind string) (string, bool) {
	if kinds[kind] == nil {
		return "", false
	}
	src, err := kindFiles.ReadFile("kind_" + strings.ReplaceAll(kind, "-", "") + ".go")
	if err != nil {
		return "", false
	}
	return pageOf(kind, src)
}

// pageOf returns the manual page in a file: the documentation of the first type that
// is documented.
func pageOf(kind string, src []byte) (string, bool) {
	file, err := parser.ParseFile(token.NewFileSet(), "", src, parser.ParseComments)
	if err != nil {
		return "", false
	}
	for _, d := range file.Decls {
		g, ok := d.(*ast.GenDecl)
		if ok && g.Tok == token.TYPE && g.Doc != nil {
			page := g.Doc.Text() // which begins with the name of the Go type
			_, page, _ = strings.Cut(page, " ")
			return kind + " " + page, true
		}
	}
	return "", false
}

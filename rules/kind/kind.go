// Package kind holds what all kinds of rules are made with. It knows no kind.
//
// A kind is a [New]: it reads the options of a rule from the node of its key, by a
// [Build], which notes all attributes that the rule names and all that is to be said of
// it, and returns what acts on messages. Most rules act in one direction, and embed
// [RequestOnly], [AnswerOnly] or [Inert]. What a rule may say of itself besides are the
// interfaces [Forestaller], [Renamer], [Emptier], [Prover] and [Observer]. Kinds of one
// subject are a [Group], a package with one table; package rules joins the tables.
package kind

import (
	"embed"
	"go/ast"
	"go/parser"
	"go/token"
	"strings"

	"scimshim/config/tree"
	"scimshim/rewrite"
)

// A New makes a rule of one kind. Reading the options is their validation: what is
// wrong is noted in the file, with its place, and the rule returned then is thrown
// away.
type New func(b *Build, n *tree.Node) rewrite.Rule

// A Group is the kinds of one subject and the source files that hold them, each in the
// file of its name without hyphens.
type Group struct {
	Kinds   map[string]New  // by the key that names them in a rule file
	Blocks  map[string]Kind // the kinds of blocks, by their keys
	Sources embed.FS
}

// Manual returns the manual page of a kind of the group, which is the documentation of
// the type that holds it, and whether it has one.
func (g Group) Manual(kind string) (string, bool) {
	src, err := g.Sources.ReadFile(strings.ReplaceAll(kind, "-", "") + ".go")
	if err != nil {
		return "", false
	}
	return pageOf(kind, src)
}

// pageOf returns the manual page in a file: the documentation of the first type that has
// one, else that of the function that reads the block, which begins with the kind's word.
func pageOf(kind string, src []byte) (string, bool) {
	file, err := parser.ParseFile(token.NewFileSet(), "", src, parser.ParseComments)
	if err != nil {
		return "", false
	}
	for _, d := range file.Decls {
		if g, ok := d.(*ast.GenDecl); ok && g.Tok == token.TYPE && g.Doc != nil {
			_, page, _ := strings.Cut(g.Doc.Text(), " ") // after the name of the Go type
			return kind + " " + page, true
		}
	}
	for _, d := range file.Decls {
		if f, ok := d.(*ast.FuncDecl); ok && strings.HasPrefix(f.Doc.Text(), kind+" ") {
			return f.Doc.Text(), true
		}
	}
	return "", false
}

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
	"reflect"
	"runtime"
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

// BlockManual returns the manual page of a kind of block, which is the documentation of the
// function that reads it, whatever its name and file, and whether it has one.
func (g Group) BlockManual(word string) (string, bool) {
	k, ok := g.Blocks[word]
	if !ok {
		return "", false
	}
	name := runtime.FuncForPC(reflect.ValueOf(k.Read).Pointer()).Name() // scimshim/rules/form.readForms
	name = name[strings.LastIndexByte(name, '.')+1:]
	files, _ := g.Sources.ReadDir(".")
	for _, f := range files {
		src, _ := g.Sources.ReadFile(f.Name())
		if doc := docOf(name, src); doc != "" {
			_, page, _ := strings.Cut(doc, " ") // after the name of the function, or the word
			return word + " " + page, true
		}
	}
	return "", false
}

// docOf returns the documentation of a function of a file; empty if it is not in it.
func docOf(function string, src []byte) string {
	file, err := parser.ParseFile(token.NewFileSet(), "", src, parser.ParseComments)
	if err != nil {
		return ""
	}
	for _, d := range file.Decls {
		if f, ok := d.(*ast.FuncDecl); ok && f.Recv == nil && f.Name.Name == function {
			return f.Doc.Text()
		}
	}
	return ""
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

// Package kind holds what all kinds of rules are made with. It knows no kind.
//
// A [Kind] reads a block of options and puts steps, each of which makes a rule, by a
// [Build], which notes all attributes that the rule names and all that is to be said of
// it. Most rules act in one direction, and embed
// [RequestOnly], [AnswerOnly] or [Inert]. What a rule may say of itself besides are the
// interfaces [Forestaller], [Renamer], [Emptier], [Prover] and [Observer]. Kinds of one
// subject are a [Group], a package with one table; package rules joins the tables.
package kind

import (
	"go/ast"
	"go/parser"
	"go/token"
	"reflect"
	"runtime"
	"strings"
)

// A Group is the kinds of one subject, by the words that name them in a rule file.
type Group struct {
	Kinds map[string]Kind
}

// Manual returns the manual page of a kind, which is the documentation of the function that
// reads it, and whether it has one.
func (g Group) Manual(word string) (string, bool) {
	k, ok := g.Kinds[word]
	if !ok {
		return "", false
	}
	name := runtime.FuncForPC(reflect.ValueOf(k.Read).Pointer()).Name() // scimshim/rules/form.readForms
	name = name[strings.LastIndexByte(name, '.')+1:]
	_, page, _ := strings.Cut(docOf(name, k.Source), " ") // after the name of the function, or the word
	return word + " " + page, page != ""
}

// docOf returns the documentation of a function of a file; empty if it is not in it.
func docOf(function, src string) string {
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

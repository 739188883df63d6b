package rules

import (
	"strings"
	"unicode/utf8"

	"scimshim/config/tree"
	"scimshim/rewrite/filter"
)

// A mention is an attribute that a rule names, and where. Whether there is such an
// attribute is known when all files are read, since each may declare some.
type mention struct {
	path filter.Path
	at   tree.Position // of its name
	sub  tree.Position // of its sub-attribute
}

// All attributes that rules name are read by the methods of this file, so that none
// goes unnoticed.

// path reads an attribute path. The URN of the core schema in front of it, which
// may as well be left out, is.
func (b *build) path(n *tree.Node) filter.Path {
	return b.types.Canonical(b.scope().Resource, b.written(n))
}

// written reads an attribute path as it is written.
func (b *build) written(n *tree.Node) filter.Path {
	p := b.foreign(n)
	b.mention(n, p)
	return p
}

// foreign reads a path that need not be declared.
func (b *build) foreign(n *tree.Node) filter.Path { return tree.Parse(n, filter.ParsePath) }

// part reads the name of a sub-attribute of an attribute.
func (b *build) part(n *tree.Node, of filter.Path) filter.Path {
	p := b.foreign(n)
	b.mentionIn(n, of, p)
	return p
}

// target reads an attribute path that may have a filter in brackets.
func (b *build) target(n *tree.Node) filter.Target {
	t := tree.Parse(n, filter.ParseTarget)
	b.mention(n, namedBy(t)...)
	return t
}

// where reads a filter that selects elements of an attribute.
func (b *build) where(n *tree.Node, of filter.Path) filter.Expr {
	e := tree.Parse(n, filter.Parse)
	b.mentionIn(n, of, filter.Named(e)...)
	return e
}

// pattern reads a filter pattern.
func (b *build) pattern(n *tree.Node) *filter.Pattern {
	if n == nil {
		return nil
	}
	if n.IsScalar() && !n.Quoted() {
		n.Errorf("put this filter in quotes: YAML has its own meaning for braces, brackets and hash signs")
	}
	p := tree.Parse(n, filter.ParsePattern)
	if p != nil {
		b.mention(n, p.Named()...)
	}
	return p
}

// namedBy returns the attributes that the path of an operation names.
func namedBy(t filter.Target) []filter.Path {
	if t.Where == nil {
		return []filter.Path{t.Path}
	}
	return filter.Named(&filter.Select{Path: t.Path, Where: t.Where, Sub: t.Sub})
}

// mentionIn notes that a scalar names sub-attributes of an attribute.
func (b *build) mentionIn(n *tree.Node, of filter.Path, list ...filter.Path) {
	for _, p := range list {
		if of.Name != "" && p.Name != "" && p.Schema == "" && p.Sub == "" {
			p.Sub, p.Name, p.Schema = p.Name, of.Name, of.Schema
		}
		b.mention(n, p)
	}
}

// mention notes that a scalar names attributes.
func (b *build) mention(n *tree.Node, list ...filter.Path) {
	for _, p := range list {
		if p.Name != "" {
			name := wordIn(n.String(), p.Name, 0)
			sub := wordIn(n.String(), p.Sub, name+1)
			b.names = append(b.names, mention{path: p, at: n.PosAt(name), sub: n.PosAt(sub)})
		}
	}
}

// mentionAny notes that a scalar names a sub-attribute, whatever holds it.
func (b *build) mentionAny(n *tree.Node, name string) {
	b.mentionAt(n.Pos(), filter.Path{Sub: name})
}

// mentionKey notes that a key of a mapping names a sub-attribute of an attribute.
func (b *build) mentionKey(n *tree.Node, key string, of filter.Path) {
	if of.Name != "" {
		of.Sub = key
		b.mentionAt(n.KeyPos(key), of)
	}
}

// mentionAt notes that an attribute is named at a place.
func (b *build) mentionAt(at tree.Position, p filter.Path) {
	b.names = append(b.names, mention{path: p, at: at, sub: at})
}

// wordIn returns the offset, in characters, of the first name of an attribute in the
// text of a filter that is spelled so, from an offset on; that of the last such name
// before it, if there is none after it; 0 if there is none at all.
func wordIn(text, word string, from int) int {
	found, quoted := 0, false
	for rest, at := text, 0; rest != ""; {
		size := nameLength(rest)
		if size > 0 && !quoted && filter.Fold(rest[:size], word) {
			if found = at; at >= from {
				break
			}
		}
		if size == 0 {
			_, size = utf8.DecodeRuneInString(rest)
			quoted = quoted != (rest[0] == '"')
		}
		at += utf8.RuneCountInString(rest[:size])
		rest = rest[size:]
	}
	return found
}

// nameLength returns how many bytes of a text's start are a name.
func nameLength(text string) int {
	end := strings.IndexFunc(text, func(r rune) bool {
		return r > 'z' || !strings.ContainsRune("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-$", r)
	})
	if end < 0 {
		return len(text)
	}
	return end
}

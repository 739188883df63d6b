package kind

import (
	"strings"
	"unicode/utf8"

	"scimshim/config/tree"
	"scimshim/rewrite/filter"
	"scimshim/rewrite/filter/plan"
)

// A Mention is an attribute that a rule names, and where. Whether there is such an
// attribute is known when all files are read, since each may declare some.
type Mention struct {
	Path filter.Path
	At   tree.Position // of its name
	Sub  tree.Position // of its sub-attribute
}

// All attributes that rules name are read by the methods of this file, so that none
// goes unnoticed.

// Path reads an attribute path. The URN of the core schema in front of it, which
// may as well be left out, is.
func (b *Build) Path(n *tree.Node) filter.Path {
	return b.Types.Canonical(b.Scope().Resource, b.Written(n))
}

// Written reads an attribute path as it is written.
func (b *Build) Written(n *tree.Node) filter.Path {
	p := b.Foreign(n)
	b.Mention(n, p)
	return p
}

// Foreign reads a path that need not be declared.
func (b *Build) Foreign(n *tree.Node) filter.Path { return parse(b, n, filter.ParsePath) }

// Part reads the name of a sub-attribute of an attribute.
func (b *Build) Part(n *tree.Node, of filter.Path) filter.Path {
	p := b.Foreign(n)
	b.MentionIn(n, of, p)
	return p
}

// Target reads an attribute path that may have a filter in brackets.
func (b *Build) Target(n *tree.Node) filter.Target {
	t := parse(b, n, filter.ParseTarget)
	b.Mention(n, NamedBy(t)...)
	return t
}

// Where reads a filter that selects elements of an attribute.
func (b *Build) Where(n *tree.Node, of filter.Path) filter.Expr {
	e := parse(b, n, filter.Parse)
	b.MentionIn(n, of, filter.Named(e)...)
	return e
}

// Pattern reads a filter pattern.
func (b *Build) Pattern(n *tree.Node) *plan.Pattern {
	if n == nil {
		return nil
	}
	if n.IsScalar() && !n.Quoted() {
		n.Errorf("put this filter in quotes: braces, brackets and hash signs have a meaning of their own in YAML")
	}
	p := parse(b, n, plan.ParsePattern)
	if p != nil {
		b.Mention(n, p.Named()...)
	}
	return p
}

// NamedBy returns the attributes that the path of an operation names.
func NamedBy(t filter.Target) []filter.Path {
	if t.Where == nil {
		return []filter.Path{t.Path}
	}
	return filter.Named(&filter.Select{Path: t.Path, Where: t.Where, Sub: t.Sub})
}

// MentionIn notes that a scalar names sub-attributes of an attribute.
func (b *Build) MentionIn(n *tree.Node, of filter.Path, list ...filter.Path) {
	for _, p := range list {
		if of.Name != "" && p.Name != "" && p.Schema == "" && p.Sub == "" {
			p.Sub, p.Name, p.Schema = p.Name, of.Name, of.Schema
		}
		b.Mention(n, p)
	}
}

// Mention notes that a scalar names attributes.
func (b *Build) Mention(n *tree.Node, list ...filter.Path) {
	for _, p := range list {
		if p.Name != "" {
			name := WordIn(n.String(), p.Name, 0)
			sub := WordIn(n.String(), p.Sub, name+1)
			b.Mentions = append(b.Mentions, Mention{Path: p, At: n.PosAt(name), Sub: n.PosAt(sub)})
		}
	}
}

// MentionAny notes that a scalar names a sub-attribute, whatever holds it.
func (b *Build) MentionAny(n *tree.Node, name string) {
	b.MentionAt(n.Pos(), filter.Path{Sub: name})
}

// MentionKey notes that a key of a mapping names a sub-attribute of an attribute.
func (b *Build) MentionKey(n *tree.Node, key string, of filter.Path) {
	if of.Name != "" {
		of.Sub = key
		b.MentionAt(n.KeyPos(key), of)
	}
}

// MentionAt notes that an attribute is named at a place.
func (b *Build) MentionAt(at tree.Position, p filter.Path) {
	b.Mentions = append(b.Mentions, Mention{Path: p, At: at, Sub: at})
}

// WordIn returns the offset, in characters, of the first name of an attribute in the
// text of a filter that is spelled so, from an offset on; that of the last such name
// before it, if there is none after it; 0 if there is none at all.
func WordIn(text, word string, from int) int {
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

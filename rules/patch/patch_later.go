package patch

import (
	"time"

	"scimshim/config/tree"
	"scimshim/rewrite"
	"scimshim/rules/divide"
	"scimshim/rules/kind"
	"scimshim/rules/later"
)

// How long a reference is kept that the target cannot make yet.
const (
	usualDeferral    = 24 * time.Hour
	shortestDeferral = time.Minute
	longestDeferral  = 30 * 24 * time.Hour
)

// deferral reads how long references are kept; 0 if they are refused.
func deferral(n *tree.Node) time.Duration {
	how, long := n.Key("on_missing"), n.Key("keep_for")
	if how == nil || how.OneOf("refuse", "defer") != "defer" {
		if long != nil && how == nil {
			long.Errorf("nothing is kept without on_missing: defer")
		}
		return 0
	}
	if long == nil {
		return usualDeferral
	}
	d := long.Duration()
	if d < shortestDeferral || d > longestDeferral {
		long.Errorf("expected a time from 1m to 720h, which are 30 days")
	}
	return d
}

// defers reports whether an option keeps references, as far as its text says so.
func defers(n *tree.Node) bool { return n.IsMap() && n.Has("on_missing") }

// retry puts the step that makes the references that an option keeps, before the step that keeps them.
func (p *patch) retry(key string, n *tree.Node, resource string) {
	if !defers(n) {
		return
	}
	resources := []string{resource}
	if resource != "Users" {
		resources = append(resources, "Users")
	}
	p.Put(kind.Step{Key: key, At: n, Resources: resources, Phase: &dividing, New: func(*kind.Build) rewrite.Rule {
		r := &later.Retry{Resource: resource, For: deferral(n), Over: later.Writes}
		if r.For == 0 {
			return nil
		}
		if resource == "Groups" {
			already := said(n.Key("already"))
			r.Over, r.Already = divide.Says, func(m *rewrite.Message) bool { return divide.IsSaid(already, m) }
		}
		return r
	}})
}

// references puts the steps for users who refer to others whom the target does not have yet.
func (p *patch) references() {
	n := p.n.Key("references")
	if n == nil {
		return
	}
	if len(p.Resources) != 1 || p.Resources[0] != "Users" {
		n.Errorf("only users refer to others so; move this below users, and see members for groups")
	}
	p.retry("references.retry", n, "Users")
	make := func(b *kind.Build) rewrite.Rule {
		missing := said(n.Need("missing"))
		r := &later.Deferral{Attributes: kind.Paths(n.Need("attributes"), b.Path), For: deferral(n)}
		r.Missing = func(m *rewrite.Message) bool { return divide.IsSaid(missing, m) }
		for i, item := range n.Key("attributes").All() {
			if b.Multi(r.Attributes[i]) {
				item.Errorf("%s has several values; only a single reference is put off", r.Attributes[i])
			}
		}
		if r.For == 0 {
			return nil
		}
		return r
	}
	p.divides("references", n, []string{"Users"}, kind.Writes, make)
}

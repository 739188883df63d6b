package upgrade

import (
	"regexp"
	"strings"

	"scimshim/config/layout"
)

// head writes what stands above the rules in the new words.
func (u *upgrader) head() {
	u.renamed = map[string]bool{}
	if says := u.root.Get("says"); says != nil {
		says.Key = layout.Text("title")
	}
	u.params()
	if list := u.root.Get("attributes"); list != nil && list.Value.IsList() {
		u.attributes(list)
	}
}

// params writes the values of parameters in the new words.
func (u *upgrader) params() {
	p := u.root.Get("params")
	if p == nil {
		return
	}
	for _, e := range p.Value.Items() {
		for _, option := range e.Value.Items() {
			switch option.Key.Value {
			case "one-of":
				option.Key = layout.Text("one_of")
				for _, item := range option.Value.Items() {
					u.renameCount(e.Key.Value, item)
				}
			case "one_of":
				for _, item := range option.Value.Items() {
					u.renameCount(e.Key.Value, item)
				}
			case "default", "unstated":
				u.renameCount(e.Key.Value, option)
			}
		}
	}
}

// renameCount makes warn of the value count of a parameter.
func (u *upgrader) renameCount(param string, e *layout.Entry) {
	if e.Value != nil && e.Value.Kind == layout.Scalar && e.Value.Value == "count" {
		e.Value = layout.Text("warn")
		u.renamed[param] = true
	}
}

var (
	extensionURN = regexp.MustCompile(`(?i)^urn:(?:[^:]*:)*?extension:(.+?):[0-9.]+:(User|Group)$`)
	notInWords   = regexp.MustCompile(`[^a-z0-9]+`)
)

// coreURN is the extension that has a short name everywhere.
const coreURN = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User"

// attributes writes a list of attributes by section.
func (u *upgrader) attributes(list *layout.Entry) {
	bySection := layout.NewMap(false)
	for _, e := range list.Value.Items() {
		resource, path := text(e.Value, "resource"), text(e.Value, "path")
		section, ok := sectionOf[resource]
		if !ok {
			u.fault(e, "attributes can be declared only for users and groups; describe those of %s in the block "+
				"reply", resource)
			return
		}
		in := bySection.Sub(section, false)
		urn, name := u.splitURN(path)
		if urn != "" {
			x := in.Sub(u.prefix(urn, resource), false)
			if x.Get("urn") == nil {
				x.Put("urn", layout.Text(urn))
			}
			in = x
		}
		if name == "" {
			carry(in.Entries[len(in.Entries)-1], e)
			continue
		}
		typ, why := typeOf(e.Value)
		if why != "" {
			u.fault(e, "%s", why)
			return
		}
		carry(declare(in, name, typ, urn != ""), e)
	}
	list.Value = bySection
}

// sectionOf are the sections by their endpoints.
var sectionOf = map[string]string{"Users": "users", "Groups": "groups"}

// splitURN splits a path into the URN of its extension and the rest.
func (u *upgrader) splitURN(path string) (urn, name string) {
	if !strings.HasPrefix(strings.ToLower(path), "urn:") {
		return "", path
	}
	if extensionURN.MatchString(path) {
		return path, ""
	}
	i := strings.LastIndexByte(path, ':')
	return path[:i], path[i+1:]
}

// prefix returns the short name of an extension.
func (u *upgrader) prefix(urn, resource string) string {
	if strings.EqualFold(urn, coreURN) {
		return "enterprise"
	}
	for _, p := range u.prefixes {
		if strings.EqualFold(p.urn, urn) {
			return p.word
		}
	}
	word := "extension"
	if m := extensionURN.FindStringSubmatch(urn); m != nil {
		word = strings.Trim(notInWords.ReplaceAllString(strings.ToLower(m[1]), "_"), "_")
	}
	for _, p := range append(u.prefixes, prefix{"enterprise", coreURN}) {
		if p.word == word {
			word += "_of_" + sectionOf[resource]
		}
	}
	u.prefixes = append(u.prefixes, prefix{word, urn})
	return word
}

// typeOf returns the type of a declared attribute, and why there is none.
func typeOf(n *layout.Node) (typ *layout.Node, why string) {
	word := text(n, "type")
	switch {
	case word == "":
		word = "any"
	case text(n, "case-exact") == "true" && word == "string":
		word = "id"
	case text(n, "case-exact") == "true":
		return nil, "only strings can be case-sensitive, and their type is id"
	}
	typ = layout.Text(word)
	if text(n, "multi-valued") == "true" {
		list := layout.NewList(true)
		list.Add(typ)
		typ = list
	}
	return typ, ""
}

// declare puts the type of an attribute; a sub-attribute into the mapping of its attribute, if
// that is declared.
func declare(in *layout.Node, name string, typ *layout.Node, nest bool) *layout.Entry {
	holder, sub, ok := strings.Cut(name, ".")
	old := in.Get(holder)
	if !ok || old == nil && !nest {
		return in.Put(name, typ)
	}
	if old == nil {
		old = in.Put(holder, layout.NewMap(true))
	}
	at := old.Value
	if at.IsList() && len(at.Entries) == 1 {
		at = at.Entries[0].Value
	}
	if at.Kind == layout.Scalar {
		*at = *layout.NewMap(true)
	}
	return at.Put(sub, typ)
}

// carry gives an entry the comments of the one that it stands for.
func carry(to, from *layout.Entry) {
	to.Head = append(to.Head, from.Head...)
	to.Foot = append(to.Foot, from.Foot...)
	if from.Trail != "" {
		to.Trail = strings.TrimSpace(to.Trail + " " + from.Trail)
	}
}

// text returns a scalar of a mapping, empty if there is none.
func text(n *layout.Node, key string) string {
	e := n.Get(key)
	if e == nil || e.Value == nil || e.Value.Kind != layout.Scalar {
		return ""
	}
	return e.Value.Value
}

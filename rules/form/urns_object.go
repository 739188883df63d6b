package form

import (
	"strings"

	"scimshim/rewrite"
	"scimshim/rewrite/filter"
	"scimshim/rewrite/json"
	"scimshim/rules/part"
)

// body puts the attributes of a created or replaced resource under their URNs.
func (x *urnRun) body() error {
	if x.fits(x.m.Get(filter.Path{})) {
		return nil
	}
	body := strings.TrimSpace(x.m.Body)
	text, err := x.object(body)
	if err == nil && text != body {
		x.m.SetBody(text)
	}
	return err
}

// object puts the members of a resource, or of a value without path, under their
// URNs, where one does not fit.
func (x *urnRun) object(text string) (string, error) {
	text, err := x.opened(text)
	if err == nil {
		text, err = x.renamed(text)
	}
	if err == nil && (x.bare || x.flat) {
		text, err = x.moved(text)
	}
	return text, err
}

// fits reports whether there is nothing to do to the members of an object.
func (x *urnRun) fits(object json.Value) bool {
	for name, value := range object.Members() {
		if x.key(name) != name {
			return false
		}
		if filter.Fold(name, part.Schemas.Name) && !x.fitEntries(value) {
			return false
		}
		if urn, _ := x.moves(name); urn != "" || x.isCore(name) {
			return false
		}
	}
	return true
}

// fitEntries reports whether there is nothing to do to the entries of the list schemas.
func (x *urnRun) fitEntries(list json.Value) bool {
	if !x.damaged {
		return true
	}
	for entry := range list.Elements() {
		if text, _ := json.Text(entry.Text()); x.meant(text) != text {
			return false
		}
	}
	return true
}

// meant returns the URN that an entry of the list schemas is to be.
func (x *urnRun) meant(entry string) string {
	if urn, rest, ok := x.split(entry); ok && rest == "" {
		return urn
	}
	return entry
}

// opened moves the members of an object under the URN of the core schema to where
// the object stands.
func (x *urnRun) opened(text string) (string, error) {
	for x.core {
		core, found := x.coreObject(text)
		if !found {
			break
		}
		rest, err := rewrite.MapMembers(text, filter.Path{}, func(a rewrite.Attr) (rewrite.Edit, error) {
			if a.Level == rewrite.Whole && a.Path.Name == core.Name {
				return rewrite.Drop, nil
			}
			return rewrite.Keep, nil
		})
		if err != nil {
			return text, err
		}
		names := urnNames{}
		for _, object := range [...]string{rest, core.Value} {
			if err := names.addAll(object); err != nil {
				return text, err
			}
		}
		text = joinedObjects(rest, core.Value)
	}
	return text, nil
}

// coreObject returns the member of a resource that is an object of attributes of the
// core schema.
func (x *urnRun) coreObject(text string) (json.Member, bool) {
	for member := range json.Members(text) {
		if !part.IsURN(member.Name) || !json.IsObject(member.Value) || json.IsEmpty(member.Value) {
			continue
		}
		if urn, rest, ok := x.split(member.Name); ok && rest == "" && x.isCore(urn) {
			return member, true
		}
	}
	return json.Member{}, false
}

// renamed gives the members of an object, and the entries of its list schemas, the
// URNs that they are meant to have.
func (x *urnRun) renamed(text string) (string, error) {
	if err := x.checkKeys(text); err != nil {
		return text, err
	}
	var declared map[string]bool
	return rewrite.MapMembers(text, filter.Path{}, func(a rewrite.Attr) (rewrite.Edit, error) {
		isSchemas := a.Path.Is(part.Schemas)
		switch {
		case a.Level == rewrite.Whole && isSchemas:
			declared = declaredIn(a.Value)
		case a.Level == rewrite.Whole:
			if name := x.key(a.Path.Name); name != a.Path.Name {
				return rewrite.Rename(name), nil
			}
			return rewrite.Past, nil
		case a.Level == rewrite.Element && isSchemas && x.damaged:
			return x.entry(a.Value, declared), nil
		}
		return rewrite.Keep, nil
	})
}

// checkKeys refuses an object in which a member gets the name of another.
func (x *urnRun) checkKeys(text string) error {
	changed := false
	for member := range json.Members(text) {
		changed = changed || x.key(member.Name) != member.Name
	}
	if !changed {
		return nil
	}
	names := urnNames{}
	for member := range json.Members(text) {
		if err := names.add(x.key(member.Name)); err != nil {
			return err
		}
	}
	return nil
}

// key returns what a member is called under its URN. An attribute that has a home,
// and nothing behind its name, is not renamed, but moved.
func (x *urnRun) key(name string) string {
	urn, rest, ok := x.split(name)
	switch {
	case ok && rest == "":
		return urn
	case ok && x.core && x.isCore(urn):
		return x.key(rest)
	case ok && isJoined(name, urn, rest):
		return name
	case ok:
		return urn + ":" + rest
	}
	if end := strings.IndexAny(name, ".["); end > 0 && !part.IsURN(name) {
		if urn := x.home(name[:end]); urn != "" {
			return urn + ":" + name
		}
	}
	return name
}

// isJoined reports whether a name is a URN and a rest with a colon between them.
func isJoined(name, urn, rest string) bool {
	behind, ok := strings.CutPrefix(name, urn)
	return ok && behind != "" && behind[0] == ':' && behind[1:] == rest
}

// declaredIn returns the URNs of a list schemas, in lower case.
func declaredIn(list string) map[string]bool {
	declared := map[string]bool{}
	for element := range json.Elements(list) {
		text, _ := json.Text(element)
		declared[filter.Lower(text)] = true
	}
	return declared
}

// entry repairs an entry of the list schemas, or takes it out if its URN is
// declared already.
func (x *urnRun) entry(value string, declared map[string]bool) rewrite.Edit {
	text, _ := json.Text(value)
	urn := x.meant(text)
	switch {
	case urn == text:
		return rewrite.Keep
	case filter.Fold(urn, text): // its case only
		return rewrite.Set(json.Quote(urn))
	case declared[filter.Lower(urn)]:
		return rewrite.Drop
	}
	declared[filter.Lower(urn)] = true
	return rewrite.Set(json.Quote(urn))
}

// moved moves the attributes that belong to an extension into its object.
func (x *urnRun) moved(text string) (string, error) {
	var urns []string
	moving := map[string]string{} // by URN, the object of what moves there
	for member := range json.Members(text) {
		urn, name := x.moves(member.Name)
		if urn == "" {
			continue
		}
		if moving[urn] == "" {
			urns, moving[urn] = append(urns, urn), "{}"
		}
		moving[urn] = joinedObjects(moving[urn], json.Single(name, member.Value))
	}
	for _, urn := range urns {
		var err error
		if text, err = x.movedTo(text, urn, moving[urn]); err != nil {
			return text, err
		}
	}
	return text, nil
}

// moves returns the extension that a member belongs to and its name there, or "" if
// it stays where it is.
func (x *urnRun) moves(name string) (urn, leaf string) {
	if !part.IsURN(name) {
		return x.home(name), name
	}
	if !x.flat || x.m.Method == "PATCH" { // where a key may be a path
		return "", name
	}
	for _, urn := range x.m.Types().URNs(x.m.Resource)[1:] {
		if n := len(urn); len(name) > n+1 && filter.Fold(name[:n], urn) && name[n] == ':' {
			p := filter.Path{Schema: urn, Name: name[n+1:]}
			if _, known := x.m.Types().Find(x.m.Resource, p); known {
				return urn, p.Name
			}
		}
	}
	return "", name
}

// movedTo moves members of an object to the object of one extension in it.
func (x *urnRun) movedTo(text, urn, members string) (string, error) {
	names, found := urnNames{}, false
	if err := names.addAll(members); err != nil {
		return text, err
	}
	text, err := rewrite.MapMembers(text, filter.Path{}, func(a rewrite.Attr) (rewrite.Edit, error) {
		name := a.Path.Name
		to, leaf := x.moves(name)
		switch {
		case a.Level != rewrite.Whole:
			return rewrite.Keep, nil
		case to == urn && names.has(leaf):
			return rewrite.Drop, nil
		case filter.Fold(name, urn) && json.IsObject(a.Value):
			found = true
			return rewrite.Set(joinedObjects(a.Value, members)), names.addAll(a.Value)
		case filter.Fold(name, urn):
			return rewrite.Keep, urnTwice(urn)
		case len(name) > len(urn) && filter.Fold(name[:len(urn)], urn) && name[len(urn)] == ':':
			return rewrite.Keep, names.add(name[len(urn)+1:])
		}
		return rewrite.Keep, nil
	})
	if err == nil && !found {
		text = joinedObjects(text, json.Single(urn, members))
	}
	return text, err
}

// joinedObjects returns a JSON object with the members of another at its end.
func joinedObjects(object, more string) string {
	switch {
	case json.IsEmpty(more):
		return object
	case json.IsEmpty(object):
		return more
	}
	return strings.TrimRight(strings.TrimSuffix(object, "}"), " \t\r\n") + "," + more[1:]
}

// urnNames are the names of members that may stand in one object only once, in
// lower case.
type urnNames map[string]bool

func (n urnNames) has(name string) bool { return n[filter.Lower(name)] }

func (n urnNames) add(name string) error {
	if n.has(name) {
		return urnTwice(name)
	}
	n[filter.Lower(name)] = true
	return nil
}

func (n urnNames) addAll(object string) error {
	for member := range json.Members(object) {
		if err := n.add(member.Name); err != nil {
			return err
		}
	}
	return nil
}

// urnTwice is the refusal of a request in which one attribute has two names.
func urnTwice(name string) error {
	if _, err := filter.ParsePath(name); err != nil {
		name = "an attribute"
	}
	return rewrite.Refuse(rewrite.RuleRefused, "invalidValue",
		"%s stands twice in one value, by two spellings of its schema's URN or with and without it; send it once", name)
}

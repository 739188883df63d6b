package adopt

import (
	"strings"

	"scimshim/rewrite"
	"scimshim/rewrite/filter"
	"scimshim/rewrite/json"
	"scimshim/rules/part"
)

// update has the target take over what the request writes and a resource shows otherwise. It
// returns the resource as it is then, or why nothing was changed. An error says that something
// may have been.
func (c *contest) update(h holder) (changed, why string, err error) {
	ops := differences(c.m, c.written, h.resource)
	if len(ops) == 0 {
		return h.resource, "", nil
	}
	sub := c.m.Another("PATCH", c.m.Resource, h.id,
		`{"schemas":["urn:ietf:params:scim:api:messages:2.0:PatchOp"],"Operations":`+json.Array(ops...)+`}`)
	sub.IfMatch = version(h.resource)
	err = c.next(sub)
	switch effect := rewrite.EffectOf(sub, err); {
	case err != nil && refusedHere(sub, err):
		return "", "it could not be updated: " + err.Error(), nil
	case effect == rewrite.UnknownEffect:
		return "", "", c.partial("and it is not known whether the target has made " +
			"the change to it that the request means; a repetition of the request completes it")
	case effect == rewrite.NoEffect:
		return "", "it could not be updated" + c.saidBy(sub), nil
	}
	if sub.Body != "" && c.stillHas(sub.Body) {
		return sub.Body, "", nil
	}
	return c.read(h)
}

// read reads a resource that has been changed.
func (c *contest) read(h holder) (changed, why string, err error) {
	sub := c.m.Another("GET", c.m.Resource, h.id, "")
	if err := c.next(sub); err != nil || sub.Status != 200 {
		return "", "", c.partial("and has been changed as the request means, but cannot be read; " +
			"a repetition of the request completes it")
	}
	if !c.stillHas(sub.Body) {
		return "", "", c.partial("and has been changed as the request means, but does not show that " +
			"value any more; look at it there before the request is repeated")
	}
	return sub.Body, "", nil
}

// stillHas reports whether a resource shows one of the values by which it was found.
func (c *contest) stillHas(resource string) bool {
	for _, f := range c.found {
		if len(f.holders) > 0 && f.isIn(c.m, resource) {
			return true
		}
	}
	return false
}

// partial is the error of a request of which a part may be done.
func (c *contest) partial(what string) error {
	return &rewrite.Refusal{Status: 502, Reason: rewrite.Partial,
		Detail: "a " + noun(c.m, 1) + " of the target holds a value that the request writes, " + what}
}

// saidBy returns what the target said against a change, as the end of a sentence.
func (c *contest) saidBy(sub *rewrite.Message) string {
	if e, ok := sub.ErrorAnswer(); ok && e.Detail != "" {
		return ": " + shorter(e.Detail, maxSaid)
	}
	return ""
}

// version returns the version that a resource says it is of, as an ETag; empty for no word.
func version(resource string) string {
	value, _ := json.Lookup(resource, "meta", "version")
	text, _ := json.Text(value)
	tag, ok := strings.CutPrefix(strings.TrimPrefix(text, "W/"), `"`)
	if tag, end := strings.CutSuffix(tag, `"`); !ok || !end || strings.ContainsFunc(tag, notInTag) {
		return ""
	}
	return text
}

// notInTag reports whether a character cannot stand in an ETag (RFC 9110, section 8.8.3).
func notInTag(r rune) bool { return r <= ' ' || r == '"' || r > '~' }

// differences returns the operations that make a resource what a request writes, one for each
// attribute that it shows otherwise.
func differences(m *rewrite.Message, written, shown string) []string {
	var ops []string
	for member := range json.Members(written) {
		p := filter.Path{Name: member.Name}
		if urn, ok := extension(m, member.Name); ok {
			for inner := range json.Members(member.Value) {
				ops = appendDifference(ops, m, filter.Path{Schema: urn, Name: inner.Name}, inner.Value, shown)
			}
			continue
		}
		ops = appendDifference(ops, m, p, member.Value, shown)
	}
	return ops
}

// extension returns the URN of the extension that a name is.
func extension(m *rewrite.Message, name string) (string, bool) {
	p, err := filter.ParsePath(name)
	if err != nil {
		return "", false
	}
	return m.Types().Extension(m.Resource, p)
}

// appendDifference appends the operation for one attribute. What a request leaves empty it does
// not clear.
func appendDifference(ops []string, m *rewrite.Message, p filter.Path, value, shown string) []string {
	a := declared(m.Types().Find(m.Resource, p))
	there, _ := rewrite.Lookup(shown, p)
	op := "replace"
	switch {
	case p.Schema == "" && filter.Fold(p.Name, "schemas"), json.SaysNothing(value):
		return ops
	case a.Mutability == filter.ReadOnly || a.Mutability == filter.WriteOnly:
		return ops
	case value[0] == '[' && there != "" && there[0] == '[':
		op, value = a.joined(there, value)
	case a.shows(there, value):
		return ops
	case isRecord(value) && isRecord(there) && p.Sub == "":
		for member := range json.Members(value) {
			p.Sub = member.Name
			ops = appendDifference(ops, m, p, member.Value, shown)
		}
		return ops
	}
	if value == "" {
		return ops
	}
	return append(ops, json.Object(json.Member{Name: "op", Value: json.Quote(op)},
		json.Member{Name: "path", Value: json.Quote(p.String())}, json.Member{Name: "value", Value: value}))
}

// isRecord reports whether a value is an object of parts that are changed one by one, unlike a
// reference, which is one thing.
func isRecord(value string) bool {
	return json.IsObject(value) && textOf(value, "value") == ""
}

// joined returns by which operation with which value a list that is shown gets the elements that
// are written; no value if it has them. An element takes the place of those of its type, and those of
// other types stay. One without a type, such as a member, is added.
func (a attribute) joined(shown, written string) (op, value string) {
	var missing, all []string
	types, primary := map[string]bool{}, false
	typed := true
	for element := range json.Elements(written) {
		all = append(all, element)
		kind := strings.ToLower(textOf(element, "type"))
		types[kind], primary = true, primary || part.IsPrimary(element)
		if !a.isAmong(shown, element) {
			missing, typed = append(missing, element), typed && kind != ""
		}
	}
	switch {
	case len(missing) == 0:
		return "", ""
	case !typed:
		return "add", json.Array(missing...)
	}
	for element := range json.Elements(shown) {
		if types[strings.ToLower(textOf(element, "type"))] || a.isAmong(written, element) {
			continue
		}
		if primary && part.IsPrimary(element) {
			element = part.PutAt(element, []string{"primary"}, "false")
		}
		all = append(all, element)
	}
	return "replace", json.Array(all...)
}

// isAmong reports whether a list has an element that shows all of another.
func (a attribute) isAmong(list, element string) bool {
	for there := range json.Elements(list) {
		if a.shows(there, element) {
			return true
		}
	}
	return false
}

// An attribute is the definition of one. One that is not declared is compared with its case.
type attribute struct{ filter.Attribute }

// declared returns the definition of an attribute, which may not be known.
func declared(a filter.Attribute, known bool) attribute {
	if !known {
		a.CaseExact = true
	}
	return attribute{a}
}

// shows reports whether a value that is shown has all of one that is written, by the case rule of
// the attribute. What the target adds to an object is no difference.
func (a attribute) shows(shown, written string) bool {
	if shown == "" || shown == written {
		return shown == written
	}
	text, isText := json.Text(written)
	there, alsoText := json.Text(shown)
	switch {
	case isText && alsoText:
		return text == there || !a.CaseExact && filter.Fold(text, there)
	case !json.IsObject(written) || !json.IsObject(shown):
		return false
	}
	for member := range json.Members(written) {
		value, _ := rewrite.Lookup(shown, filter.Path{Name: member.Name})
		if !json.SaysNothing(member.Value) && !declared(a.Sub(member.Name)).shows(value, member.Value) {
			return false
		}
	}
	return true
}

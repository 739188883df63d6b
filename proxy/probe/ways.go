package probe

import (
	"fmt"
	"slices"
	"strings"
)

// The ways are how a pack writes what the target does not take as clients send it.
type ways struct {
	elements []string // lines under elements
	removes  bool     // whether members are removed by a list
	already  []string // the errors by which the target says that somebody is no member
	differs  bool     // whether a replace of all members becomes the difference
	empties  bool     // whether an empty text becomes a remove
	never    []string // forms
	puts     bool     // whether all PATCHes are carried out by PUT
	put      []string // the attributes that are written by PUT
	patch    bool     // whether a PUT becomes a PATCH
	seen     []string // the attributes that were looked at
	strict   bool     // whether attributes that no schema has are refused
	kept     bool     // whether a PUT keeps what it does not name
}

// ways finds the way round each form that does not work.
func (t *trial) ways() *ways {
	w := &ways{kept: t.omitted == "kept"}
	for _, one := range t.tries {
		if !one.works && one.of != "" && !slices.Contains(w.seen, one.of) {
			w.seen = append(w.seen, one.of)
			if !t.element(w, one.of) && t.putHelps(one.of) {
				w.put = append(w.put, one.of)
			}
		}
	}
	if slices.Contains(w.put, "title") && t.tried(absentTitle) && !t.works(absentTitle) {
		w.put = append(w.put, singles...)
	}
	slices.Sort(w.put)
	w.put = slices.Compact(w.put)
	w.puts = len(w.put) > 0 && !slices.ContainsFunc(t.tries, func(one *patchTry) bool { return one.works })
	w.patch = t.unput && t.works("replace of active", "replace of displayName")
	w.already = t.already()
	w.strict = slices.ContainsFunc(t.tries, func(one *patchTry) bool {
		return one.says == undeclaredForm && strings.HasPrefix(one.status, "refused, 4")
	})
	t.form(w)
	return w
}

// singles are attributes that a client may remove as it may a title.
var singles = []string{"nickName", "userType", "preferredLanguage", "locale", "timezone"}

// putHelps reports whether a PUT does something that no PATCH does to an attribute, and all that one does.
func (t *trial) putHelps(of string) bool {
	helps := false
	for _, one := range t.tries {
		if one.of == of {
			helps = helps || one.puts && !one.works
			if one.works && one.unputs {
				return false
			}
		}
	}
	return helps
}

// works reports whether one of the forms works.
func (t *trial) works(says ...string) bool {
	return slices.ContainsFunc(t.tries, func(one *patchTry) bool {
		return one.works && slices.Contains(says, one.says)
	})
}

// tried reports whether a form was tried.
func (t *trial) tried(says string) bool {
	return slices.ContainsFunc(t.tries, func(one *patchTry) bool { return one.says == says })
}

// element finds a form of operations for the elements of an attribute, and reports whether there is one
// that loses nothing.
func (t *trial) element(w *ways, name string) bool {
	i := slices.IndexFunc(elementKinds, func(k elementKind) bool { return k.attr == name })
	switch {
	case name == "members":
		return t.members(w)
	case i < 0:
		return false
	}
	k := &elementKinds[i]
	anew := removeAddForm + k.attr
	switch add := "add of " + k.says(); {
	case t.works(anew+formMissing) && t.works(anew+formPresent) && k.bare(decoded(t.own.sent), decoded(t.own.shown)):
		w.elements = append(w.elements, name+":", "  paths: ["+k.paths()+"]", "  write: remove_add",
			"  assume: bare_element")
		return true
	case !t.putHelps(name) && !t.works(add+formPresent) && t.works("replace of "+k.says()+formPresent):
		w.elements = append(w.elements, name+":", "  paths: ["+k.paths()+"]", "  write: in_place")
	}
	return false
}

// members finds a form for removals and replaces of members, and reports whether they need no PUT.
func (t *trial) members(w *ways) bool {
	removes := t.works(removeMember)
	if !removes && t.works(removeListed) {
		w.removes, removes = true, true
	}
	if !removes || !t.works(addMembers) {
		return false
	}
	w.differs = !t.works(replaceMember) || !t.works(replaceByNone)
	return true
}

// already returns the errors by which the target says that who is to be removed is no member.
func (t *trial) already() []string {
	var list []string
	for _, one := range t.tries {
		if one.works || one.refusal < 400 || one.refusal >= 500 || one.words == "" ||
			one.says != absentMember && one.says != absentMembers {
			continue
		}
		said := fmt.Sprintf("{status: %d, detail: %s}", one.refusal, quoteYAML(pattern(one.words)))
		if !slices.Contains(list, said) {
			list = append(list, said)
		}
	}
	return list
}

// paths names the parts of the elements that clients write.
func (k *elementKind) paths() string {
	list := make([]string, len(k.types))
	for i, kind := range k.types {
		list[i] = quoteYAML(fmt.Sprintf(`%s[type eq "%s"].%s`, k.attr, kind, k.part))
	}
	return strings.Join(list, ", ")
}

// form finds the forms that are never sent, and what becomes of empty texts.
func (t *trial) form(w *ways) {
	if t.tried(emptyText) && !t.works(emptyText) {
		w.empties = t.works(removeTitle)
		if !w.empties {
			w.never = append(w.never, "empty_value")
		}
	}
	for _, one := range t.tries {
		unsent := !one.works && one.limit != "" && !w.writes(one.of) && !t.sometimes(one)
		if unsent && !slices.Contains(w.never, one.limit) {
			w.never = append(w.never, one.limit)
		}
	}
}

// writes reports whether there is a way to write an attribute, so that its forms are not sent anyway.
func (w *ways) writes(of string) bool {
	return of != "" && (slices.Contains(w.put, of) || slices.Contains(w.elements, of+":") ||
		of == "members" && w.differs)
}

// written returns those of the attributes with elements that there is a way for.
func (w *ways) written() []string {
	var list []string
	for _, k := range elementKinds {
		if w.writes(k.attr) {
			list = append(list, k.attr)
		}
	}
	return list
}

// sometimes reports whether another form of the same sort works, so that it is the target that says
// what it takes.
func (t *trial) sometimes(one *patchTry) bool {
	return slices.ContainsFunc(t.tries, func(o *patchTry) bool { return o.works && o.limit == one.limit })
}

// writes writes what is known of PATCH and PUT.
func (t *trial) writes(p *packText) {
	if t == nil {
		return
	}
	if len(t.tries) == 0 {
		p.comment(2, "No PATCH was tried.")
		return
	}
	p.comment(2, "PATCH, tried on a %s:", t.own.what())
	for _, one := range t.tries {
		p.comment(2, "- %s: %s", one.says, one.outcome())
	}
	if t.put != "" {
		p.comment(2, "PUT of what is shown, with a change: %s.", t.put)
	}
	if t.omitted != "" {
		p.comment(2, "What a PUT does not name is %s.", t.omitted)
	}
	t.ways().print(p)
}

// outcome says what came of a form, in the target's words where it refuses it.
func (t *patchTry) outcome() string {
	text := t.status
	if t.words != "" {
		text += ": " + strings.TrimSuffix(t.words, ".")
	}
	if t.puts && !t.works {
		text += "; a PUT does it"
	}
	return text
}

func (w *ways) print(p *packText) {
	if w.patch {
		p.line("  puts: {action: patch}")
	}
	if w.strict {
		p.line("  stores: {undeclared: drop}")
	}
	var list, members []string
	if len(w.elements) > 0 {
		list = append(list, "elements:")
		for _, line := range w.elements {
			list = append(list, "  "+line)
		}
	}
	if w.empties {
		list = append(list, "empties: [empty_text]")
	}
	list = append(list, w.neverLines()...)
	if w.removes {
		list = append(list, "removes: {members: list}")
	}
	if w.differs {
		members = append(members, "replace: difference")
	}
	if len(w.already) > 0 {
		members = append(members, "on_failure: isolate", "already: ["+strings.Join(w.already, ", ")+"]")
	}
	if len(members) > 0 {
		list = append(list, "members: {"+strings.Join(members, ", ")+"}")
	}
	list = append(list, w.emulateLines()...)
	if len(list) > 0 {
		p.line("  patch:")
	}
	for _, line := range list {
		p.line("    %s", line)
	}
}

// neverLines are the forms that are never sent, but of what is written otherwise.
func (w *ways) neverLines() []string {
	filtered := func(form string) bool { return strings.HasPrefix(form, "filtered_") }
	except := w.written()
	switch {
	case len(w.never) == 0:
		return nil
	case len(except) == 0 || !slices.ContainsFunc(w.never, filtered):
		return []string{"never: [" + strings.Join(w.never, ", ") + "]"}
	}
	list := []string{"never:"}
	for _, form := range w.never {
		if filtered(form) {
			form = fmt.Sprintf("{forms: [%s], except: [%s]}", form, strings.Join(except, ", "))
		}
		list = append(list, "  - "+form)
	}
	return list
}

// emulateLines say what is written by PUT.
func (w *ways) emulateLines() []string {
	how := "missing: add"
	if w.kept {
		how += ", omitted: kept"
	}
	switch {
	case w.puts:
		return []string{"emulate: {by: put, " + how + "}"}
	case len(w.put) == 0:
		return nil
	}
	names := make([]string, len(w.put))
	for i, name := range w.put {
		names[i] = plainYAML(name)
	}
	return []string{fmt.Sprintf("emulate: {by: put, attributes: [%s], %s}", strings.Join(names, ", "), how)}
}

package rewrite

import (
	"scimshim/rewrite/filter"
	"scimshim/rewrite/json"
	"scimshim/rewrite/response"
)

// The tapes of a message: a body is read once, whoever looks at it, and a tape is edited
// along with its text.
type tapes struct {
	body *json.Tape   // of the message's body, if it has its text; nil for none
	sent *json.Tape   // of the body that the target was sent, likewise
	ops  []*json.Tape // of what operations of a PATCH have become
	next *json.Tape   // on which an edited copy of the body is put
	room json.Room    // of the texts of edited copies

	late     *json.Editor // of the body that is a copy on no tape yet; nil if there is none
	lateText string       // that copy
}

func (t *tapes) release() {
	t.sweep(nil)
	t.dropLate()
	for _, tape := range [...]*json.Tape{t.body, t.sent, t.next} {
		if tape != nil {
			tape.Release()
		}
	}
	t.body, t.sent, t.next = nil, nil, nil
	t.room.Empty(filter.Poisoned)
}

// sweep gives the tapes back that none of the operations is on.
func (t *tapes) sweep(ops []Op) {
	if len(t.ops) == 0 {
		return
	}
	for i := range ops {
		ops[i].value.Hold()
	}
	kept := t.ops[:0]
	for _, tape := range t.ops {
		if tape.Held() {
			kept = append(kept, tape)
		} else {
			tape.Release()
		}
	}
	clear(t.ops[len(kept):])
	t.ops = kept
}

// read puts the value of an operation that a rule made on a tape.
func (t *tapes) read(value string, names *json.Names) json.Value {
	tape := json.TakeTape()
	if err := tape.Read(value, names); err != nil {
		panic("BUG: an operation with a value that is no JSON: " + err.Error())
	}
	t.ops = append(t.ops, tape)
	return tape.Root()
}

// tape returns the tape of the body, which must be sound JSON.
func (m *Message) tape() *json.Tape {
	if err := m.unsound(); err != nil {
		panic("BUG: a body that was not checked: " + err.Error())
	}
	return m.scratch.tapes.body
}

// doc returns the value that the body is; no value of an empty one.
func (m *Message) doc() json.Value {
	if m.Body == "" {
		return json.Value{}
	}
	return m.tape().Root()
}

// list returns the resources of the list that an answer is; no value of what is none. Most have no
// such name anywhere, which takes no look at them.
func (m *Message) list() json.Value {
	body := m.doc()
	if m.IsRequest() || body.Knows(m.known()) && !set(body.Seen()).has(m.chain.lookup().list) {
		return json.Value{}
	}
	return response.List(body)
}

// Get returns what the body, which must be sound JSON, has at a path: all of it at the zero
// Path. It is good until the next edit.
func (m *Message) Get(p filter.Path) json.Value { return m.doc().Get(p.Schema, p.Name, p.Sub) }

// ValueOf returns the value of an operation, which is good until the next edit.
func (m *Message) ValueOf(op Op) json.Value {
	if op.Value != "" && !op.value.Exists() {
		return m.room().tapes.read(op.Value, m.known())
	}
	return op.value
}

// Carries reports whether a resource in the body, of all that MapAttributes walks through,
// has something at a path, and be it null.
func (m *Message) Carries(p filter.Path) bool {
	if m.Body == "" || !m.carriesResources() {
		return false
	}
	list := m.list()
	if !list.Exists() {
		return m.doc().Get(p.Schema, p.Name, p.Sub).Exists()
	}
	for resource := range list.Elements() {
		if resource.Get(p.Schema, p.Name, p.Sub).Exists() {
			return true
		}
	}
	return false
}

// AnyOf reports whether is holds for the value of an operation. Other than with ValueOf a value
// that a rule made is not kept on a tape: there may be a thousand.
func (m *Message) AnyOf(op *Op, is func(json.Value) bool) bool {
	if op.Value == "" || op.value.Exists() {
		return is(op.value)
	}
	tape := json.TakeTape()
	defer tape.Release()
	if err := tape.Read(op.Value, m.known()); err != nil {
		panic("BUG: an operation with a value that is no JSON: " + err.Error())
	}
	return is(tape.Root())
}

// MayHave reports whether a member of some name may be in what the message carries, at
// whatever place. It does not look for it.
func (m *Message) MayHave(name string) bool {
	names := m.known()
	if names == nil {
		return true
	}
	id := names.ID(name)
	if id == 0 {
		return true
	}
	if !m.IsRequest() || m.Method != "PATCH" {
		return m.Body != "" && m.mayHave(m.doc(), id)
	}
	ops, err := m.Ops()
	for i := range ops {
		if ops[i].Value != "" && m.mayHave(ops[i].value, id) {
			return true
		}
	}
	return err != nil
}

func (m *Message) mayHave(v json.Value, id uint16) bool {
	return !v.Knows(m.known()) || set(v.Seen()).has(int(id))
}

// AnyValue reports whether is holds for a value that an attribute, a sub-attribute or an
// extension has in the body, in any of the resources that MapAttributes walks through. By
// that a rule that is about few attributes knows whether there is anything to walk for.
// Operations of a PATCH are not looked at.
func (m *Message) AnyValue(p filter.Path, is func(json.Value) bool) bool {
	if m.Body == "" || !m.carriesResources() {
		return false
	}
	body := m.doc()
	core := m.coreIn(body)
	list := m.list()
	if !list.Exists() {
		return anyIn(body, core, p, is)
	}
	for resource := range list.Elements() {
		if anyIn(resource, core, p, is) {
			return true
		}
	}
	return false
}

// coreIn returns the URN of the core schema, or nothing if no member of the body has it for its name.
func (m *Message) coreIn(body json.Value) string {
	forms := m.forms()
	switch {
	case forms == nil || !body.Knows(m.known()):
		return m.Types().CoreURN(m.Resource)
	case set(body.Seen()).has(int(forms.urnID)):
		return forms.urn
	}
	return ""
}

// SetValues puts other texts in the place of the values that AnyValue goes through. It does nothing and
// reports false where f says of one that this is not enough, or they are in an unusual order.
func (m *Message) SetValues(p filter.Path, f func(json.Value) (text string, enough bool)) bool {
	var e *json.Editor // nil before the first that is another one
	var last int
	failed := m.AnyValue(p, func(v json.Value) bool {
		text, enough := f(v)
		switch {
		case !enough || e != nil && v.Place() < last:
			return true
		case text == v.Text():
			return false
		case e == nil:
			e = m.tape().Edit()
		}
		last = v.Place()
		e.Set(last, text)
		return false
	})
	switch {
	case e == nil:
	case failed:
		e.Finish()
	default:
		m.edit(e)
	}
	return !failed
}

// anyIn is AnyValue in one resource, where an attribute of the core schema may be in an
// object under the URN of that, too, and a path may be the URN of an extension.
func anyIn(resource json.Value, core string, p filter.Path, is func(json.Value) bool) bool {
	switch {
	case p.Schema == "":
		if core != "" && anyAt(resource.Get(core, p.Name), p.Sub, is) {
			return true
		}
	case p.Sub == "":
		for name, v := range resource.Members() {
			if joins(name, p.Schema, p.Name) && is(v) {
				return true
			}
		}
	}
	return anyAt(resource.Get(p.Schema, p.Name), p.Sub, is)
}

// anyAt is AnyValue in the value of an attribute, of which or of whose elements a
// sub-attribute may be meant.
func anyAt(v json.Value, sub string, is func(json.Value) bool) bool {
	if sub == "" || v.Kind() != '[' {
		v = v.Get(sub)
		return v.Exists() && is(v)
	}
	for element := range v.Elements() {
		if at := element.Get(sub); at.Exists() && is(at) {
			return true
		}
	}
	return false
}

// IsExtension reports whether a member of a resource has the URN of an extension for its name, one
// of the resource type and spelled in whatever case.
func (m *Message) IsExtension(member json.Value) bool {
	return member.Knows(m.known()) && m.forms().extension(member.ID()) != nil
}

// Lookup is Get for who wants a text, as the function Lookup has it.
func (m *Message) Lookup(p filter.Path) (string, bool) {
	return m.doc().Lookup(p.Schema, p.Name, p.Sub)
}

// sentDoc returns the value that the body is which the target was sent.
func (m *Message) sentDoc() json.Value {
	if m.sent == "" {
		return json.Value{}
	}
	t := &m.room().tapes
	if t.sent == nil {
		t.sent = json.TakeTape()
	}
	if t.sent.Text() != m.sent && t.sent.Read(m.sent, m.known()) != nil {
		return json.Value{}
	}
	return t.sent.Root()
}

// sound reports whether the body is sound JSON, which is found out once.
func (m *Message) sound() bool { return m.Body != "" && m.unsound() == nil }

// unsound returns what makes the body no sound JSON, or nil.
func (m *Message) unsound() error {
	if s := m.scratch; s != nil && s.of == m && s.tapes.late == nil && s.tapes.body.IsOf(m.Body) {
		return nil // as nearly always
	}
	return m.unsoundWithin(json.Bounds{})
}

// unsoundWithin is unsound of a body that is not read further than some bounds.
func (m *Message) unsoundWithin(b json.Bounds) error {
	t := &m.room().tapes
	if t.late != nil {
		t.settle(m.Body)
	}
	if t.body == nil {
		t.body = json.TakeTape()
	}
	if m.Body != "" && t.body.Text() == m.Body {
		return nil
	}
	return t.body.ReadWithin(m.Body, m.known(), b)
}

// known returns the names that the chain looks for.
func (m *Message) known() *json.Names {
	if m.chain == nil {
		return nil
	}
	return m.chain.lookup().names
}

// seen returns the names that may occur in the body, a bit for each id, and whether that is sound JSON. It takes
// less than a look at the body where rules have edited that.
func (m *Message) seen() (set, bool) {
	if t := &m.room().tapes; t.late != nil && t.lateText == m.Body {
		return t.body.Seen(), true
	}
	if !m.sound() {
		return nil, false
	}
	return m.tape().Seen(), true
}

// showsSome reports whether it is known without a look at an edited answer that it is a list of some: no more
// than names is edited in the one from which it was made.
func (m *Message) showsSome() bool {
	t := &m.room().tapes
	if t.late == nil || t.lateText != m.Body {
		return false
	}
	list := response.List(t.body.Root())
	return list.Exists() && !list.Empty() && t.late.OnlyRenames(list)
}

// turnTape keeps the tape of the request, whose answer comes.
func (m *Message) turnTape() {
	t := &m.room().tapes
	t.dropLate()
	t.body, t.sent = t.sent, t.body
}

package mock

import (
	"bytes"
	"encoding/json"
	"strings"
)

// object is a JSON object that keeps the order of its members and finds them without regard to case, as
// SCIM wants it. Of a name that occurs twice the last value counts. Values are *object, []any, string,
// json.Number, bool and nil; other Go values may be set in what is only written.
type object struct {
	members []member
}

type member struct {
	name  string
	value any
}

// newObject makes an object of names and values in turn.
func newObject(pairs ...any) *object {
	o := &object{}
	for i := 0; i < len(pairs); i += 2 {
		o.set(pairs[i].(string), pairs[i+1])
	}
	return o
}

func (o *object) index(name string) int {
	for i := range o.members {
		if strings.EqualFold(o.members[i].name, name) {
			return i
		}
	}
	return -1
}

// lookup returns a member's value and whether there is such a member.
func (o *object) lookup(name string) (any, bool) {
	if i := o.index(name); i >= 0 {
		return o.members[i].value, true
	}
	return nil, false
}

// get returns a member's value, nil if there is none.
func (o *object) get(name string) any {
	v, _ := o.lookup(name)
	return v
}

// text returns a member's value if it is a string, else "".
func (o *object) text(name string) string {
	s, _ := o.get(name).(string)
	return s
}

// set replaces a member's value in place or adds the member at the end.
func (o *object) set(name string, v any) {
	if i := o.index(name); i >= 0 {
		o.members[i].value = v
		return
	}
	o.members = append(o.members, member{name, v})
}

// drop removes a member and returns its value and whether there was one.
func (o *object) drop(name string) (any, bool) {
	i := o.index(name)
	if i < 0 {
		return nil, false
	}
	v := o.members[i].value
	o.members = append(o.members[:i:i], o.members[i+1:]...)
	return v, true
}

// names lists the members' names in order.
func (o *object) names() []string {
	names := make([]string, len(o.members))
	for i, m := range o.members {
		names[i] = m.name
	}
	return names
}

// clone copies an object with all that is in it.
func (o *object) clone() *object { return clone(o).(*object) }

func clone(v any) any {
	switch v := v.(type) {
	case *object:
		c := &object{members: make([]member, len(v.members))}
		for i, m := range v.members {
			c.members[i] = member{m.name, clone(m.value)}
		}
		return c
	case []any:
		c := make([]any, len(v))
		for i := range v {
			c[i] = clone(v[i])
		}
		return c
	}
	return v
}

// MarshalJSON writes the members in their order.
func (o *object) MarshalJSON() ([]byte, error) {
	var b bytes.Buffer
	b.WriteByte('{')
	for i, m := range o.members {
		if i > 0 {
			b.WriteByte(',')
		}
		b.Write(encode(m.name))
		b.WriteByte(':')
		b.Write(encode(m.value))
	}
	b.WriteByte('}')
	return b.Bytes(), nil
}

// encode writes a value as JSON, without the escapes that HTML wants.
func encode(v any) []byte {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	if err := e.Encode(v); err != nil {
		panic("BUG: a mock's answer is not JSON: " + err.Error())
	}
	return bytes.TrimSuffix(b.Bytes(), []byte("\n"))
}

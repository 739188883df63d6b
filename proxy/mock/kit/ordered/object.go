// Package ordered has JSON objects that keep the order of their members, since a wire capture is compared
// with what a target answers, and that find a member without regard to case, as SCIM wants it. It knows
// nothing else of SCIM. Read Object, then Decode and Encode.
package ordered

import (
	"bytes"
	"encoding/json"
	"strings"
)

// Object is a JSON object that keeps the order of its members and finds them without regard to case, as
// SCIM wants it. Of a name that occurs twice the last value counts. Values are *Object, []any, string,
// json.Number, bool and nil; other Go values may be set in what is only written.
type Object struct {
	Members []Member
}

// Member is a name and its value.
type Member struct {
	Name  string
	Value any
}

// New makes an object of names and values in turn.
func New(pairs ...any) *Object {
	o := &Object{}
	for i := 0; i < len(pairs); i += 2 {
		o.Set(pairs[i].(string), pairs[i+1])
	}
	return o
}

// Index returns where a member is in Members, -1 where there is none.
func (o *Object) Index(name string) int {
	for i := range o.Members {
		if strings.EqualFold(o.Members[i].Name, name) {
			return i
		}
	}
	return -1
}

// Lookup returns a member's value and whether there is such a member.
func (o *Object) Lookup(name string) (any, bool) {
	if i := o.Index(name); i >= 0 {
		return o.Members[i].Value, true
	}
	return nil, false
}

// Get returns a member's value, nil if there is none.
func (o *Object) Get(name string) any {
	v, _ := o.Lookup(name)
	return v
}

// Text returns a member's value if it is a string, and "" otherwise.
func (o *Object) Text(name string) string {
	s, _ := o.Get(name).(string)
	return s
}

// Set replaces a member's value in place or adds the member at the end.
func (o *Object) Set(name string, v any) {
	if i := o.Index(name); i >= 0 {
		o.Members[i].Value = v
		return
	}
	o.Members = append(o.Members, Member{name, v})
}

// Drop removes a member and returns its value and whether there was one.
func (o *Object) Drop(name string) (any, bool) {
	i := o.Index(name)
	if i < 0 {
		return nil, false
	}
	v := o.Members[i].Value
	o.Members = append(o.Members[:i:i], o.Members[i+1:]...)
	return v, true
}

// Names lists the members' names in order.
func (o *Object) Names() []string {
	names := make([]string, len(o.Members))
	for i, m := range o.Members {
		names[i] = m.Name
	}
	return names
}

// Clone copies an object with all that is in it.
func (o *Object) Clone() *Object { return Clone(o).(*Object) }

// Clone copies a value with all that is in it.
func Clone(v any) any {
	switch v := v.(type) {
	case *Object:
		c := &Object{Members: make([]Member, len(v.Members))}
		for i, m := range v.Members {
			c.Members[i] = Member{m.Name, Clone(m.Value)}
		}
		return c
	case []any:
		c := make([]any, len(v))
		for i := range v {
			c[i] = Clone(v[i])
		}
		return c
	}
	return v
}

// MarshalJSON writes the members in their order.
func (o *Object) MarshalJSON() ([]byte, error) {
	var b bytes.Buffer
	b.WriteByte('{')
	for i, m := range o.Members {
		if i > 0 {
			b.WriteByte(',')
		}
		b.Write(Encode(m.Name))
		b.WriteByte(':')
		b.Write(Encode(m.Value))
	}
	b.WriteByte('}')
	return b.Bytes(), nil
}

// Encode writes a value as JSON, without the escapes that HTML wants.
func Encode(v any) []byte {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	if err := e.Encode(v); err != nil {
		panic("BUG: a mock's answer is not JSON: " + err.Error())
	}
	return bytes.TrimSuffix(b.Bytes(), []byte("\n"))
}

// Values lists the values of a member: the elements of a list, or the one value. Null is no value.
func (o *Object) Values(name string) []any {
	switch v := o.Get(name).(type) {
	case nil:
		return nil
	case []any:
		return v
	default:
		return []any{v}
	}
}

// Objects lists the objects in a list member.
func (o *Object) Objects(name string) []*Object {
	list, _ := o.Get(name).([]any)
	return Objects(list)
}

// SetList sets a list, or drops the member where the list is empty.
func (o *Object) SetList(name string, list []any) {
	if len(list) == 0 {
		o.Drop(name)
		return
	}
	o.Set(name, list)
}

// TextOf returns a string member of an element of a list, and "" otherwise.
func TextOf(element any, name string) string {
	o, ok := element.(*Object)
	if !ok {
		return ""
	}
	return o.Text(name)
}

// Objects picks the objects out of a list.
func Objects(values []any) []*Object {
	var found []*Object
	for _, v := range values {
		if o, ok := v.(*Object); ok {
			found = append(found, o)
		}
	}
	return found
}

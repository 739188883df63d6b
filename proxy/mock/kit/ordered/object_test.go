package ordered

import (
	"strings"
	"testing"
)

func TestDecodeEncode(t *testing.T) {
	f := func(text, want string) {
		t.Helper()
		o, err := Decode([]byte(text))
		if err != nil {
			t.Errorf("%s: %v", text, err)
		} else if got := string(Encode(o)); got != want {
			t.Errorf("%s: %s, want %s", text, got, want)
		}
	}
	f(`{"b":1,"a":[{"z":null,"y":true}]}`, `{"b":1,"a":[{"z":null,"y":true}]}`)
	f(`{"a":1.50,"n":12345678901234567890}`, `{"a":1.50,"n":12345678901234567890}`)
	f(`{"a":"<&>"}`, `{"a":"<&>"}`)
	f(`{"a":1,"b":2,"A":3}`, `{"a":3,"b":2}`)
	for _, text := range []string{``, `[]`, `7`, `{`, `{}x`, strings.Repeat(`{"a":`, maxDepth+1) + `1` +
		strings.Repeat(`}`, maxDepth+1)} {
		if _, err := Decode([]byte(text)); err == nil {
			t.Errorf("%.20s is read", text)
		}
	}
}

// TestObject finds members without regard to case, and changes a copy without changing what it was made of.
func TestObject(t *testing.T) {
	o := New("userName", "a", "emails", []any{New("value", "x"), "odd"})
	if o.Text("USERNAME") != "a" || o.Index("Emails") != 1 || o.Index("none") != -1 || o.Text("emails") != "" {
		t.Errorf("members of %s", Encode(o))
	}
	if found := o.Objects("emails"); len(found) != 1 || TextOf(found[0], "value") != "x" || TextOf("odd", "value") != "" {
		t.Errorf("objects of %s", Encode(o))
	}
	before := string(Encode(o))
	c := o.Clone()
	c.Objects("emails")[0].Set("VALUE", "y")
	c.SetList("emails", nil)
	if v, ok := c.Drop("username"); !ok || v != "a" || string(Encode(c)) != `{}` || string(Encode(o)) != before {
		t.Errorf("the copy is %s, the original %s", Encode(c), Encode(o))
	}
}

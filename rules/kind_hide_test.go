package rules

import "testing"

func TestHide(t *testing.T) {
	set := compile(t, rule(`hide: {empty: [members, name.formatted]}`))
	f := func(in, want string) {
		t.Helper()
		r := do(t, set, "GET /Groups/1", "200\n\n"+in)
		if r.err != nil || r.m.Body != want {
			t.Errorf("%s is answered as %s, %v", in, r.m.Body, r.err)
		}
	}
	f(`{"id":"1","displayName":"A","members":[]}`, `{"id":"1","displayName":"A"}`)
	f(`{"id":"1","Members":null,"displayName":"A"}`, `{"id":"1","displayName":"A"}`)
	f(`{"id":"1","members":[{"value":"7"}]}`, `{"id":"1","members":[{"value":"7"}]}`)
	f(`{"id":"1","name":{"formatted":null,"givenName":"A"}}`, `{"id":"1","name":{"givenName":"A"}}`)
	fault(t, rule(`hide: {empty: [active]}`), "f1.yaml:4:19: active is what an answer is judged by")
}

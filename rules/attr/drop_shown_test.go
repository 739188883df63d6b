package attr_test

import (
	"testing"

	"scimshim/rules/rulestest"
)

func TestHide(t *testing.T) {
	set := rulestest.Compile(t, rulestest.File(`groups: {drop: {name: unshown, attributes: [members, name.formatted], in: answers, when: empty}}`))
	f := func(in, want string) {
		t.Helper()
		r := rulestest.Do(t, set, "GET /Groups/1", "200\n\n"+in)
		if r.Err != nil || r.Message.Body != want {
			t.Errorf("%s is answered as %s, %v", in, r.Message.Body, r.Err)
		}
	}
	f(`{"id":"1","displayName":"A","members":[]}`, `{"id":"1","displayName":"A"}`)
	f(`{"id":"1","Members":null,"displayName":"A"}`, `{"id":"1","displayName":"A"}`)
	f(`{"id":"1","members":[{"value":"7"}]}`, `{"id":"1","members":[{"value":"7"}]}`)
	f(`{"id":"1","name":{"formatted":null,"givenName":"A"}}`, `{"id":"1","name":{"givenName":"A"}}`)
	rulestest.Fault(t, rulestest.File(`users: {drop: {name: unshown, attributes: [active], in: answers, when: empty}}`), "f1.yaml:2:43: active cannot be dropped: answers are checked by it")
}

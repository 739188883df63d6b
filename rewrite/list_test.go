package rewrite

import "testing"

func TestErrorAnswer(t *testing.T) {
	f := func(status int, body string, want ErrorAnswer, ok bool) {
		t.Helper()
		m := &Message{Status: status, Body: body}
		if got, is := m.ErrorAnswer(); is != ok || ok && got != want {
			t.Errorf("%d %s: %+v %t", status, body, got, is)
		}
	}
	const urn = `"urn:ietf:params:scim:api:messages:2.0:Error"`
	f(404, `{"schemas":[`+urn+`],"detail":"d","scimType":"t"}`, ErrorAnswer{"t", "d"}, true)
	f(404, `{"Schemas":["x",`+urn+`],"DETAIL":"d"}`, ErrorAnswer{"", "d"}, true)
	f(404, `{"schemas":`+urn+`}`, ErrorAnswer{}, true)
	f(404, `{"scimtype":"\u0074"}`, ErrorAnswer{"t", ""}, true)
	f(404, `{"schemas":["urn:x:messages:2.0:Error"]}`, ErrorAnswer{}, true)
	f(404, `{"schemas":["urn:x:Error"],"detail":"d"}`, ErrorAnswer{}, false)
	f(404, `{"schemas":7,"scimType":8,"detail":9}`, ErrorAnswer{}, false)
	f(404, `{"detail":"d"}`, ErrorAnswer{}, false)
	f(404, ``, ErrorAnswer{}, false)
	f(200, `{"scimType":"t"}`, ErrorAnswer{}, false)
}

func TestIsQuery(t *testing.T) {
	for _, c := range []struct {
		method, id string
		want       bool
	}{{"GET", "", true}, {"GET", "1", false}, {"POST", "", false}} {
		if m := (&Message{Method: c.method, Resource: "Users", ID: c.id}); m.IsQuery() != c.want {
			t.Errorf("%s %q", c.method, c.id)
		}
	}
}

package response

import (
	"testing"

	"scimshim/rewrite/json"
)

// read returns the value that a body is; none of an empty one.
func read(t *testing.T, body string) json.Value {
	t.Helper()
	var tape json.Tape
	if body == "" {
		return tape.Root()
	}
	if err := tape.Read(body, nil); err != nil {
		t.Fatal(err)
	}
	return tape.Root()
}

func TestReadError(t *testing.T) {
	f := func(body string, want Error, ok bool) {
		t.Helper()
		if got, is := ReadError(read(t, body)); is != ok || ok && got != want {
			t.Errorf("%s: %+v %t", body, got, is)
		}
	}
	const urn = `"urn:ietf:params:scim:api:messages:2.0:Error"`
	f(`{"schemas":[`+urn+`],"detail":"d","scimType":"t"}`, Error{"t", "d"}, true)
	f(`{"Schemas":["x",`+urn+`],"DETAIL":"d"}`, Error{"", "d"}, true)
	f(`{"schemas":`+urn+`}`, Error{}, true)
	f(`{"scimtype":"\u0074"}`, Error{"t", ""}, true)
	f(`{"schemas":["urn:x:messages:2.0:Error"]}`, Error{}, true)
	f(`{"schemas":["urn:x:Error"],"detail":"d"}`, Error{}, false)
	f(`{"schemas":7,"scimType":8,"detail":9}`, Error{}, false)
	f(`{"detail":"d"}`, Error{}, false)
	f(``, Error{}, false)
}

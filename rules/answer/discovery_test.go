package answer_test

import (
	"testing"

	"scimshim/rules/rulestest"
)

// What RFC 7643, section 5, requires of bulk is there, whatever the target says of it.
func TestDiscoveryBulk(t *testing.T) {
	set := rulestest.Compile(t, rulestest.File("normalize: [service_config]"))
	f := func(in, want string) {
		t.Helper()
		r := rulestest.Do(t, set, "GET /ServiceProviderConfig", "200\n\n"+in)
		if r.Err != nil || r.Message.Body != want {
			t.Errorf("%s: %v\n got %s\nwant %s", in, r.Err, r.Message.Body, want)
		}
	}
	const none = `"bulk":{"supported":false,"maxOperations":0,"maxPayloadSize":0}`
	f(`{"patch":{"supported":"True"}}`, `{"patch":{"supported":true},`+none+`}`)
	f(`{"bulk":null,"sort":{"supported":0}}`, `{`+none+`,"sort":{"supported":false}}`)
	f(`{"bulk":{}}`, `{`+none+`}`)
	f(`{"bulk":false}`, `{`+none+`}`)
	f(`{"bulk": {"supported": 1}}`, `{"bulk": {"supported": false,"maxOperations":0,"maxPayloadSize":0}}`)
	f(`{"bulk":{"maxOperations":null,"Supported":true}}`, `{"bulk":{"maxOperations":0,"Supported":false,"maxPayloadSize":0}}`)
	f(`{"Bulk":{"supported":true,"maxOperations":9,"maxPayloadSize":8}}`,
		`{"Bulk":{"supported":false,"maxOperations":9,"maxPayloadSize":8}}`)
}

package answer

import "testing"

// What is not said of an attribute of a schema is what RFC 7643, section 2.2, has for it.
func TestFullSchema(t *testing.T) {
	f := func(attributes, want string) {
		t.Helper()
		got := fullSchema(`{"id":"urn:x","attributes":[` + attributes + `],"meta":{}}`)
		if want = `{"id":"urn:x","attributes":[` + want + `],"meta":{}}`; got != want {
			t.Errorf("\n got %s\nwant %s", got, want)
		}
	}
	const tail = `"multiValued":false,"required":false,"mutability":"readWrite"`
	f(`{"name":"a"}`, `{"name":"a","type":"string",`+tail+`}`)
	f(`{"Type":"boolean","name":"a","returned":"never"}`, `{"name":"a","Type":"boolean",`+tail+`,"returned":"never"}`)
	f(`{"name":"a","mutability":"readOnly","required":true,"multiValued":true}`,
		`{"name":"a","type":"string","multiValued":true,"required":true,"mutability":"readOnly"}`)
	f(`{"name":"a","subAttributes":[{"name":"b"}]}`,
		`{"name":"a","type":"complex",`+tail+`,"subAttributes":[{"name":"b","type":"string",`+tail+`}]}`)
	f(`"a"`, `"a"`)
	if got := fullSchema(`{"id":"urn:x"}`); got != `{"id":"urn:x"}` {
		t.Error(got)
	}
}

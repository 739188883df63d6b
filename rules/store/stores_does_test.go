package store_test

import (
	"fmt"
	"strings"
	"testing"

	"scimshim/rules"
	"scimshim/rules/cases"
	"scimshim/rules/rulestest"
)

// The options do to requests what the table says, and nothing to the others.
func TestStoresDoes(t *testing.T) {
	for _, b := range blocks {
		t.Run(b.name, func(t *testing.T) {
			set := compile(t, source("name: own\n"+b.block+"\n"))
			want := map[string]string{}
			for _, s := range b.sees {
				want[s.request] = s.sent
			}
			for name, request := range requests {
				sent, ok := want[name]
				if !ok {
					_, sent, _ = strings.Cut(request, "\n\n")
				}
				if got := sentOf(t, set, request); got != sent {
					t.Errorf("%s\n got %s\nwant %s", name, got, sent)
				}
			}
		})
	}
}

// sentOf returns the body that the target sees, or what comes of the request in its place,
// and whether a step warns.
func sentOf(t *testing.T, set *rules.Set, request string) string {
	t.Helper()
	r := rulestest.Do(t, set, request, "204")
	got := ""
	switch {
	case r.Sent != nil && r.Sent.Body == "":
		if got = cases.FormatRequest(r.Sent); got == request+"\n" {
			got = ""
		}
	case r.Sent != nil:
		got = r.Sent.Body
	case r.Err != nil:
		got = "refused: " + r.Refusal(t).Detail
	default:
		got = fmt.Sprint("nothing: ", r.Message.Status)
	}
	for _, v := range r.Trace.Visits() {
		if v.Outcome().String() == "warned" {
			return got + " warned"
		}
	}
	return got
}

// requests are requests that have something of everything.
var requests = map[string]string{
	"create with e-mails":        "POST /Users\n\n" + `{"userName":"a","displayName":"","emails":[{"value":"h@x","type":"home"},{"value":"w@x","type":"work","display":"W"},{"value":"p@x","primary":true}]}`,
	"create with an address":     "POST /Users\n\n" + `{"userName":"a<b","emails":[{"value":"u@x"}],"addresses":[{"type":"work","locality":"Lund"}],"foo":1}`,
	"replace, disabled":          "PUT /Users/1\n\n" + `{"userName":"aaaaaaaaaaaaaaaaaaaaaaaaa","nickName":"n","active":false,"emails":[{"value":"h@x","type":"home"}]}`,
	"replace with a work e-mail": "PUT /Users/1\n\n" + `{"userName":"a","emails":[{"value":"h@x","type":"home"},{"value":"w@x","type":"work"}]}`,
	"replace with an extension":  "PUT /Users/1\n\n" + `{"userName":"a","name":{"givenName":"A"},"active":true,"urn:ietf:params:scim:schemas:extension:enterprise:2.0:User":{"department":"d"}}`,
	"patch by paths":             "PATCH /Users/1\n\n" + `{"Operations":[{"op":"replace","path":"emails[type eq \"home\"].value","value":"h@x"},{"op":"replace","path":"emails[type eq \"work\"].display","value":"W"},{"op":"replace","path":"title","value":"t"}]}`,
	"add e-mails":                "PATCH /Users/1\n\n" + `{"Operations":[{"op":"add","path":"emails","value":[{"value":"h@x","type":"home"},{"value":"u@x"}]},{"op":"remove","path":"userName"}]}`,
	"replace e-mails":            "PATCH /Users/1\n\n" + `{"Operations":[{"op":"replace","path":"emails","value":[{"value":"h@x","type":"home"}]},{"op":"replace","path":"userName","value":"aaaaaaaaaaaaaaaaaaaaaaaaa"}]}`,
	"disable":                    "PATCH /Users/1\n\n" + `{"Operations":[{"op":"replace","value":{"active":false,"nickName":"n","foo":1,"displayName":"a<b"}}]}`,
	"add an address":             "PATCH /Users/1\n\n" + `{"Operations":[{"op":"add","path":"addresses","value":[{"type":"work","locality":"Lund","region":""}]}]}`,
	"create a group":             "POST /Groups\n\n" + `{"displayName":"g","members":[{"value":"1","type":"User"},{"value":"2"},{"value":"3"}]}`,
	"replace a group":            "PUT /Groups/1\n\n" + `{"displayName":"h","externalId":"e"}`,
	"rename a group":             "PATCH /Groups/1\n\n" + `{"Operations":[{"op":"replace","path":"displayName","value":"h"},{"op":"add","path":"members","value":[{"value":"1"},{"value":"2"}]}]}`,
	"add a member":               "PATCH /Groups/1\n\n" + `{"Operations":[{"op":"add","path":"members","value":[{"value":"1","type":"User"}]}]}`,
	"find a long name":           `GET /Users?filter=userName eq "aaaaaaaaaaaaaaaaaaaaaaaaa"`,
	"find nothing":               `GET /Users?filter=externalId eq ""`,
}

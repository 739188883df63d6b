package store_test

import (
	"strings"
	"testing"

	"scimshim/rules"
	"scimshim/rules/cases"
)

// A same is a block, and the rules that it stands in place of.
type same struct{ name, block, flat string }

// writes are requests that have something of everything.
var writes = []string{
	`POST /Users {"userName":"a","displayName":"","emails":[{"value":"h@x","type":"home"},{"value":"w@x","type":"work","display":"W"},{"value":"p@x","primary":true}]}`,
	`POST /Users {"userName":"a<b","emails":[{"value":"u@x"}],"addresses":[{"type":"work","locality":"Lund"}],"foo":1}`,
	`PUT /Users/1 {"userName":"aaaaaaaaaaaaaaaaaaaaaaaaa","nickName":"n","active":false,"emails":[{"value":"h@x","type":"home"}]}`,
	`PUT /Users/1 {"userName":"a","name":{"givenName":"A"},"active":true,"urn:ietf:params:scim:schemas:extension:enterprise:2.0:User":{"department":"d"}}`,
	`PATCH /Users/1 {"Operations":[{"op":"replace","path":"emails[type eq \"home\"].value","value":"h@x"},{"op":"replace","path":"emails[type eq \"work\"].display","value":"W"},{"op":"replace","path":"title","value":"t"}]}`,
	`PATCH /Users/1 {"Operations":[{"op":"add","path":"emails","value":[{"value":"h@x","type":"home"},{"value":"u@x"}]},{"op":"remove","path":"userName"}]}`,
	`PATCH /Users/1 {"Operations":[{"op":"replace","path":"emails","value":[{"value":"h@x","type":"home"}]},{"op":"replace","path":"userName","value":"aaaaaaaaaaaaaaaaaaaaaaaaa"}]}`,
	`PATCH /Users/1 {"Operations":[{"op":"replace","value":{"active":false,"nickName":"n","foo":1,"displayName":"a<b"}}]}`,
	`PATCH /Users/1 {"Operations":[{"op":"add","path":"addresses","value":[{"type":"work","locality":"Lund","region":""}]}]}`,
	`POST /Groups {"displayName":"g","members":[{"value":"1","type":"User"},{"value":"2"},{"value":"3"}]}`,
	`PUT /Groups/1 {"displayName":"h","externalId":"e"}`,
	`PATCH /Groups/1 {"Operations":[{"op":"replace","path":"displayName","value":"h"},{"op":"add","path":"members","value":[{"value":"1"},{"value":"2"}]}]}`,
	`PATCH /Groups/1 {"Operations":[{"op":"add","path":"members","value":[{"value":"1","type":"User"}]}]}`,
	`GET /Users?filter=userName eq "aaaaaaaaaaaaaaaaaaaaaaaaa"`,
	`GET /Users?filter=externalId eq ""`,
	`GET /Groups?filter=displayName eq "g"`,
}

// Steps act as the rules in whose place they stand, on requests of one's own and on those
// of the packs' cases.
func TestStoresIsTheRules(t *testing.T) {
	var all []*cases.Case
	for _, request := range writes {
		line, body, _ := strings.Cut(request, " {")
		if body != "" {
			body = "{" + body
		}
		all = append(all, &cases.Case{Sections: []cases.Section{{Name: cases.Request, Text: line + "\n\n" + body + "\n"}}})
	}
	for _, folder := range []string{"entra-servicenow", "okta-atlassian"} {
		for _, c := range committed(t, folder) {
			all = append(all, c)
		}
	}
	entra, _ := rules.Pack("entra")
	for _, s := range sames {
		t.Run(s.name, func(t *testing.T) {
			blocks := compile(t, entra, source("name: own\n"+s.block))
			flat := compile(t, entra, source("name: own\nrules:\n"+s.flat))
			acted := 0
			for _, c := range all {
				got, acts := outcome(t, blocks, c, "own")
				want, _ := outcome(t, flat, c, "own")
				if got != want {
					t.Fatalf("the rules come to\n%s\nthe block to\n%s", want, got)
				}
				if acts {
					acted++
				}
			}
			if acted == 0 {
				t.Error("the block does nothing in any case")
			}
		})
	}
}

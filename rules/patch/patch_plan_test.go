package patch_test

import (
	"strings"
	"testing"

	"scimshim/rules"
	"scimshim/rules/cases"
)

// planned is a file in which each form is taken.
const planned = `name: own
users:
  stores:
    emails: {elements: 'type eq "work"', max_elements: 1, parts: [value, type, display]}
    phoneNumbers: {elements: ['type eq "work"', 'type eq "mobile"'], parts: [value, type, display]}
    addresses: {elements: 'type eq "work"'}
  patch:
    elements:
      emails: replace
      phoneNumbers: remove_add
      addresses: {write: [remove_add, in_place], complete: [streetAddress, locality], loses: [formatted]}
      roles: {paths: ['roles[primary eq true]'], write: replace, loses: others}
      ims: {paths: ['ims[type eq "skype"]'], write: add, assume: no_element}
    never: [filtered_add, {forms: [filtered_replace, every_element], action: drop, except: [addresses]}]
`

// Of each operation on an element it is told in which form it is sent, and what that assumes
// or loses; and of one that is refused, dropped or warned of, by which word of never.
func TestPlanIsExplained(t *testing.T) {
	for name, c := range map[string]struct{ ops, want string }{
		"replace": {`{"op":"add","path":"emails[type eq \"work\"].value","value":"a@example.com"}`,
			`emails[type eq "work"]: replace; the target keeps one element (max_elements: 1); may lose display`},
		"replace of all": {`{"op":"replace","path":"emails[type eq \"work\"]","value":{"value":"a@example.com","display":"A"}}`,
			`emails[type eq "work"]: replace; the target keeps one element (max_elements: 1)`},
		"an add of the list": {`{"op":"add","path":"emails","value":[{"value":"a@example.com","type":"work"}]}`,
			`emails: an add becomes a replace; the target keeps one element (max_elements: 1)`},
		"remove and add": {`{"op":"replace","path":"phoneNumbers[type eq \"mobile\"].value","value":"1"}`,
			`phoneNumbers[type eq "mobile"]: remove_add; the target keeps only the parts listed in stores; may lose display`},
		"a removal": {`{"op":"remove","path":"phoneNumbers[type eq \"mobile\"]"}`, `phoneNumbers[type eq "mobile"]: removed`},
		"complete": {`{"op":"add","path":"addresses[type eq \"work\"]","value":{"streetAddress":"s","locality":"l"}}`,
			`addresses[type eq "work"]: remove_add; everything that makes it complete is written; may lose formatted`},
		"in place": {`{"op":"add","path":"addresses[type eq \"work\"].locality","value":"l"}`,
			`addresses[type eq "work"]: in_place; assuming that the target has the element`},
		"others": {`{"op":"add","path":"roles[primary eq true].value","value":"r"}`,
			`roles[primary eq true]: replace; others are lost (loses: others); may lose display, type, others`},
		"no element": {`{"op":"add","path":"ims[type eq \"skype\"].value","value":"s"}`,
			`ims[type eq "skype"]: add; assuming that the target has no such element (assume: no_element)`},
		"a bad value": {`{"op":"add","path":"phoneNumbers[type eq \"work\"].value","value":null}`,
			`phoneNumbers[type eq "work"]: unchanged; the PATCH also writes the attribute in another way, or writes a value that does not fit`},
		"refused": {`{"op":"Add","path":"entitlements[type eq \"x\"].value","value":"d"}`, `add entitlements[...].value: filtered_add`},
		"dropped": {`{"op":"replace","path":"entitlements[type eq \"x\"].value","value":"d"},{"op":"replace","path":"title","value":"t"}`,
			`replace entitlements[...].value: filtered_replace`},
		"of a leaver": {`{"op":"add","path":"entitlements[type eq \"x\"].value","value":"d"},{"op":"replace","path":"active","value":false}`,
			`add entitlements[...].value: filtered_add`},
		"no form": {`{"op":"add","path":"phoneNumbers[type eq \"work\"].display","value":"d"}`,
			`phoneNumbers[type eq "work"]: unchanged; no form fits what the PATCH writes`},
	} {
		t.Run(name, func(t *testing.T) {
			set, err := rules.Compile(rules.Source{File: "own.yaml", Data: []byte(planned)})
			if err != nil {
				t.Fatal(err)
			}
			request := "PATCH /Users/7\n\n" + `{"schemas":["urn:ietf:params:scim:api:messages:2.0:PatchOp"],"Operations":[` + c.ops + "]}\n"
			x := cases.Explainer{Chain: set.Chain}
			got, err := x.Explain(&cases.Case{Sections: []cases.Section{{Name: cases.Request, Text: request}}})
			if err != nil {
				t.Fatal(err)
			}
			if !strings.Contains(got.Title+"\n", " "+c.want+"\n") {
				t.Errorf("explained as\n%s\nwant %s", got.Title, c.want)
			}
		})
	}
}

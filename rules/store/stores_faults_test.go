package store_test

import (
	"strings"
	"testing"

	"scimshim/rules"
)

func TestStoresRefuses(t *testing.T) {
	for name, c := range map[string]struct{ block, want string }{
		"immutable and computed": {"stores: {nickName: {immutable: true}}\n  set: {nickName: {value: x, when: always}}",
			"3:23: set gives it a value; remove it there or here"},
		"not stored and computed": {"set: {nickName: {value: x}}\n  stores: {nickName: {stored: false}}",
			"4:23: set gives it a value; remove it there or here"},
		"nothing":            {"stores:", "3:10: the block is empty; describe an attribute, or say what happens to others"},
		"no mapping":         {"stores: [emails]", "3:11: expected a mapping, found a list"},
		"a misspelled word":  {"stores: {undeclard: drop}", `3:12: expected the description of an attribute; did you mean "undeclared"?`},
		"no description":     {"stores: {emails: work}", "3:20: expected a mapping, found a string"},
		"an empty one":       {"stores: {emails: {}}", "3:20: nothing is specified for emails; expected an option such as elements"},
		"none":               {"stores: {emails: , undeclared: drop}", "3:12: nothing is specified for it; describe it, or say what happens to others"},
		"an unknown option":  {"stores: {emails: {elemnts: 'type eq \"work\"', type: work}}", `3:21: unknown key "elemnts"; did you mean "elements"?`},
		"a path":             {"stores: {'emails.': {type: work}}", "3:20: "},
		"the same attribute": {"stores: {userName: {max_length: 9}, username: {required: true}}", "3:39: this is userName, which is already described; merge the two"},
		"the same in its extension": {"stores: {enterprise.division: {max_length: 9}, 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:division': {stored: false}}",
			"3:50: this is enterprise.division, which is already described; merge the two"},
		"the same step":        {"stores: {title: [{required: true}, {required: true}]}", "3:38: own/users.stores.title.required occurs twice here; merge the two"},
		"methods":              {"stores: {title: {required: true, methods: [GET]}}", "3:45: expected some of the methods POST, PUT, PATCH"},
		"no methods":           {"stores: {title: {required: true, methods: []}}", "3:45: expected some of the methods POST, PUT, PATCH"},
		"an action":            {"stores: {title: {max_length: 9, action: drop}}", "3:43: expected one of: refuse, warn, pass"},
		"an action of nothing": {"stores: {emails: {type: work, action: drop}}", "3:33: there is nothing to decide here; remove it"},
		"a message to nobody":  {"stores: {emails: {type: work, message: x}}", "3:33: this message would never be shown; remove it"},
		"an empty message":     {"stores: {title: {required: true, message: ''}}", "3:45: expected a non-empty string"},
		"elements of one":      {"stores: {title: {elements: 'a eq 1'}}", "3:12: title is not multi-valued"},
		"no filter":            {"stores: {emails: {elements: []}}", "3:31: expected a filter, or a list of them"},
		"a bad filter":         {"stores: {emails: {elements: ['type eq \"work\"', 'type = 1']}}", "3:56: "},
		"two elements":         {"stores: {emails: {max_elements: 2}}", "3:35: expected 1; prefer chooses the element to keep"},
		"one member":           {"stores: {groups: , others: drop, members: {max_elements: 1}}", "3:36: no values of members may be left out: they would be lost"},
		"prefer alone":         {"stores: {emails: {prefer: 'primary eq true', type: work}}", "3:29: prefer needs max_elements: 1, which is missing"},
		"parts of a part":      {"stores: {emails.value: {parts: [a]}}", "3:12: emails.value has no parts"},
		"a word for what":      {"stores: {emails: {sent_as: work, elements: 'primary eq true'}}", "3:30: the client's word is missing; expected elements to be a filter such as 'type eq \"work\"'"},
		"a word for any":       {"stores: {emails: {sent_as: work, max_elements: 1}}", "3:30: the client's word is missing; expected elements to be a filter such as 'type eq \"work\"'"},
		"a word at times":      {"stores: {emails: {elements: 'type eq \"work\"', sent_as: home, methods: [PUT]}}", "3:64: the target uses the same word in all requests; remove this"},
		"a type of one":        {"stores: {title: {type: work}}", "3:20: title has no elements"},
		"a type no element has": {"stores: {emails: {elements: ['type eq \"work\"', 'type eq \"home\"'], type: other}}",
			"3:75: elements accepts none of this type"},
		"a type no part is":           {"stores: {emails: {parts: [value], type: work}}", "3:37: parts does not list it; add it there"},
		"a required other part":       {"stores: {addresses: {parts: [locality], required: [locality, country]}}", "3:64: parts does not list it; add it there"},
		"a word for primary":          {"stores: {emails: {primary: last}}", "3:30: expected one of: missing, true, first, always"},
		"primary of what":             {"stores: {emails: {primary: {where: }}}", "3:38: expected a string, found nothing"},
		"required and dropped":        {"stores: {title: {required: true, action: drop}}", "3:36: a resource without it can only be refused; drop is for elements that lack a part"},
		"required parts of one":       {"stores: {name: {required: [givenName]}}", "3:12: name has no elements"},
		"a length of a list":          {"stores: {emails: {max_length: 9}}", "3:12: emails is not a single text"},
		"a length of nothing":         {"stores: {title: {max_length: 0}}", "3:32: expected a whole number from 1 to 1000000"},
		"a pattern":                   {"stores: {title: {pattern: '['}}", "3:29: "},
		"no characters":               {"stores: {title: {characters: {}}}", `3:32: missing "refuse"`},
		"other characters":            {"stores: {title: {characters: {refuse: x, allow: y}}}", `3:44: unknown key "allow"; expected one of: refuse`},
		"values of one":               {"stores: {title: {per_request: 2}}", "3:12: title is not multi-valued"},
		"stored and more":             {"stores: {title: {stored: false, max_length: 9}}", "3:35: it is not stored, so other options have no effect"},
		"stored twice":                {"stores: {title: {stored: [PUT], methods: [PUT]}}", "3:35: stored already has the methods; remove one of the two"},
		"stored by another":           {"stores: {title: {stored: [GET]}}", "3:28: expected some of the methods POST, PUT, PATCH"},
		"active is lost":              {"stores: {active: {stored: false, action: drop}}", "3:12: active cannot be dropped: a change would be lost silently"},
		"where it is dropped":         {"stores: {title: {stored: false, where: 'title pr', action: drop}}", "3:42: where can be combined only with warn and refuse; otherwise some resources would lose it silently"},
		"where of a PATCH":            {"stores: {title: {stored: [POST, PUT], where: 'title pr'}}", "3:48: a PATCH does not show the whole resource, so where cannot be checked"},
		"where alone":                 {"stores: {title: {required: true, where: 'title pr'}}", "3:43: where needs stored"},
		"not stored if others decide": {"stores: {nickName: , title: {stored: false, if: {a: true}}, others: drop}", "3:47: others decides about it; with an action of its own it may have an if"},
		"immutable and set":           {"stores: {emails: {immutable: true, type: work}}", "3:38: it is immutable, but this would change it"},
		"immutable by POST":           {"stores: {title: {immutable: true, methods: [POST]}}", "3:37: a POST does not change it; expected PUT, PATCH or both"},
		"immutable of a PUT":          {"stores: {title: {immutable: true, action: drop, methods: [PUT]}}", "3:37: a PUT replaces the whole resource; drop is only for PATCH"},
		"read only and more":          {"stores: {title: {read_only: true, required: true}}", "3:37: only the target writes it, so other options have no effect"},
		"others twice":                {"stores: {title: , others: drop, undeclared: drop}", "3:35: others includes what is not declared; remove one of the two"},
		"others of all":               {"stores: {others: drop}", "3:20: no attribute is described, so all are others; list what is stored under attributes"},
		"others without action":       {"stores: {title: , others: {message: x}}", `3:29: missing "action"`},
		"others' action":              {"stores: {title: , others: count}", "3:29: expected one of: drop, warn, refuse, pass"},
		"others of nothing":           {"stores: {title: , others: }", "3:29: nothing is specified for others"},
		"texts of nothing":            {"stores: {texts: }", "3:19: nothing is specified for texts"},
		"a name":                      {"stores: {title: [{name: a b, required: true}]}", "3:27: a name consists of lower-case letters, digits and underscores, at most 64"},
		"attributes alone":            {"stores: {attributes: [title], undeclared: drop}", "3:12: this needs others, which is missing"},
		"also alone":                  {"stores: {also: [title], title: , others: drop}", "3:12: this needs undeclared, which is missing"},
		"required nothing":            {"stores: {required: {message: x}}", `3:22: missing "attributes"`},
		"required of none":            {"stores: {required: []}", "3:22: expected at least one attribute"},
		"required and dropped by others": {"stores: {required: [title, userName], attributes: [userName], others: drop}",
			"3:23: it is required of a POST, and others (drop) takes it for no attribute of the target; name it in attributes, or describe it"},
		"required and refused by others": {"stores: {required: {attributes: [title]}, attributes: [userName], others: {action: refuse, methods: [PUT]}}",
			"3:36: it is required of a PUT, and others (refuse) takes it for no attribute of the target; name it in attributes, or describe it"},
		"required and not stored": {"stores: {required: [title], title: {stored: false}, attributes: [userName], others: drop}",
			"3:23: it is required of a POST, and others (drop) takes it for no attribute of the target; name it in attributes, or describe it"},
		"texts of what":               {"stores: {texts: {message: x}}", `3:19: missing "refuse"`},
		"texts in answers":            {"stores: {texts: {refuse: x, in: answers}}", "3:35: expected one of: requests, filters"},
		"texts in filters":            {"stores: {texts: {refuse: x, in: filters, methods: [PUT]}}", "3:44: filters occur only in GET; remove this"},
		"empty texts":                 {"stores: {empty_texts: drop}", "3:25: expected one of: refuse"},
		"no values":                   {"stores: {emails: {per_request: 0}}", "3:34: expected a whole number from 1 to 2147483647"},
		"one part":                    {"stores: {emails.value: {max_elements: 1}}", "3:12: expected a multi-valued attribute, such as emails"},
		"one attribute":               {"stores: {title: {max_elements: 1}}", "3:12: expected a multi-valued attribute, such as emails"},
		"one schema":                  {"stores: {schemas: {max_elements: 1}}", "3:12: no values of schemas may be left out: they would be lost"},
		"a preference":                {"stores: {emails: {max_elements: 1, prefer: ['type eq']}}", "3:55: expected a space and a JSON string in double quotes, a number, true, false or null, found the end"},
		"others' attributes":          {"stores: {attributes: [], others: drop}", "3:36: no attribute is described, so all are others; list what is stored under attributes"},
		"a path of others":            {"stores: {attributes: ['a b'], others: drop}", "3:27: expected the end of the path, found white space"},
		"a length of a part":          {"stores: {emails.value: {max_length: 9}}", "3:12: emails.value is not a single text"},
		"a length of what is no text": {"stores: {active: {max_length: 9}}", "3:12: active is not a single text"},
		"texts by no expression":      {"stores: {texts: {refuse: '('}}", "3:28: error parsing regexp: missing closing ): `(`"},
		"texts twice":                 {"stores: {texts: [{refuse: x}, {refuse: y}]}", "3:33: own/users.stores.texts occurs twice here; merge the two"},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := rules.Compile(source("name: own\nusers:\n  " + c.block + "\n"))
			if err == nil {
				t.Fatalf("no fault, want %s", c.want)
			}
			got := strings.ReplaceAll(err.Error(), "own.yaml:", "")
			if got != c.want && !(strings.HasSuffix(c.want, ": ") && strings.HasPrefix(got, c.want) && !strings.Contains(got, "\n")) {
				t.Errorf("got  %s\nwant %s", got, c.want)
			}
		})
	}
}

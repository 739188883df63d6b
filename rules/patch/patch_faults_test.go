package patch_test

import (
	"testing"

	"scimshim/rules/blocktest"
)

// What a block says wrongly is an error with its place, and with what is accepted. Each text is
// that of the section users; its first line is the third of the file.
func TestPatchRefuses(t *testing.T) {
	const single = "  stores: {emails: {elements: 'type eq \"work\"', max_elements: 1, parts: [value, type]}}\n"
	for name, c := range map[string]struct{ users, want string }{
		"nothing":           {"  patch: {}", "3:10: the block is empty; expected an option such as never, or elements"},
		"no mapping":        {"  patch: [never]", "3:10: expected a mapping, found a list"},
		"a misspelled key":  {"  patch: {nver: [flat_keys]}", `3:11: unknown key "nver"; did you mean "never"?`},
		"a misspelled form": {"  patch: {never: [flat_key]}", `3:19: unknown word; did you mean "flat_keys"?`},
		"an old form":       {"  patch: {never: [remove-value]}", "3:19: "},
		"no forms":          {"  patch: {never: []}", "3:18: expected at least one form, such as filtered_add"},
		"no forms of a map": {"  patch: {never: [{action: drop}]}", `3:19: missing "forms"`},
		"an action":         {"  patch: {never: {forms: [flat_keys], action: keep}}", "3:47: expected one of: refuse, drop, warn, pass"},
		"an empty message":  {"  patch: {never: {forms: [flat_keys], message: ''}}", "3:48: expected a non-empty string"},
		"an unknown option": {"  patch: {never: {forms: [flat_keys], but: [emails]}}", `3:39: unknown key "but"; `},
		"the same items":    {"  patch: {never: [{forms: [flat_keys]}, {forms: [flat_keys]}]}", "3:41: own/users.patch.never.flat_keys occurs twice here; merge the two"},
		"a name":            {"  patch: {never: [{name: A, forms: [flat_keys]}]}", "3:26: a name consists of lower-case letters, digits and underscores, at most 64"},
		"once of a list":    {"  patch: {once: [emails]}", "3:18: emails is no attribute of one plain value"},
		"only_replace":      {"  patch: {only_replace: [emails]}", "3:26: emails is multi-valued, and a replace would remove values; see adds in elements"},
		"empties":           {"  patch: {empties: [empty]}", "3:21: "},
		"no empties":        {"  patch: {empties: []}", "3:20: expected at least one of: empty_text, null_value, empty_object, empty_list"},
		"removes of one":    {"  patch: {removes: {title: list}}", "3:21: title is not multi-valued"},
		"removes otherwise": {"  patch: {removes: {emails: path}}", "3:29: expected one of: list"},
		"no operations":     {"  patch: {max_operations: 0}", "3:27: expected a whole number from 1 to 2147483647"},
		"operations on activ": {"  patch: {max_operations: {attribute: active, most: 1}}",
			"3:39: only the last of several operations that write active takes effect; say once: [active]"},

		"one operation for two": {single + "  patch: {elements: {emails: remove_add}, max_operations: 1}",
			"4:30: remove_add sends two operations, and max_operations (line 4) allows 1; choose another form, or raise the limit"},
		"one operation on an attribute for two": {single + "  patch:\n    elements: {emails: {write: [replace, remove_add]}}\n    max_operations: [{attribute: title, most: 1}, {attribute: emails.value, most: 1}]",
			"5:42: remove_add sends two operations, and max_operations (line 6) allows 1; choose another form, or raise the limit"},
		"one operation for two at the top": {single + "  patch: {elements: {emails: remove_add}}\npatch: {max_operations: {most: 1}}",
			"4:30: remove_add sends two operations, and max_operations (line 5) allows 1; choose another form, or raise the limit"},

		"elements of one":  {"  patch: {elements: {title: replace}}", "3:22: title has no elements; for a single-valued attribute, only_replace turns an add into a replace"},
		"a form":           {"  patch: {elements: {emails: replce}}", `3:30: unknown word; did you mean "replace"?`},
		"no form":          {"  patch: {elements: {emails: }}", "3:30: nothing is specified for emails; expected a form such as replace"},
		"an option of it":  {"  patch: {elements: {emails: {writes: replace}}}", `3:31: unknown key "writes"; did you mean "write"?`},
		"nothing of it":    {"  patch: {elements: {emails: {why: x}}}", "3:30: nothing is specified for emails; expected write or adds"},
		"without write":    {"  patch: {elements: {emails: {complete: [value]}}}", "3:31: this needs write, which is missing"},
		"which elements":   {"  patch: {elements: {emails: in_place}}", "3:30: stores does not say which elements of emails there are; give elements there, or paths here"},
		"paths of another": {"  patch: {elements: {emails: {write: in_place, paths: ['roles[type eq \"a\"]']}}}", "3:55: these are not elements of emails"},
		"no path":          {"  patch: {elements: {emails: {write: in_place, paths: ['emails.value']}}}", "3:56: expected a path like "},
		"in_place first":   {"  patch: {elements: {emails: {write: [in_place, add], assume: no_element, paths: ['emails[type eq \"a\"]']}}}", "3:39: in_place fits all operations, so no form after it is ever tried; put it last"},
		"a form twice":     {"  patch: {elements: {emails: {write: [add, add], assume: no_element, paths: ['emails[type eq \"a\"]']}}}", "3:44: add occurs twice here"},
		"replace loses": {"  patch: {elements: {emails: {write: replace, paths: ['emails[type eq \"a\"]']}}}",
			"3:30: a replace by one element loses the others; say max_elements: 1 of emails in stores if the target keeps only one, "},
		"remove_add loses": {"  patch: {elements: {emails: {write: remove_add, paths: ['emails[type eq \"a\"]']}}}",
			"3:30: an element that is removed and added again loses the parts that are not written; list the parts of emails in stores, "},
		"add doubles": {"  patch: {elements: {emails: {write: add, paths: ['emails[type eq \"a\"]']}}}",
			"3:30: an existing element would be duplicated; say assume: no_element "},
		"adds loses": {"  patch: {elements: {emails: {adds: replace}}}", "3:37: a replace loses all other values; say assume: whole_list "},
		"an assumption for nothing": {"  patch: {elements: {emails: {write: in_place, assume: bare_element, paths: ['emails[type eq \"a\"]']}}}",
			"3:56: nothing depends on it; remove this"},
		"an assumption of another form": {"  patch: {elements: {emails: {write: add, assume: bare_element, paths: ['emails[type eq \"a\"]']}}}",
			"3:30: an existing element would be duplicated; say assume: no_element "},
		"an unknown assumption": {"  patch: {elements: {emails: {write: in_place, assume: whole, paths: ['emails[type eq \"a\"]']}}}",
			"3:56: expected one of: single_element, whole_list, bare_element, no_element"},
		"one of two lacks": {"  patch: {elements: {addresses: {write: [replace, remove_add], assume: single_element, paths: ['addresses[type eq \"a\"]']}}}",
			"3:33: an element that is removed and added again loses the parts that are not written; "},
		"no forms of it":   {"  patch: {elements: {emails: {write: [], paths: ['emails[type eq \"a\"]']}}}", "3:38: expected a form such as replace"},
		"complete of none": {"  patch: {elements: {emails: {write: remove_add, complete: [], paths: ['emails[type eq \"a\"]']}}}", "3:60: expected at least one sub-attribute"},
		"complete of what no path names": {"  patch: {elements: {emails: {write: remove_add, complete: [value, display], paths: ['emails[type eq \"a\"].value']}}}",
			"3:68: no path names display of emails[type eq \"a\"], so it is never written"},
		"a path by null":     {"  patch: {elements: {emails: {write: in_place, paths: ['emails[type eq null].value']}}}", "3:56: expected a path like "},
		"a path of a part":   {"  patch: {elements: {emails: {write: in_place, paths: ['a.b[type eq \"x\"].value']}}}", "3:56: expected a path like "},
		"a member by stamp":  {"  patch: {elements: {emails: {write: in_place, stamp: {type: x}, paths: ['emails[type eq \"a\"]']}}}", "3:30: emails[type eq \"a\"]: the element would have a member twice, "},
		"a member by filter": {"  patch: {elements: {emails: {write: in_place, paths: ['emails[type eq \"a\" and type eq \"b\"]']}}}", "3:30: emails[type eq \"a\" and type eq \"b\"]: the element would have a member twice, "},

		"assumed and stored":   {single + "  patch: {elements: {emails: {write: replace, assume: single_element}}}", "4:55: stores already says so; remove this"},
		"complete and no part": {single + "  patch: {elements: {emails: {write: replace, complete: [display]}}}", "4:58: stores does not list it among the parts of emails"},
		"stamped and no part": {single + "  patch: {elements: {emails: {write: replace, stamp: {primary: true}}}}",
			"4:55: stores does not list it among the parts of emails; add it there, or remove it here"},
		"fixed and no part": {single + "  patch: {elements: {emails: {write: replace, fixed: {primary: true}}}}",
			"4:55: stores does not list it among the parts of emails; add it there, or remove it here"},
		"loses too little": {"  stores: {emails: {elements: 'type eq \"work\"', max_elements: 1, parts: [value, type, display, primary]}}\n" +
			"  patch: {elements: {emails: {write: replace, loses: [display]}}}",
			"4:54: primary is also lost unless it is written: stores lists it among the parts of emails; add it here, or to complete"},
		"two of one": {"  stores: {emails: {elements: ['type eq \"work\"', 'type eq \"home\"'], max_elements: 1, parts: [value, type]}}\n  patch: {elements: {emails: replace}}",
			"4:30: emails has one element (max_elements: 1 in stores), and these paths would overwrite each other; name only one"},
		"elements by no path": {"  stores: {emails: {elements: 'type sw \"w\"', max_elements: 1, parts: [value, type]}}\n  patch: {elements: {emails: replace}}",
			"4:30: the elements of emails in stores are not comparisons with eq; list them in paths"},
		"not stored": {"  stores: {emails: {stored: false}}\n  patch: {elements: {emails: {write: in_place, paths: ['emails[type eq \"a\"]']}}}",
			"4:30: stores says that no PATCH writes emails; remove it here"},
		"immutable": {"  stores: {emails: {immutable: true}}\n  patch: {elements: {emails: {write: in_place, paths: ['emails[type eq \"a\"]']}}}",
			"4:30: stores says that no PATCH writes emails; remove it here"},
		"never replaced": {single + "  patch: {elements: {emails: replace}, never: [replace_all]}",
			"4:30: replace_all, which replace sends, is refused by never or leaver; except emails there, or choose another form"},
		"never replaced by an item": {single + "  patch: {elements: {emails: replace}, never: [{forms: [replace_all], action: drop}]}", "4:30: replace_all, which replace sends, "},
		"half of it for leavers": {"  stores: {phoneNumbers: {elements: 'type eq \"work\"', parts: [value, type]}}\n  patch: {elements: {phoneNumbers: remove_add}, leaver: [filtered_remove]}",
			"4:36: filtered_remove, which remove_add sends, "},
		"never in place": {"  patch: {elements: {emails: {write: in_place, paths: ['emails[type eq \"a\"]']}}}\npatch: {never: [filtered_replace]}",
			"3:38: filtered_replace, which in_place sends, "},
	} {
		t.Run(name, func(t *testing.T) { blocktest.Refuses(t, "users:\n"+c.users, "own.yaml:"+c.want) })
	}
}

// The options by which a PATCH becomes several, likewise.
func TestDivideRefuses(t *testing.T) {
	for name, c := range map[string]struct{ text, want string }{
		"nothing of members": {"groups: {patch: {members: {}}}", "2:27: expected at least one of: per_request, adds, removes, max_bytes, apart, alone, on_failure: isolate, replace, on_create"},
		"only to stop":       {"groups: {patch: {members: {on_failure: stop}}}", "2:27: expected at least one of: "},
		"members of users":   {"users: {patch: {members: {adds: 2}}}", "2:26: users have no members"},
		"no adds":            {"groups: {patch: {members: {adds: 0}}}", "2:34: expected a whole number from 1 to 2147483647"},
		"many requests":      {"groups: {patch: {members: {adds: 1, max_requests: 100000}}}", "2:51: expected a whole number from 1 to 10000"},
		"a word":             {"groups: {patch: {members: {on_failure: continue}}}", "2:40: expected one of: stop, isolate"},
		"another replace":    {"groups: {patch: {members: {replace: all}}}", "2:37: expected one of: difference"},
		"how":                {"groups: {patch: {members: {replace: {absent: empty}}}}", `2:37: missing "by"`},
		"absent":             {"groups: {patch: {members: {replace: {by: difference, absent: none}}}}", "2:62: expected one of: refuse, empty"},
		"a key":              {"groups: {patch: {members: {add: 2}}}", `2:28: unknown key "add"; did you mean "adds"?`},
		"a status":           {"groups: {patch: {members: {on_failure: isolate, missing: {status: 500}}}}", "2:67: expected a whole number from 400 to 499"},
		"no status":          {"groups: {patch: {members: {on_failure: isolate, already: {detail: x}}}}", `2:58: missing "status"`},
		"defers nobody":      {"groups: {patch: {members: {on_failure: isolate, on_missing: defer}}}", "2:49: defer needs on_failure: isolate, and missing, which says by which error the target has no such member"},
		"defers at once":     {"groups: {patch: {members: {adds: 2, missing: {status: 404}, on_missing: defer}}}", "2:61: defer needs on_failure: isolate, and missing"},
		"deferred how":       {"groups: {patch: {members: {on_failure: isolate, on_missing: later}}}", "2:61: expected one of: refuse, defer"},
		"kept for nothing":   {"groups: {patch: {members: {on_failure: isolate, keep_for: 1h}}}", "2:59: nothing is kept without on_missing: defer"},
		"kept too long":      {"users: {patch: {references: {attributes: [manager], missing: {status: 400}, on_missing: defer, keep_for: 1000h}}}", "2:106: expected a time from 1m to 720h, which are 30 days"},
		"no references":      {"users: {patch: {references: {missing: {status: 400}, on_missing: defer}}}", `2:29: missing "attributes"`},
		"no error":           {"users: {patch: {references: {attributes: [manager], on_missing: defer}}}", `2:29: missing "missing"`},
		"of groups":          {"groups: {patch: {references: {attributes: [owner], missing: {status: 400}, on_missing: defer}}}", "2:30: only users refer to others so; move this below users, and see members for groups"},
		"of several values":  {"users: {patch: {references: {attributes: [emails], missing: {status: 400}, on_missing: defer}}}", "2:43: emails has several values; only a single reference is put off"},
		"created how":        {"groups: {patch: {members: {on_create: put}}}", "2:39: expected one of: pass, patch"},
		"nothing of split":   {"users: {patch: {split: {on_failure: stop}}}", "2:24: expected at least one of: first, last, each"},
		"no attribute":       {"users: {patch: {split: {first: []}}}", "2:32: expected at least one attribute"},
		"a part":             {"users: {patch: {split: {first: [name.givenName]}}}", "2:33: name.givenName is a part of an attribute; name all of it"},
		"each":               {"users: {patch: {split: {each: value}}}", "2:31: expected one of: attribute, operation"},
		"first and last":     {"users: {patch: {split: {first: [active], last: [active]}}}", "2:49: active goes first already"},
	} {
		t.Run(name, func(t *testing.T) { blocktest.Refuses(t, c.text, "own.yaml:"+c.want) })
	}
}

// What stores says for other methods or other parameters is not meant, and what is excepted, or
// only counted, is not refused.
func TestPatchTakes(t *testing.T) {
	const inPlace = "users:\n  patch:\n    elements: {emails: {write: in_place, paths: ['emails[type eq \"a\"]']}}\n"
	for name, file := range map[string]string{
		"stored by others": "users:\n  stores: {emails: {stored: false, methods: [POST]}}\n" + inPlace[7:],
		"stored otherwise": "params: {keep: {type: boolean, default: true, says: x}}\nusers:\n  stores: {emails: {stored: false, action: drop, if: {keep: false}}}\n" + inPlace[7:],
		"described otherwise": "params: {keep: {type: boolean, default: false, says: x}}\nusers:\n  stores:\n    emails: [{stored: false, action: drop, if: {keep: false}}, " +
			"{elements: 'type eq \"a\"', if: {keep: true}}]\n  patch: {elements: {emails: {write: in_place, if: {keep: true}}}, never: [filtered_replace]}",
		"excepted":          inPlace + "    never: [{forms: [filtered_replace], except: [emails]}]",
		"counted":           inPlace + "    never: [{forms: [filtered_replace], action: warn}]",
		"by a parameter":    "params: {strict: {type: boolean, default: false, says: x}}\n" + inPlace + "    never: [{forms: [filtered_replace], if: {strict: true}}]",
		"for leavers":       inPlace + "    leaver: [filtered_replace]",
		"never at the top":  inPlace[:len(inPlace)-1] + "\npatch: {never: [filtered_add]}",
		"the top of a file": "stores: {externalId: {max_length: 9}, emails: {elements: 'type eq \"work\"', parts: [value, type]}}\nusers: {patch: {elements: {emails: remove_add}}}",
	} {
		t.Run(name, func(t *testing.T) {
			if err := blocktest.Compiles(file); err != nil {
				t.Error(err)
			}
		})
	}
}

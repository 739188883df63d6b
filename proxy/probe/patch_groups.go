package probe

import (
	"encoding/json"
	"fmt"
	"slices"

	"scimshim/rewrite/filter"
)

// The forms that decide how members are removed and replaced.
const (
	addMembers    = "add of a member"
	removeMember  = `remove of members[value eq "..."]`
	removeListed  = "remove of a member by a list"
	replaceMember = "replace of all members"
	replaceByNone = "replace of all members by none"
	absentMember  = removeMember + " who is none"
	absentMembers = "remove of all members" + formMissing
)

// groupTries returns the forms for a group that has the first of two users as its member.
func groupTries(first, second string) []*patchTry {
	add := func(says, of, op string, ids ...string) *patchTry {
		return &patchTry{says: says, of: of, root: "members", plan: func(o object) []string {
			for _, id := range ids {
				addMember(o, id)
			}
			return []string{op}
		}}
	}
	remove := func(says, of, op string) *patchTry {
		return &patchTry{says: says, of: of, root: "members", plan: func(o object) []string {
			takeMember(o, second)
			return []string{op}
		}}
	}
	replace := func(says string, ids ...string) *patchTry {
		return &patchTry{says: says, of: "members", root: "members", plan: func(o object) []string {
			list := []any{}
			for _, id := range ids {
				list = append(list, object{"value": id})
			}
			o["members"] = list
			value, err := json.Marshal(list)
			if err != nil {
				panic("BUG: " + err.Error())
			}
			return []string{fmt.Sprintf(`{"op":"replace","path":"members","value":%s}`, value)}
		}}
	}
	return []*patchTry{
		add(addMembers, "members", fmt.Sprintf(`{"op":"add","path":"members","value":[{"value":%q}]}`, second), second),
		remove(removeMember, "members", fmt.Sprintf(`{"op":"remove","path":"members[value eq \"%s\"]"}`, second)),
		remove(absentMember, "", fmt.Sprintf(`{"op":"remove","path":"members[value eq \"%s\"]"}`, second)),
		add("add of two members, of whom one is there", "",
			fmt.Sprintf(`{"op":"add","path":"members","value":[{"value":%q},{"value":%q}]}`, first, second),
			first, second),
		remove(removeListed, "", fmt.Sprintf(`{"op":"remove","path":"members","value":[{"value":%q}]}`, second)),
		replace(replaceMember, second),
		replace(replaceByNone),
		absent(absentMembers, "", "members"),
		replaced("displayName", ownName),
		renamed(),
		replaced("externalId", func() string { return "ext-" + randomHex(6) }),
		undeclared(),
	}
}

// renamed returns the form by which Okta renames a group.
func renamed() *patchTry {
	return &patchTry{says: "the displayName in a value without path", of: "displayName", root: "displayName",
		plan: func(o object) []string {
			id, name := textIn(o, "id", ""), ownName()
			o["displayName"] = name
			return []string{fmt.Sprintf(`{"op":"replace","value":{"id":%q,"displayName":%q}}`, id, name)}
		}}
}

// groupBodies are groups with a member, the fuller first.
func groupBodies(name, member string) []string {
	begin := fmt.Sprintf(`{"schemas":[%q],"displayName":%q`, filter.GroupURN, name)
	members := fmt.Sprintf(`,"members":[{"value":%q}]`, member)
	external := fmt.Sprintf(`,"externalId":"ext-%s"`, randomHex(6))
	return []string{begin + external + members + "}", begin + members + "}", begin + external + "}", begin + "}"}
}

// addMember makes somebody a member who is none yet.
func addMember(o object, id string) {
	list, _ := o["members"].([]any)
	if !slices.ContainsFunc(list, isMember(id)) {
		o["members"] = append(list, object{"value": id})
	}
}

func takeMember(o object, id string) {
	list, _ := o["members"].([]any)
	o["members"] = slices.DeleteFunc(list, isMember(id))
}

func isMember(id string) func(any) bool {
	return func(element any) bool {
		e, ok := element.(object)
		return ok && textIn(e, "value", "") == id
	}
}

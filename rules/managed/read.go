package managed

import (
	_ "embed" // the source has the manual
	"slices"
	"strings"

	"scimshim/config/tree"
	"scimshim/rewrite"
	"scimshim/rules/kind"
)

//go:embed read.go
var readManagedSource string

// managed says which groups of the target are the client's to manage, and to which ones all users
// belong:
//
//	groups:
//	  managed:
//	    only: ['jira-.*', 'confluence-.*']
//	    never: ['.*-admins']
//	    protect: [jira-users]
//	    always: [jira-users]
//
// only, never and protect are lists of regular expressions, each of which has to match the whole
// displayName, in any case. Without only all groups are the client's to manage; of those never
// takes some out. All others are refused: the target does not get them, or keeps them as they are.
//
// The client gets no error for a refused group. A POST is answered with 201 and a virtual group.
// Its id carries the name and is signed, so that a name has the same id each time and in each
// process, and nothing has to be remembered. The proxy answers for that id as a target would: a GET
// shows the name, and no members, which are not kept; a PATCH, a PUT and a DELETE are granted, and
// counted as dropped. A filter finds the virtual group if it asks for the name or the id by eq,
// alone or joined to others by and. The target is asked for none of that. The key of the signature
// is the URL of the target, so that it needs no place of its own, and ids are not those of another
// target: for one of these, as for a damaged one, the client gets 404, and looks its group up
// again. A name of more than 340 bytes fits into no id, and its POST is refused. As members of
// another group virtual ones are left out.
//
// Before a PATCH, a PUT or a DELETE of a group of the target a GET tells its name. If that is a
// refused one, the write is granted, counted, and not sent. Reads go to the target as they come,
// and a list of all groups shows refused ones, too.
//
// A group of the target that would get a refused name keeps its own, and the rest of the request is
// sent; so does a protected group that would not be protected any more. A virtual group that gets a
// name which is not refused is answered with 404, so that the client looks it up and creates it.
// One that gets another refused name is granted it, and shows the former one when it is read again.
//
// protect names groups from which the client removes nobody. An operation that removes members is
// left out, and one that replaces them all adds them instead. A PUT is sent as a PATCH of what is
// different, which adds the members and clears nothing. A DELETE is granted and not sent.
//
// always names groups, by their displayName, to which each user is added whom the client creates
// and does not disable, or whom it enables by a PATCH or a PUT. The proxy asks for the groups
// first: where one is missing nothing is written. Then it sends the request, and a PATCH to each
// group. If one of these fails, the client gets 502 or 503 with the reason partial, and what was
// done. The same request completes it; if a POST is answered with 409 then, he is added whom the
// target shows to have the userName. A client that looks the user up instead and finds him does not
// send the POST again; who is missing then is added when he is enabled the next time.
//
// With users_only all groups are refused, and no name is looked up:
//
//	groups:
//	  managed: {users_only: true, always: [staff]}
//
// no_match says what becomes of the POST of a group that is not refused. create, which is the
// default, sends it. link asks the target for a group of that name first, as adopt does after a
// conflict, and answers with that one: what the request writes and the group lacks is added by a
// PATCH, and nobody is removed. If there are several, or the one shows another externalId, the
// answer is 409. If there is none, it is created. update does the same, but creates none: the
// client gets a virtual group, which stands for as long as the target has none of the name; after
// that it gets 404 for the id, looks the name up, and finds the real one. ignore asks for nothing
// and answers each POST with a virtual group, so that only groups are managed which the client
// finds by itself:
//
//	groups:
//	  managed: {never: ['.*-admins'], no_match: update}
//
// The steps stand before those that rename attributes, so that names are the client's. What they
// send themselves goes through the steps after them.
func readManaged(b *kind.Block, n *tree.Node) {
	if len(b.Resources) != 1 || b.Resources[0] != "Groups" {
		n.Errorf("move this below groups")
	}
	r := groupsIn(n)
	a := &always{groups: namesIn(n.Key("always"))}
	acts := r.selects() || len(r.protect) > 0 || r.noMatch != create
	if !acts && !slices.ContainsFunc([]string{"only", "never", "protect", "always"}, n.Has) {
		n.Errorf("this changes nothing; expected only, never, protect, always, users_only or no_match")
	}
	b.Put(kind.Step{At: n, New: func(*kind.Build) rewrite.Rule {
		if !acts {
			return nil
		}
		return r
	}})
	if len(a.groups) > 0 {
		b.Put(kind.Step{Key: "always", At: n, Option: "always", Resources: []string{"Users"}, Methods: kind.Writes,
			New: func(*kind.Build) rewrite.Rule { return a }})
	}
	n.Rest()
}

// groupsIn reads which groups are the client's to manage.
func groupsIn(n *tree.Node) *groups {
	r := &groups{noMatch: create}
	if u := n.Key("users_only"); u != nil {
		r.usersOnly = u.Bool()
	}
	r.only = patternsIn(n.Key("only"))
	r.never = patternsIn(n.Key("never"))
	r.protect = patternsIn(n.Key("protect"))
	if w := n.Key("no_match"); w != nil {
		r.noMatch = noMatch(w.OneOf(string(create), string(update), string(link), string(ignore)))
	}
	for _, key := range []string{"only", "never", "protect", "no_match"} {
		if r.usersOnly && n.Has(key) {
			n.ErrorKey(key, "users_only keeps all groups from the target; remove it, or %s", key)
		}
	}
	return r
}

const (
	maxPatterns = 100 // of a list
	maxAlways   = 8   // groups, each of which is two requests
)

// patternsIn returns a list of regular expressions.
func patternsIn(n *tree.Node) patterns {
	var list patterns
	items := 0
	for item := range kind.Each(n) {
		items++
		if p := tree.Parse(item, kind.Regexp); p != nil {
			p, err := whole(p.String())
			if err != nil {
				item.Errorf("%v", err)
				continue
			}
			list = append(list, p)
		}
	}
	switch {
	case n != nil && items == 0:
		n.Errorf("expected at least one regular expression")
	case items > maxPatterns:
		n.Errorf("expected at most %d regular expressions; join them by |", maxPatterns)
	}
	return list
}

// namesIn returns the names of groups.
func namesIn(n *tree.Node) []string {
	var list []string
	for item := range kind.Each(n) {
		name := strings.TrimSpace(item.NonEmpty())
		for _, other := range list {
			if sameName(name, other) {
				item.Errorf("the group %q is listed twice", name)
			}
		}
		list = append(list, name)
	}
	switch {
	case n != nil && len(list) == 0:
		n.Errorf("expected the displayName of at least one group")
	case len(list) > maxAlways:
		n.Errorf("expected at most %d groups; each takes two requests for each user", maxAlways)
	}
	return list
}

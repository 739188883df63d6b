package store

import (
	"strings"
	"testing"

	"scimshim/proxy/mock/kit/ordered"
)

func TestStore(t *testing.T) {
	s := New()
	for _, id := range []string{"c", "a", "b"} {
		s.Put("Users", id, ordered.New("id", id))
	}
	s.Put("Users", "a", ordered.New("id", "a", "title", "x"))
	s.Remove("Users", "c")
	s.Remove("Users", "nobody")
	var ids []string
	for _, o := range s.All("Users") {
		ids = append(ids, o.Text("id")+o.Text("title"))
	}
	if got := strings.Join(ids, ","); got != "ax,b" || s.HasUser("c") || !s.HasUser("b") || s.All("Groups") != nil {
		t.Errorf("the store holds %s", got)
	}
}

// TestRemoveUser takes the memberships with the user, and leaves the object alone that somebody may hold.
func TestRemoveUser(t *testing.T) {
	s := New()
	s.Put("Users", "a", ordered.New("id", "a"))
	group := ordered.New("id", "g", "members", []any{ordered.New("value", "a"), ordered.New("value", "b")})
	s.Put("Groups", "g", group)
	s.RemoveUser("a")
	left, _ := s.Find("Groups", "g")
	if HasMember(left, "a") || !HasMember(left, "b") || !HasMember(group, "a") || s.HasUser("a") {
		t.Errorf("left is %s, held was %s", ordered.Encode(left), ordered.Encode(group))
	}
}

func TestKeep(t *testing.T) {
	s := New()
	first := ordered.New("userName", "a")
	s.Keep("Users", first, nil, "then")
	id := first.Text("id")
	second := ordered.New("userName", "b")
	s.Keep("Users", second, first, "now")
	got, _ := s.Find("Users", id)
	want := `{"userName":"b","id":"` + id + `","meta":{"resourceType":"User","lastModified":"now","created":"then"}}`
	if len(id) != 36 || len(s.All("Users")) != 1 || string(ordered.Encode(got)) != want {
		t.Errorf("kept %s, want %s", ordered.Encode(got), want)
	}
}

func TestSame(t *testing.T) {
	user := func(name, external, mail string) *ordered.Object {
		return ordered.New("userName", name, "externalId", external, "emails", []any{ordered.New("value", mail)})
	}
	f := func(other *ordered.Object, want bool) {
		t.Helper()
		if got := SameUser(user("a", "E-1", "a@x"), other); got != want {
			t.Errorf("%s: %v, want %v", ordered.Encode(other), got, want)
		}
	}
	f(user("A", "E-2", "b@x"), true)
	f(user("b", "E-1", "b@x"), true)
	f(user("b", "e-1", "b@x"), false)
	f(user("b", "", "A@X"), true)
	if !SameGroup(ordered.New("displayName", "A"), ordered.New("displayName", "a")) ||
		SameGroup(ordered.New("displayName", "A"), ordered.New("displayName", "b")) {
		t.Error("groups are told apart by their names, whatever the case")
	}
}

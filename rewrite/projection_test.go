package rewrite

import (
	"testing"

	"scimshim/rewrite/filter"
)

const number = "urn:example:2.0:User:number"

func TestHidden(t *testing.T) {
	f := func(param, value, attribute string, want bool) {
		t.Helper()
		m := &Message{Method: "GET", Resource: "Users", chain: chainOf(), Query: []Param{{param, value}}}
		if got := m.Hidden(path(attribute)); got != want {
			t.Errorf("%s=%s hides %s: %t", param, value, attribute, got)
		}
	}
	f("x", "", "title", false)
	f("attributes", "title", "title", false)
	f("attributes", "TITLE", "title", false)
	f("attributes", "userName", "title", true)
	f("attributes", "userName", "id", false) // returned always
	f("attributes", "name", "name.givenName", false)
	f("attributes", "name.givenName", "name", false) // but the other parts of it are
	f("attributes", "custom.a", "custom", true)      // whose parts nobody knows
	f("attributes", "name.givenName", "name.familyName", true)
	f("attributes", filter.UserURN+":title", "title", false)
	f("attributes", "urn:example:2.0:User", number, false)
	f("attributes", number, "number", true)
	f("attributes", "a, title", "title", false)
	f("excludedAttributes", "title", "title", true)
	f("excludedAttributes", "userName", "title", false)
	f("excludedAttributes", "name", "name.givenName", true)
	f("excludedAttributes", "name.givenName", "name", true)
	f("excludedAttributes", "name.givenName", "name.familyName", false)
	f("excludedAttributes", "urn:example:2.0:User", number, true)
	f("excludedAttributes", filter.UserURN+":TITLE", "title", true)
}

// What Show adds to a projection, Trim takes out of the answer, and no more.
func TestShowAndTrim(t *testing.T) {
	const full = `{"id":"1","title":"t","name":{"givenName":"g","familyName":"f"},"emails":[{"value":"v","type":"w"},{"type":"x"}],` +
		`"urn:example:2.0:User":{"number":1,"other":2}}`
	f := func(param, value string, show []string, sent, want string) {
		t.Helper()
		m := &Message{Method: "GET", Resource: "Users", ID: "1", chain: chainOf(), Query: []Param{{param, value}}}
		var ps []filter.Path
		for _, s := range show {
			ps = append(ps, path(s))
		}
		shown := m.Show(ps)
		if got, _ := m.Param(param); got != sent {
			t.Errorf("%s=%s: sent %q, want %q", param, value, got, sent)
		}
		for _, p := range ps {
			if m.Hidden(p) {
				t.Errorf("%s=%s: %s is still hidden", param, value, p)
			}
		}
		m.Answer(200, "", full)
		if err := m.Trim(shown); err != nil || m.Body != want {
			t.Errorf("%s=%s\n got %s\nwant %s", param, value, m.Body, want)
		}
	}
	const (
		id, title = `{"id":"1"`, `,"title":"t"`
		name      = `,"name":{"givenName":"g","familyName":"f"}`
		emails    = `,"emails":[{"value":"v","type":"w"},{"type":"x"}]`
		extension = `,"urn:example:2.0:User":{"number":1,"other":2}}`
	)
	f("attributes", "title", []string{"title"}, "title", full)
	f("attributes", "name", []string{"title"}, "name,title", id+name+emails+extension)
	f("attributes", "name", []string{"id"}, "name", full)
	f("attributes", "title", []string{"emails"}, "title,emails", id+title+name+extension)
	f("attributes", "emails.type", []string{"emails"}, "emails.type,emails",
		id+title+name+`,"emails":[{"type":"w"},{"type":"x"}]`+extension)
	f("attributes", "emails.value", []string{"emails"}, "emails.value,emails", id+title+name+`,"emails":[{"value":"v"}]`+extension)
	f("attributes", "title", []string{"name.givenName"}, "title,name", id+title+emails+extension)
	f("attributes", "name.familyName", []string{"name.givenName"}, "name.familyName,name",
		id+title+`,"name":{"familyName":"f"}`+emails+extension)
	f("attributes", "title", []string{number}, "title,"+number, id+title+name+emails+`,"urn:example:2.0:User":{"other":2}}`)
	f("attributes", "title", []string{filter.UserURN + ":name"}, "title,name", id+title+emails+extension)
	f("excludedAttributes", "title", []string{"name"}, "title", full)
	f("excludedAttributes", "title,name", []string{"name"}, "title", id+title+emails+extension)
	f("excludedAttributes", "name", []string{"name.givenName"}, "", id+title+emails+extension)
	f("excludedAttributes", "name.givenName", []string{"name"}, "", id+title+`,"name":{"familyName":"f"}`+emails+extension)
	f("excludedAttributes", "urn:example:2.0:User", []string{number}, "", id+title+name+emails+"}")
	f("excludedAttributes", "emails.value,x", []string{"emails"}, "x",
		id+title+name+`,"emails":[{"type":"w"},{"type":"x"}]`+extension)
}

func TestCovers(t *testing.T) {
	f := func(a, b string, want bool) {
		t.Helper()
		if got := Covers(path(a), path(b)); got != want {
			t.Errorf("%s covers %s: %t", a, b, got)
		}
	}
	f("name", "NAME", true)
	f("name", "name.givenName", true)
	f("name.givenName", "name", false)
	f("name", "names", false)
	f("urn:example:2.0:User", number, true)
	f("urn:example:2.0:User", number+".x", true)
	f(number, "urn:example:2.0:User", false)
	f(number, number+".x", true)
	f("urn:example:2.0:Use", number, false)
	f("number", number, false)
}

// Paths are the same with and without the URN of the core schema, and with a dot
// behind that of an extension.
func TestSamePaths(t *testing.T) {
	m := &Message{Resource: "Users", chain: chainOf()}
	f := func(a, b string, want bool) {
		t.Helper()
		if got := m.Same(path(a), path(b)); got != want {
			t.Errorf("%s and %s: %t", a, b, got)
		}
	}
	f(filter.UserURN+":TITLE", "title", true)
	f(filter.EnterpriseURN+".Department", filter.EnterpriseURN+":department", true)
	f(filter.EnterpriseURN+".department", filter.EnterpriseURN, false)
	f(filter.EnterpriseURN+".department", "department", false)
	f(filter.EnterpriseURN+":manager.value", filter.EnterpriseURN+":value", false)
	f(filter.GroupURN+":title", "title", false)
}

// What was sent stays as it was while rules edit the response.
func TestSetParamOfResponse(t *testing.T) {
	m := &Message{Method: "GET", Resource: "Users", ID: "1", chain: chainOf(), Query: []Param{{"attributes", "a"}}}
	m.SetParam("attributes", "b")
	sent := m.Query
	m.Answer(200, "", `{"id":"1"}`)
	m.SetParam("attributes", "a")
	if got, _ := m.Param("attributes"); got != "a" || sent[0].Value != "b" {
		t.Errorf("%q is seen, and %q was sent", got, sent[0].Value)
	}
}

// A name with a filter in brackets, which some services document, goes to the target
// as it came. What it keeps from being shown contradicts nothing.
func TestProjectionOfSomeValues(t *testing.T) {
	f := func(list, text, resource, sent, want string) {
		t.Helper()
		m := &Message{Method: "GET", Resource: "Users", Query: []Param{{"attributes", list}}}
		if text != "" {
			m.Query = append(m.Query, Param{"filter", text})
		}
		var asked string
		var trace Trace
		err := chainOf(funcs{}).Do(m, &trace, func(m *Message) error {
			asked = m.Query[0].Value
			m.Answer(200, "", `{"totalResults":1,"Resources":[`+resource+`]}`)
			return nil
		})
		got := "passed"
		if err != nil {
			got = itoa(refusal(t, err).Status)
		}
		if asked != sent || got != want {
			t.Errorf("%s with %s: asked %q, %s; want %s", list, text, asked, got, want)
		}
	}
	const (
		work  = `emails[type eq "work"]`
		shown = `{"id":"1","emails":[{"type":"work","value":"a"}]}`
	)
	f(work, "", shown, work, "passed")
	f(work+".value , userName", "", shown, work+".value , userName", "passed")
	f(`emails[type eq "a,b]\" c"],title`, "", shown, `emails[type eq "a,b]\" c"],title`, "passed")
	f(work, `emails.value eq "b"`, shown, work, "passed")
	f(work, `emails[type eq "home" and value eq "b"]`, shown, work, "passed")
	f(work, `not (emails.value eq "a")`, shown, work, "502")
	f("members[startIndex=1&count=10],id", "", shown, "members[startIndex=1&count=10],id", "passed")
	f("members[startIndex=1&x=10]", "", shown, "", "400")
	f(work+",emails", `userName eq "b"`, shown, work+",emails", "passed")
	f("emails", `emails.value eq "b"`, shown, "emails", "502")
	f(work[1:len(work)-1], "", shown, "", "400")
	f(`emails[type eq work]`, "", shown, "", "400")
}

// A rename of the attribute asks for all of its values; what is checked is asked for
// in whole, too.
func TestProjectionOfSomeValuesMapped(t *testing.T) {
	m := &Message{Method: "GET", Resource: "Users", Query: []Param{{"attributes", `emails[type eq "work"].value,title`}}}
	m.chain = chainOf()
	err := m.MapNames(func(p filter.Path) filter.Path {
		if p.Name == "emails" {
			p.Name = "mails"
		}
		return p
	})
	if got, _ := m.Param("attributes"); err != nil || got != "mails.value,title" {
		t.Errorf("%q %v", got, err)
	}
	m = &Message{Method: "GET", Resource: "Users", Query: []Param{{"attributes", `emails[type eq "work"],title`}}, chain: chainOf()}
	s := m.Show([]filter.Path{path("emails.value")})
	if got, _ := m.Param("attributes"); got != "title,emails" {
		t.Errorf("%q", got)
	}
	m.Answer(200, "", `{"id":"1","emails":[{"value":"a"}],"title":"x"}`)
	if err := m.Trim(s); err != nil || m.Body != `{"id":"1","emails":[{"value":"a"}],"title":"x"}` {
		t.Errorf("%s %v", m.Body, err)
	}
	m = &Message{Method: "GET", Resource: "Users", Query: []Param{{"sortBy", `emails[type eq "work"]`}}, chain: chainOf()}
	if m.MapNames(same) == nil {
		t.Error("sorted by some values")
	}
}

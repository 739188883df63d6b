package laws_test

import (
	"strings"
	"testing"

	"scimshim/rewrite"
	"scimshim/rewrite/filter"
	"scimshim/rules/rulestest"
)

// What a client's pack has made of a created or replaced resource it makes nothing
// else of; nothing of it is lost that no rule explains, and active keeps its meaning.
func TestClientPacksSettleBodies(t *testing.T) {
	for _, name := range clients(t) {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := &settling{t: t, set: rulestest.Packs(t, name)}
			d := dialect{newMaker(300)}
			for i := 0; i < rulestest.Often(generated/20) && !t.Failed(); i++ {
				s.checkBody(d.body())
			}
			if n := rulestest.Often(generated / 20); !t.Failed() && (s.sent < n/3 || s.changed < n/5 || s.refused < n/100) {
				t.Errorf("of %d, too few of one sort: %+v", n, s.tally)
			}
		})
	}
}

func (s *settling) checkBody(method, resource, body string) {
	sent, losses, err := newWatch(s.set, inbound(method, resource, body)).run(inbound(method, resource, body))
	if wrong := activeKept(inbound(method, resource, body), sent, body, nil); sent != nil && wrong != "" {
		s.t.Errorf("%s %s\n%s\nbecomes\n%s\n%s", method, resource, body, sent.Body, wrong)
	}
	if sent == nil {
		s.refused++
		if f, ok := rulestest.Refused(err); !ok || f.Status != 400 {
			s.t.Errorf("%s %s\n%s\nis refused: %v", method, resource, body, err)
		}
		return
	}
	s.sent++
	if sent.Body != body {
		s.changed++
	}
	if len(losses) > 0 {
		s.t.Errorf("%s %s\n%s\nbecomes\n%s\n%s", method, resource, body, sent.Body, strings.Join(losses, "; "))
	}
	twice, _ := s.send(inbound(sent.Method, resource, sent.Body))
	for i, v := range s.trace.Visits() {
		if v.Request == rewrite.Changed {
			s.t.Errorf("%s changes\n%s\nmade of\n%s", s.set.Infos[i].Name, sent.Body, body)
		}
	}
	if twice == nil || twice.Body != sent.Body {
		s.t.Errorf("%s\nbecomes\n%s\nand that something else", body, sent.Body)
	}
}

// body makes a POST or PUT, and returns the endpoint and the body.
func (d dialect) body() (method, resource, body string) {
	resource = pick(d.maker, "Users", "Users", "Groups")
	core := filter.UserURN
	if resource == "Groups" {
		core = filter.GroupURN
	}
	used := map[string]bool{}
	var members []string
	add := func(name, value string) {
		key := strings.ToLower(name)
		path := strings.Contains(name, "[") || strings.Contains(name, ".") && !isURN(name)
		if !path && !used[key] && !strings.Contains(value, `\"`) { // JSON in a text is Entra's, and in a PATCH
			used[key] = true
			members = append(members, rulestest.Quoted(name)+":"+d.space()+value)
		}
	}
	if !d.one(10) {
		add("schemas", d.rare(`["`+core+`"]`, `[]`, `["urn:scim:schemas:core:1.0"]`, `["`+core+`","`+filter.EnterpriseURN+`"]`))
	}
	for range 1 + d.IntN(6) {
		if d.one(6) {
			add(pick(d.maker, "id", "meta", "groups", "custom"), pick(d.maker, `"1"`, `[]`, `null`, `{"a":"b"}`))
			continue
		}
		add(d.member(resource))
	}
	d.Shuffle(len(members), func(i, j int) { members[i], members[j] = members[j], members[i] })
	return pick(d.maker, "POST", "PUT"), resource, "{" + strings.Join(members, ",") + "}"
}

package laws_test

import (
	"cmp"
	"encoding/json"
	"fmt"
	"reflect"
	"slices"
	"strings"
	"testing"

	"scimshim/rewrite"
	"scimshim/rewrite/filter"
	"scimshim/rewrite/response"
	"scimshim/rules"
	"scimshim/rules/cases"
	"scimshim/rules/rulestest"
)

// A directory is a target behind a chain. It has what clients created there, as
// it was sent, and answers queries by the evaluator, which knows no rule.
type directory struct {
	t     *testing.T
	g     *maker
	c     *composed
	set   *rules.Set
	kept  []jsonObject // by the target
	views []jsonObject // the same as clients are shown them
}

// ask takes a request through the chain to a target.
func (d *directory) ask(m *rewrite.Message, target func(*rewrite.Message)) (sent bool, err error) {
	m.Route = cases.Route
	err = d.set.Chain.Do(m, &rewrite.Trace{}, func(m *rewrite.Message) error {
		sent = true
		target(m)
		return nil
	})
	return sent, err
}

// refused reports whether a message was refused as it may be: a request with 400
// before it was sent, an answer with 502.
func (d *directory) refused(sent bool, err error) bool {
	if err == nil {
		return false
	}
	f, ok := rulestest.Refused(err)
	if !ok || !sent && f.Status != 400 || sent && f.Status != 502 {
		d.t.Errorf("sent %t, and then %v\n%s", sent, err, d.c.files)
	}
	return true
}

func unmarshalled(text string) jsonObject {
	var o jsonObject
	if err := json.Unmarshal([]byte(text), &o); err != nil {
		panic("BUG: " + err.Error() + ": " + text)
	}
	return o
}

// write returns what the target is sent of a resource, if that is not refused.
func (d *directory) write(user jsonObject) (kept jsonObject, ok bool) {
	m := &rewrite.Message{Method: "PUT", Resource: "Users", ID: user["id"].(string), Body: string(mustJSON(user))}
	sent, err := d.ask(m, func(m *rewrite.Message) {
		kept = unmarshalled(m.Body)
		m.Answer(204, "", "")
	})
	return kept, !d.refused(sent, err)
}

// view returns what clients are shown of a resource.
func (d *directory) view(kept jsonObject) (jsonObject, bool) {
	m := &rewrite.Message{Method: "GET", Resource: "Users", ID: kept["id"].(string)}
	sent, err := d.ask(m, func(m *rewrite.Message) { m.Answer(200, "", string(mustJSON(kept))) })
	if d.refused(sent, err) {
		return nil, false
	}
	return unmarshalled(m.Body), true
}

// create adds a resource of the client's.
func (d *directory) create(user jsonObject) {
	kept, ok := d.write(user)
	if !ok {
		return
	}
	view, ok := d.view(kept)
	if !ok {
		d.t.Errorf("%s\n%s\nwas kept as %s\nand cannot be shown", d.c.files, mustJSON(user), mustJSON(kept))
		return
	}
	if d.c.lossless && !reflect.DeepEqual(view, user) {
		d.t.Errorf("%s\n%s\nwas kept as %s\nand is shown as %s", d.c.files, mustJSON(user), mustJSON(kept), mustJSON(view))
	}
	d.kept, d.views = append(d.kept, kept), append(d.views, view)
}

// scope is what both sides are judged by.
func (d *directory) scope() *filter.Scope {
	return &filter.Scope{Types: d.set.Chain.Types, Resource: "Users"}
}

// answer answers a query, by what it is asked in the target's names.
func (d *directory) answer(m *rewrite.Message) {
	var found []jsonObject
	text, _ := m.Param("filter")
	for _, o := range d.kept {
		if text == "" || d.holds(text, o) == filter.True {
			found = append(found, o)
		}
	}
	by, sorts := m.Param("sortBy")
	if sorts {
		sortBy(found, d.path(by))
	}
	var list []string
	for _, o := range found {
		list = append(list, string(mustJSON(d.shown(o, m.Query))))
	}
	body := fmt.Sprintf(`{"schemas":[%q],"totalResults":%d,"Resources":[%s]}`, response.ListURN, len(list),
		strings.Join(list, ","))
	m.Answer(200, "", body)
}

func (d *directory) holds(text string, o jsonObject) filter.Truth {
	e, err := filter.Parse(text)
	if err != nil {
		d.t.Fatalf("%v: %s", err, text)
	}
	return d.scope().Holds(e, string(mustJSON(o)))
}

// path reads the name of an attribute.
func (d *directory) path(name string) filter.Path {
	p, err := filter.ParsePath(name)
	if err != nil {
		d.t.Fatalf("%v: %s", err, name)
	}
	return d.set.Chain.Types.Canonical("Users", p)
}

// valueAt returns what holds the value at a path without brackets and lists, and
// the last name of the path.
func valueAt(o jsonObject, p filter.Path) (holder jsonObject, last string) {
	if p.Schema != "" {
		o, _ = o[p.Schema].(jsonObject)
	}
	if p.Sub == "" {
		return o, p.Name
	}
	holder, _ = o[p.Name].(jsonObject)
	return holder, p.Sub
}

// sortBy sorts resources by a text, without case, those without it last.
func sortBy(list []jsonObject, p filter.Path) {
	key := func(o jsonObject) string {
		holder, last := valueAt(o, p)
		text, ok := holder[last].(string)
		if !ok {
			return "\uffff"
		}
		return strings.ToLower(text)
	}
	slices.SortStableFunc(list, func(a, b jsonObject) int { return cmp.Compare(key(a), key(b)) })
}

// shown returns a resource as a projection shows it.
func (d *directory) shown(o jsonObject, query []rewrite.Param) jsonObject {
	for _, p := range query {
		switch p.Name {
		case "attributes":
			shown := jsonObject{"id": o["id"]}
			for _, name := range strings.Split(p.Value, ",") {
				include(shown, o, d.path(name))
			}
			o = shown
		case "excludedAttributes":
			o = copied(o)
			for _, name := range strings.Split(p.Value, ",") {
				exclude(o, d.path(name))
			}
		}
	}
	return o
}

// include copies an attribute from one resource to another.
func include(to, from jsonObject, p filter.Path) {
	holder, into := from, to
	if urn := p.Schema + ":" + p.Name; from[urn] != nil {
		to[urn] = from[urn]
		return
	}
	if p.Schema != "" {
		if holder, _ = from[p.Schema].(jsonObject); holder == nil {
			return
		}
		into = innerOf(to, p.Schema)
	}
	switch inner := holder[p.Name].(type) {
	case nil:
	case jsonObject:
		if p.Sub == "" {
			into[p.Name] = inner
		} else if inner[p.Sub] != nil {
			innerOf(into, p.Name)[p.Sub] = inner[p.Sub]
		}
	case []any:
		into[p.Name] = inner
		if p.Sub != "" {
			into[p.Name] = subsOf(inner, p.Sub)
		}
	default:
		into[p.Name] = inner
	}
	if o, ok := to[p.Schema].(jsonObject); ok && len(o) == 0 {
		delete(to, p.Schema)
	}
}

// subsOf returns elements with nothing but one sub-attribute.
func subsOf(list []any, sub string) []any {
	var shown []any
	for _, e := range list {
		if v := memberOf(e, sub); v != nil {
			shown = append(shown, jsonObject{sub: v})
		}
	}
	return shown
}

func exclude(o jsonObject, p filter.Path) {
	delete(o, p.Schema+":"+p.Name)
	holder, last := valueAt(o, p)
	delete(holder, last)
}

// settled returns a resource without objects of nothing, which mean the same.
func settled(o jsonObject) jsonObject {
	o = copied(o)
	for name, v := range o {
		if inner, ok := v.(jsonObject); ok && len(inner) == 0 {
			delete(o, name)
		}
	}
	return o
}

// query asks through the chain, and compares the answer with what the filter
// means of the resources as clients are shown them. It reports whether there was
// an answer.
func (d *directory) query(text string, more ...rewrite.Param) bool {
	query := append([]rewrite.Param{{Name: "filter", Value: text}}, more...)
	var asked []rewrite.Param
	m := &rewrite.Message{Method: "GET", Resource: "Users", Query: slices.Clone(query)}
	sent, err := d.ask(m, func(m *rewrite.Message) {
		asked = slices.Clone(m.Query)
		d.answer(m)
	})
	if d.refused(sent, err) {
		if sent && d.c.lossless {
			d.t.Errorf("%s%v\nbecomes %v\n%v", d.c.files, query, asked, err)
		}
		return false
	}
	var got, want []jsonObject
	for r := range m.Resources() {
		got = append(got, settled(unmarshalled(r.Text())))
	}
	views := slices.Clone(d.views)
	_, sorts := m.Param("sortBy")
	if sorts = sorts && d.c.sorted; sorts {
		by := more[slices.IndexFunc(more, func(p rewrite.Param) bool { return p.Name == "sortBy" })].Value
		sortBy(views, d.path(by))
	}
	for _, v := range views {
		switch d.holds(text, v) {
		case filter.True:
			want = append(want, settled(d.shown(v, more)))
		case filter.Unknown: // the target's word stands, whichever it is (T3)
			got = slices.DeleteFunc(got, func(o jsonObject) bool { return o["id"] == v["id"] })
		}
	}
	if !sorts {
		byID := func(a, b jsonObject) int { return cmp.Compare(a["id"].(string), b["id"].(string)) }
		slices.SortFunc(got, byID)
		slices.SortFunc(want, byID)
	}
	if len(got)+len(want) > 0 && !reflect.DeepEqual(got, want) {
		d.t.Errorf("%s%v\nbecomes %v\nthe target has %s\n got %s\nwant %s", d.c.files, query, asked, mustJSON(d.kept),
			mustJSON(got), mustJSON(want))
	}
	return true
}

// patch patches a resource through the chain, and compares what becomes of it
// with what the PATCH says, written as a whole. It reports whether it was sent.
func (d *directory) patch(i int, ops string) bool {
	body := `{"Operations":[` + ops + `]}`
	client := newLetter("Users", d.views[i])
	client.scope.Types = d.set.Chain.Types
	client.patch(body)
	target := newLetter("Users", d.kept[i])
	target.scope.Types = d.set.Chain.Types
	seen := ""
	m := &rewrite.Message{Method: "PATCH", Resource: "Users", ID: d.kept[i]["id"].(string), Body: body}
	sent, err := d.ask(m, func(m *rewrite.Message) {
		seen = m.Body
		target.patch(m.Body)
		m.Answer(204, "", "")
	})
	if d.refused(sent, err) {
		return false
	}
	whole, ok := d.write(client.doc)
	if !ok {
		return false // what the letter of the PATCH makes cannot be kept
	}
	want, ok := d.view(whole)
	got, shown := d.view(target.doc)
	if !ok || !shown || !reflect.DeepEqual(settled(got), settled(want)) {
		d.t.Errorf("%s%s\nbecomes %s\nof %s\n got %s\nwant %s", d.c.files, body, seen, mustJSON(d.views[i]),
			mustJSON(got), mustJSON(want))
	}
	return true
}

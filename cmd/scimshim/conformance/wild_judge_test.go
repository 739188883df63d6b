package conformance

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"scimshim/rewrite"
	"scimshim/rewrite/filter"
)

// judge compares what a request that was granted has brought about with what it
// asked for. It returns what is wrong, or errWildUnjudged.
func (p *wildPlay) judge() (string, error) {
	if why := p.othersTouched(); why != "" {
		return why, nil
	}
	switch m := &p.asked; {
	case m.Resource != "Users" && m.Resource != "Groups":
		return "", nil // the service describes itself
	case m.Method == "GET" && m.ID == "":
		return p.judgeList()
	case m.Method == "GET":
		return p.judgeAnswer(), nil
	case m.Method == "DELETE":
		if p.subject(p.after) != nil {
			return "the resource is still there", nil
		}
		return "", nil
	}
	return p.judgeWrite()
}

// othersTouched says whether anything but the resource in question has changed.
// A user who is deleted leaves all groups.
func (p *wildPlay) othersTouched() string {
	for _, resource := range []string{"Users", "Groups"} {
		for _, o := range p.before[resource] {
			mine := resource == p.asked.Resource && wildText(o, "id") == p.asked.ID
			if mine || p.asked.Method == "DELETE" && resource == "Groups" {
				continue
			}
			same := func(q wildObject) bool { return wildEncode(o) == wildEncode(q) }
			if !slices.ContainsFunc(p.after[resource], same) {
				return "another resource has changed"
			}
		}
	}
	created := len(p.after[p.asked.Resource]) - len(p.before[p.asked.Resource])
	if p.asked.Method != "POST" && created > 0 || created > 1 {
		return "a resource was created"
	}
	return ""
}

// subject returns the resource that the request is about: the one with the id,
// or the one that was created. Nil is none.
func (p *wildPlay) subject(directory map[string][]wildObject) wildObject {
	list := directory[p.asked.Resource]
	if p.asked.Method == "POST" {
		for _, o := range list {
			before := func(b wildObject) bool { return wildText(b, "id") == wildText(o, "id") }
			if !slices.ContainsFunc(p.before[p.asked.Resource], before) {
				return o
			}
		}
		return nil
	}
	for _, o := range list {
		if wildText(o, "id") == p.asked.ID {
			return o
		}
	}
	return nil
}

// judgeList compares the resources answered with those that the client's filter
// selects, by the evaluator, in the order of the directory.
func (p *wildPlay) judgeList() (string, error) {
	may, must, err := p.selected()
	if err != nil {
		return "", err
	}
	start, count := p.number("startIndex", 1), p.number("count", len(may))
	answer := wildDecode(p.message.Body)
	var got []string
	for _, o := range wildList(wildGet(answer, "Resources")) {
		got = append(got, wildText(o, "id"))
	}
	total, _ := wildGet(answer, "totalResults").(float64)
	from := min(max(start, 1)-1, len(may))
	page := may[from:min(from+max(count, 0), len(may))]
	switch {
	case len(may) == len(must) && !slices.Equal(got, page):
		return fmt.Sprintf("%d resources are answered, and the filter selects %d", len(got), len(page)), nil
	case len(may) == len(must) && int(total) != len(may):
		return "totalResults is not the number of resources that the filter selects", nil
	case len(may) == len(must):
		return "", nil
	case slices.ContainsFunc(got, func(id string) bool { return !slices.Contains(may, id) }):
		return "a resource is answered that the filter does not select", nil
	case slices.ContainsFunc(must, func(id string) bool { return !slices.Contains(got, id) }):
		return "a resource is missing that the filter selects", nil
	}
	return "", nil
}

// selected returns the ids for which the filter is not false, and those for
// which it is true.
func (p *wildPlay) selected() (may, must []string, err error) {
	text, filtered := p.asked.Param("filter")
	var e filter.Expr = filter.Const(true)
	if filtered {
		if e, _, err = filter.ParseLenient(text, filter.All); err != nil {
			return nil, nil, errWildUnjudged
		}
		e = wildManagerFilter(e)
	}
	scope := &filter.Scope{Types: filter.Core(), Resource: p.asked.Resource, AnyCase: p.target.anyCase}
	for _, o := range p.before[p.asked.Resource] {
		if manager := wildGet(o[wildSnowExtension], "manager"); manager != nil {
			o = wildCopy(o)
			wildInner(o, filter.EnterpriseURN)["manager"] = manager
		}
		truth := scope.Holds(e, wildEncode(o))
		if truth != filter.False {
			may = append(may, wildText(o, "id"))
		}
		if truth == filter.True {
			must = append(must, wildText(o, "id"))
		}
	}
	return may, must, nil
}

func (p *wildPlay) number(name string, otherwise int) int {
	text, _ := p.asked.Param(name)
	if n, err := strconv.Atoi(text); err == nil {
		return n
	}
	return otherwise
}

// judgeAnswer compares the resource in the answer with the one in the directory.
func (p *wildPlay) judgeAnswer() string {
	if p.message.Body == "" {
		return ""
	}
	answer, stored := wildDecode(p.message.Body), p.subject(p.after)
	if wildText(answer, "id") != wildText(stored, "id") {
		return "the answer is another resource"
	}
	if _, partial := p.asked.Param("excludedAttributes"); partial {
		return ""
	}
	kept := func(o wildObject) wildObject { return p.target.kept(p.asked.Resource, nil, o) }
	differ := wildDiffer(kept(answer), kept(stored))
	if len(differ) > 0 {
		return "the answer does not show what is stored: " + strings.Join(differ, ", ")
	}
	return ""
}

// judgeWrite compares the resource as it is stored now with what the request
// means, as far as the target can keep it.
func (p *wildPlay) judgeWrite() (string, error) {
	before, after := p.subject(p.before), p.subject(p.after)
	if after == nil {
		return "the resource is not there", nil
	}
	wanted, err := p.wanted(before)
	if err != nil {
		return "", err
	}
	if why := p.judgeAnswer(); why != "" {
		return why, nil
	}
	got := p.target.kept(p.asked.Resource, nil, after)
	for i, want := range wanted {
		differ := wildDiffer(p.target.kept(p.asked.Resource, before, want), got)
		if len(differ) == 0 {
			return p.forgotten(before, want), nil
		}
		if i == len(wanted)-1 {
			return "not as the request says: " + strings.Join(differ, ", "), nil
		}
	}
	panic("BUG: a write that wants nothing")
}

// wanted returns the resources that satisfy a write. After a PUT that is the
// body alone, or, as ServiceNow documents it of groups and does with users, the
// body over what there was.
func (p *wildPlay) wanted(before wildObject) ([]wildObject, error) {
	body := wildDecode(p.asked.Body)
	if p.asked.Method == "PATCH" {
		want, err := wildPatched(p.asked.Resource, before, body)
		return []wildObject{want}, err
	}
	alone, err := wildMeant(p.asked.Resource, "add", wildObject{}, body)
	if _, given := alone["active"]; !given && p.asked.Resource == "Users" {
		alone["active"] = true // the default of both targets
	}
	if err != nil || p.asked.Method == "POST" {
		return []wildObject{alone}, err
	}
	merged, err := wildMeant(p.asked.Resource, "replace", before, body)
	if p.target.name == "servicenow" || p.asked.Resource == "Groups" {
		return []wildObject{merged}, err
	}
	return []wildObject{alone}, err
}

// forgotten names what the request writes and the target cannot keep, without
// being documented to, and without a rule on such attributes that has warned or
// taken something out.
func (p *wildPlay) forgotten(before, want wildObject) string {
	written, was := wildBare(p.asked.Resource, want), wildBare(p.asked.Resource, before)
	if p.target.named != nil {
		p.target.named(written)
		p.target.named(was)
	}
	changed := wildDiffer(was, written)
	kept := p.target.kept(p.asked.Resource, before, want)
	for i, v := range p.trace.Visits() {
		rule := fmt.Sprintf("%T", p.set.Chain.Steps[i].Rule)
		if v.Request == rewrite.Warned && rule == "*store.found" || v.Request == rewrite.Changed && rule == "*store.keep" {
			return ""
		}
	}
	for _, name := range wildDiffer(written, kept) {
		if slices.Contains(changed, name) && !slices.Contains(p.target.silent, name) {
			return "lost without a word: " + name
		}
	}
	return ""
}

package rewrite

import (
	"cmp"
	"slices"
	"strconv"
	"strings"

	"github.com/tidwall/gjson"

	"scimshim/rewrite/filter"
	"scimshim/rewrite/json"
)

// page returns the list answer that shows the part of the results which the query
// asks for (RFC 7644, section 3.4.2.4).
func (m *Message) page(results []string) string {
	start, count := 1, len(results)
	if text, ok := m.Param("startIndex"); ok {
		n, _ := strconv.Atoi(text)
		start = max(n, 1)
	}
	if text, ok := m.Param("count"); ok {
		if n, err := strconv.Atoi(text); err == nil {
			count = max(n, 0)
		}
	}
	from := min(start-1, len(results))
	shown := results[from:min(from+count, len(results))]
	var b strings.Builder
	b.WriteString(`{"schemas":["` + ListURN + `"],"totalResults":` + strconv.Itoa(len(results)) +
		`,"startIndex":` + strconv.Itoa(start) + `,"itemsPerPage":` + strconv.Itoa(len(shown)) + `,"Resources":[`)
	for i, r := range shown {
		if i > 0 {
			b.WriteByte(',')
		}
		b.WriteString(r)
	}
	b.WriteString("]}")
	return b.String()
}

// An order is what sortBy and sortOrder ask for (RFC 7644, section 3.4.2.3). The
// zero order is none.
type order struct {
	by         filter.Path
	exact      bool // whether case matters
	descending bool
}

// order returns the order that the query asks for.
func (m *Message) order() (o order, err error) {
	text, ok := m.Param("sortBy")
	if !ok {
		return o, nil
	}
	p, err := filter.ParsePath(strings.TrimSpace(text))
	if err != nil {
		return o, Refuse(PathSyntax, "invalidPath", "in the parameter sortBy: %v", err)
	}
	o.by = m.Types().Canonical(m.Resource, p)
	a, known := m.Types().Find(m.Resource, o.by)
	if _, has := m.Types().Find(m.Resource, filter.Path{Schema: o.by.Schema, Name: o.by.Name, Sub: "value"}); has &&
		a.Type == filter.TypeComplex {
		o.by.Sub = "value"
		a, known = m.Types().Find(m.Resource, o.by)
	}
	o.exact = known && a.CaseExact
	direction, _ := m.Param("sortOrder")
	o.descending = filter.Fold(direction, "descending")
	return o, nil
}

func (o order) paths() []filter.Path {
	if o.by.Name == "" {
		return nil
	}
	return []filter.Path{o.by}
}

// sort sorts resources, those without a value last, or first if descending.
func (o order) sort(resources []string) {
	if o.by.Name == "" {
		return
	}
	slices.SortStableFunc(resources, func(a, b string) int {
		c := compareKeys(o.key(a), o.key(b))
		if o.descending {
			return -c
		}
		return c
	})
}

// key returns the value that a resource is sorted by: of several the primary one,
// or the first.
func (o order) key(resource string) gjson.Result {
	value, ok := Lookup(resource, filter.Path{Schema: o.by.Schema, Name: o.by.Name})
	if !ok {
		return gjson.Result{}
	}
	chosen := ""
	for element := range json.Elements(value) {
		primary, _ := Lookup(element, filter.Path{Name: "primary"})
		if chosen == "" || primary == "true" {
			chosen = element
		}
		if primary == "true" {
			break
		}
	}
	if o.by.Sub != "" {
		chosen, _ = Lookup(chosen, filter.Path{Name: o.by.Sub})
	}
	key := gjson.Parse(chosen)
	if !o.exact {
		key.Str = strings.ToLower(key.Str)
	}
	return key
}

func compareKeys(a, b gjson.Result) int {
	switch {
	case !a.Exists() || !b.Exists():
		return -cmp.Compare(boolInt(a.Exists()), boolInt(b.Exists()))
	case a.Type == gjson.Number && b.Type == gjson.Number:
		return cmp.Compare(a.Num, b.Num)
	case a.Type == gjson.String && b.Type == gjson.String:
		return cmp.Compare(a.Str, b.Str)
	}
	return cmp.Compare(a.Raw, b.Raw)
}

func boolInt(b bool) int {
	if b {
		return 1
	}
	return 0
}

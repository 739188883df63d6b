package response

import (
	"cmp"
	"slices"
	"strings"

	"github.com/tidwall/gjson"

	"scimshim/rewrite/filter"
	"scimshim/rewrite/json"
)

// An Order is what resources are sorted by (RFC 7644, section 3.4.2.3). The zero Order
// is none.
type Order struct {
	By         filter.Path
	Exact      bool // whether case matters
	Descending bool
}

// Sort sorts resources, those without a value last, or first if descending. Of those
// that are equal the order stays.
func (o Order) Sort(resources []string) {
	if o.By.Name == "" {
		return
	}
	slices.SortStableFunc(resources, func(a, b string) int {
		c := compareKeys(o.key(a), o.key(b))
		if o.Descending {
			return -c
		}
		return c
	})
}

// key returns the value that a resource is sorted by: of several the primary one,
// or the first.
func (o Order) key(resource string) gjson.Result {
	value, ok := json.Lookup(resource, o.By.Schema, o.By.Name)
	if !ok {
		return gjson.Result{}
	}
	chosen := ""
	for element := range json.Elements(value) {
		primary, _ := json.Lookup(element, "primary")
		if chosen == "" || primary == "true" {
			chosen = element
		}
		if primary == "true" {
			break
		}
	}
	if o.By.Sub != "" {
		chosen, _ = json.Lookup(chosen, o.By.Sub)
	}
	key := gjson.Parse(chosen)
	if !o.Exact {
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

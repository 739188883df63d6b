package servicenow

import (
	"errors"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"scimshim/proxy/mock/kit"
	"scimshim/proxy/mock/kit/ordered"
	"scimshim/proxy/mock/servicenow/sdk"
)

// list answers a query: filter, order, page.
func (s *instance) list(w http.ResponseWriter, c *kit.Call, resource string, show projection) error {
	startIndex, err := number(c.Query, "startIndex", 1)
	if err != nil {
		return err
	}
	count, err := number(c.Query, "count", defaultCount)
	if err != nil {
		return err
	}
	if count > maxCount {
		return invalid("The maximum value of count is %d", maxCount)
	}
	order, err := sortingOf(resource, c.Query)
	if err != nil {
		return err
	}
	hits, err := s.search(resource, c.Query)
	if err != nil {
		return err
	}
	order.sort(hits)
	startIndex = max(startIndex, 1)
	var page []any
	for _, o := range kit.Page(hits, startIndex, count) {
		page = append(page, show.apply(s.shown(resource, o)))
	}
	kit.WriteList(w, page, len(hits), startIndex)
	return nil
}

func number(query url.Values, name string, otherwise int) (int, error) {
	if !query.Has(name) {
		return otherwise, nil
	}
	n, err := strconv.Atoi(query.Get(name))
	if err != nil {
		return 0, invalid("The value of %s is not a number", name)
	}
	return n, nil
}

// search returns the resources that the filter selects, all without one.
func (s *instance) search(resource string, query url.Values) ([]*ordered.Object, error) {
	all := s.store.All(resource)
	if !query.Has("filter") {
		return all, nil
	}
	raw := query.Get("filter")
	f, err := sdk.ParseFilter(raw)
	if err != nil {
		return nil, s.badFilter(raw, err)
	}
	if len(objectionsTo(s.Options, resource, f)) > 0 {
		return nil, s.badFilter(raw, sdk.BadFilter("Invalid filter:[%s]", raw))
	}
	if resource == "Users" && !s.StrictExternal {
		f = resolveExternal(f, all)
	}
	return slices.DeleteFunc(all, func(o *ordered.Object) bool { return !f.Matches(o) }), nil
}

// badFilter puts ServiceNow's wrapper around an error of the parser, unless the option asks for the
// parser's words.
func (s *instance) badFilter(raw string, err error) error {
	var e *sdk.Error
	if errors.As(err, &e) && (e.Crash || s.SDKDetail) {
		return e
	}
	return sdk.BadFilter("Invalid filter:[%s]", raw)
}

// resolveExternal turns a look-up by externalId into the one that an instance was seen to do: by
// externalId, else by user name, else by e-mail, whichever first finds a user.
func resolveExternal(f *sdk.Filter, users []*ordered.Object) *sdk.Filter {
	if len(f.Parts) > 0 && f.Op != "has" {
		resolved := *f
		resolved.Parts = make([]*sdk.Filter, len(f.Parts))
		for i, part := range f.Parts {
			resolved.Parts[i] = resolveExternal(part, users)
		}
		return &resolved
	}
	if f.Op != "eq" || !strings.EqualFold(f.Path.String(), "externalId") {
		return f
	}
	for _, path := range [][]sdk.Element{
		{{Name: "externalId"}}, {{Name: "userName"}}, {{Name: "emails"}, {Name: "value"}},
	} {
		by := &sdk.Filter{Op: "eq", Path: sdk.Path{Elements: path}, Value: f.Value}
		if slices.ContainsFunc(users, func(o *ordered.Object) bool { return by.Matches(o) }) {
			return by
		}
	}
	return f
}

// sorting is the order that a query asks for; without a path, that of creation.
type sorting struct {
	path       sdk.Path
	descending bool
}

// sortingOf reads sortBy and sortOrder, which must come together.
func sortingOf(resource string, query url.Values) (sorting, error) {
	by, order := query.Get("sortBy"), strings.ToLower(query.Get("sortOrder"))
	if by == "" {
		return sorting{}, nil
	}
	if order != "ascending" && order != "descending" {
		return sorting{}, invalid("sortBy needs sortOrder, ascending or descending")
	}
	path, ok := sortPath(resource, strings.ToLower(by))
	if !ok {
		return sorting{}, invalid("The value of sortBy is not supported")
	}
	return sorting{path, order == "descending"}, nil
}

// sortPath accepts the filterable attributes but externalId, and the elements' own spelling:
// emails.work.value.
func sortPath(resource, by string) (sdk.Path, bool) {
	list := groupFilters
	if resource == "Users" {
		list = userFilters
	}
	if slices.Contains(list, by) && by != "externalid" {
		p, err := sdk.ParsePath(by)
		return p, err == nil
	}
	parts := strings.Split(by, ".")
	form, ok := fixedForms[parts[0]]
	if !ok || resource != "Users" || len(parts) < 2 || len(parts) > 3 {
		return sdk.Path{}, false
	}
	first := sdk.Element{Name: parts[0]}
	if len(parts) == 3 {
		ok = slices.Contains(form.types, parts[1])
		first.Filter = &sdk.Filter{Op: "eq", Path: sdk.Path{Elements: []sdk.Element{{Name: "type"}}}, Value: parts[1]}
	}
	sub := parts[len(parts)-1]
	return sdk.Path{Elements: []sdk.Element{first, {Name: sub}}}, ok && slices.Contains(form.subs, sub)
}

// sort orders resources, those without a value first; descending turns all of it round.
func (by sorting) sort(all []*ordered.Object) {
	if by.path.IsRoot() {
		return
	}
	slices.SortStableFunc(all, func(a, b *ordered.Object) int {
		order := by.compare(a, b)
		if by.descending {
			return -order
		}
		return order
	})
}

func (by sorting) compare(a, b *ordered.Object) int {
	x, y := by.path.Values(a), by.path.Values(b)
	if len(x) == 0 || len(y) == 0 {
		return min(len(x), 1) - min(len(y), 1)
	}
	order, _ := sdk.Compare(x[0], y[0])
	return order
}

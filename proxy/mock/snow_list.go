package mock

import (
	"errors"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
)

// list answers a query: filter, order, page.
func (s *serviceNow) list(w http.ResponseWriter, c *call, resource string, show snowShow) error {
	startIndex, err := snowNumber(c.query, "startIndex", 1)
	if err != nil {
		return err
	}
	count, err := snowNumber(c.query, "count", snowPage)
	if err != nil {
		return err
	}
	if count > snowMaxCount {
		return snowInvalid("The maximum value of count is %d", snowMaxCount)
	}
	order, err := snowSortOf(resource, c.query)
	if err != nil {
		return err
	}
	hits, err := s.search(resource, c.query)
	if err != nil {
		return err
	}
	order.sort(hits)
	startIndex = max(startIndex, 1)
	var page []any
	for _, o := range paged(hits, startIndex, count) {
		page = append(page, show.apply(s.shown(resource, o)))
	}
	writeList(w, page, len(hits), startIndex)
	return nil
}

func snowNumber(query url.Values, name string, otherwise int) (int, error) {
	if !query.Has(name) {
		return otherwise, nil
	}
	n, err := strconv.Atoi(query.Get(name))
	if err != nil {
		return 0, snowInvalid("The value of %s is not a number", name)
	}
	return n, nil
}

// search returns the resources that the filter selects, all without one.
func (s *serviceNow) search(resource string, query url.Values) ([]*object, error) {
	all := s.store.all(resource)
	if !query.Has("filter") {
		return all, nil
	}
	raw := query.Get("filter")
	f, err := parseSDKFilter(raw)
	if err != nil {
		return nil, s.badFilter(raw, err)
	}
	if doubts := s.doubts(resource, f); len(doubts) > 0 {
		return nil, s.badFilter(raw, badFilter("Invalid filter:[%s]", raw))
	}
	if resource == "Users" && !s.StrictExternal {
		f = resolveExternal(f, all)
	}
	return slices.DeleteFunc(all, func(o *object) bool { return !f.matches(o) }), nil
}

// badFilter puts ServiceNow's wrapper around an error of the parser, unless the option asks for the
// parser's words.
func (s *serviceNow) badFilter(raw string, err error) error {
	var e *sdkError
	if errors.As(err, &e) && (e.crash || s.SDKDetail) {
		return e
	}
	return badFilter("Invalid filter:[%s]", raw)
}

// resolveExternal turns a look-up by externalId into the one that an instance was seen to do: by
// externalId, else by user name, else by e-mail, whichever first finds a user.
func resolveExternal(f *sdkFilter, users []*object) *sdkFilter {
	if len(f.parts) > 0 && f.op != "has" {
		resolved := *f
		resolved.parts = make([]*sdkFilter, len(f.parts))
		for i, part := range f.parts {
			resolved.parts[i] = resolveExternal(part, users)
		}
		return &resolved
	}
	if f.op != "eq" || !strings.EqualFold(f.path.String(), "externalId") {
		return f
	}
	for _, path := range [][]sdkElement{
		{{name: "externalId"}}, {{name: "userName"}}, {{name: "emails"}, {name: "value"}},
	} {
		by := &sdkFilter{op: "eq", path: sdkPath{elements: path}, value: f.value}
		if slices.ContainsFunc(users, func(o *object) bool { return by.matches(o) }) {
			return by
		}
	}
	return f
}

// snowSort is the order that a query asks for; without a path, that of creation.
type snowSort struct {
	path       sdkPath
	descending bool
}

// snowSortOf reads sortBy and sortOrder, which must come together.
func snowSortOf(resource string, query url.Values) (snowSort, error) {
	by, order := query.Get("sortBy"), strings.ToLower(query.Get("sortOrder"))
	if by == "" {
		return snowSort{}, nil
	}
	if order != "ascending" && order != "descending" {
		return snowSort{}, snowInvalid("sortBy needs sortOrder, ascending or descending")
	}
	path, ok := sortPath(resource, strings.ToLower(by))
	if !ok {
		return snowSort{}, snowInvalid("The value of sortBy is not supported")
	}
	return snowSort{path, order == "descending"}, nil
}

// sortPath accepts the filterable attributes but externalId, and the elements' own spelling:
// emails.work.value.
func sortPath(resource, by string) (sdkPath, bool) {
	list := snowGroupFilters
	if resource == "Users" {
		list = snowUserFilters
	}
	if slices.Contains(list, by) && by != "externalid" {
		p, err := parseSDKPath(by)
		return p, err == nil
	}
	parts := strings.Split(by, ".")
	form, ok := snowForms[parts[0]]
	if !ok || resource != "Users" || len(parts) < 2 || len(parts) > 3 {
		return sdkPath{}, false
	}
	first := sdkElement{name: parts[0]}
	if len(parts) == 3 {
		ok = slices.Contains(form.types, parts[1])
		first.filter = &sdkFilter{op: "eq", path: sdkPath{elements: []sdkElement{{name: "type"}}}, value: parts[1]}
	}
	sub := parts[len(parts)-1]
	return sdkPath{elements: []sdkElement{first, {name: sub}}}, ok && slices.Contains(form.subs, sub)
}

// sort orders resources, those without a value first; descending turns all of it round.
func (by snowSort) sort(all []*object) {
	if by.path.isRoot() {
		return
	}
	slices.SortStableFunc(all, func(a, b *object) int {
		order := by.compare(a, b)
		if by.descending {
			return -order
		}
		return order
	})
}

func (by snowSort) compare(a, b *object) int {
	x, y := by.path.values(a), by.path.values(b)
	if len(x) == 0 || len(y) == 0 {
		return min(len(x), 1) - min(len(y), 1)
	}
	order, _ := compare(x[0], y[0])
	return order
}

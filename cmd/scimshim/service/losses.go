package service

import (
	"bytes"
	"crypto/sha256"
	"fmt"
	"maps"
	"os"
	"slices"

	"scimshim/cmd/scimshim/setup"
	"scimshim/config"
	"scimshim/rules"
)

// A loaded is what was made of the files at one time.
type loaded struct {
	*setup.Setup
	files   map[string][]byte // by name
	indexes indexes
}

// contents reads the files of a configuration. What cannot be read is a fault elsewhere.
func contents(c *config.Config) map[string][]byte {
	all := map[string][]byte{}
	for _, name := range config.Files(c) {
		if data, err := os.ReadFile(name); err == nil {
			all[name] = data
		}
	}
	return all
}

// key tells contents of files apart.
func (l *loaded) key() [sha256.Size]byte {
	h := sha256.New()
	for _, name := range slices.Sorted(maps.Keys(l.files)) {
		fmt.Fprintf(h, "%q %d\n", name, len(l.files[name]))
		h.Write(l.files[name])
	}
	return [sha256.Size]byte(h.Sum(nil))
}

// losses says what would be lost if other files came into force, of what a file loses
// that is cut, half written, or not the one that was meant. A route that is gone is
// answered 404, by which Entra quarantines the application; filters that are limited no
// more reach a target that may answer them wrongly.
func (l *loaded) losses(next *loaded) []string {
	var all []string
	for i, route := range l.Routes {
		j := slices.IndexFunc(next.Routes, func(r config.Route) bool { return r.Path == route.Path })
		if j < 0 {
			all = append(all, fmt.Sprintf("the route %s at %s", route.Name, route.Path))
			continue
		}
		for _, loss := range slices.Concat(
			lostClients(route, next.Routes[j]), lostGuard(route, next.Routes[j]),
			lostLists(l.Sets[i], next.Sets[j]), lostRules(l.Sets[i], next.Sets[j]),
		) {
			all = append(all, loss+" of the route "+route.Name)
		}
	}
	return append(all, lostEnds(l.files, next.files)...)
}

func lostClients(was, is config.Route) (all []string) {
	for _, c := range was.Clients {
		if !slices.ContainsFunc(is.Clients, func(d config.Client) bool { return d.Name == c.Name }) {
			all = append(all, "the client "+c.Name)
		}
	}
	return all
}

// lostGuard says what of a guard is gone, by which mass changes would be let through.
func lostGuard(was, is config.Route) (all []string) {
	switch {
	case was.Guard == nil:
		return nil
	case is.Guard == nil:
		return []string{"the guard"}
	}
	for _, bound := range [...]struct {
		name    string
		was, is *config.Bound
	}{
		{"deletes", was.Guard.Deletes, is.Guard.Deletes}, {"disables", was.Guard.Disables, is.Guard.Disables},
		{"removals", was.Guard.Removals, is.Guard.Removals},
	} {
		if bound.was != nil && bound.is == nil {
			all = append(all, "the bound of "+bound.name)
		}
	}
	return all
}

// lostLists names the endpoints whose filters were limited to what the target takes, and
// are no more, or to half of that.
func lostLists(was, is *rules.Set) (all []string) {
	then, now := acceptedForms(was), acceptedForms(is)
	for _, resource := range slices.Sorted(maps.Keys(then)) {
		list, n := "the accept list for "+resource, then[resource]
		switch lost := n - now[resource]; {
		case lost == n:
			all = append(all, list)
		case 2*lost >= n:
			all = append(all, fmt.Sprintf("%d of the %d forms of %s", lost, n, list))
		}
	}
	return all
}

// acceptedForms returns how many forms of filters each endpoint with an accept list takes.
func acceptedForms(s *rules.Set) map[string]int {
	forms := map[string]int{}
	for _, a := range s.Chain.Accept {
		if !a.Shadow {
			forms[a.Resource] += a.List.Len()
		}
	}
	return forms
}

// lostRules says of rules that more than half are gone.
func lostRules(was, is *rules.Set) []string {
	kept := map[string]bool{}
	for _, info := range is.Infos {
		kept[info.Name] = true
	}
	lost := 0
	for _, info := range was.Infos {
		if !kept[info.Name] {
			lost++
		}
	}
	if 2*lost <= len(was.Infos) {
		return nil
	}
	return []string{fmt.Sprintf("%d of the %d steps", lost, len(was.Infos))}
}

// lostEnds names the files that are now the beginning of what they were.
func lostEnds(was, is map[string][]byte) (all []string) {
	for _, name := range slices.Sorted(maps.Keys(was)) {
		now, there := is[name]
		if there && len(now) < len(was[name]) && bytes.HasPrefix(was[name], now) {
			all = append(all, fmt.Sprintf("the end of %s, of which only the first %d of %d bytes are "+
				"left", name, len(now),
				len(was[name])))
		}
	}
	return all
}

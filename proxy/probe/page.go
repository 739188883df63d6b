package probe

import (
	"context"
	"fmt"
	"net/http"
	"net/url"
	"strconv"
)

// A paging is what was found out about pages.
type paging struct {
	max    int // the most that count may be; 0 if nothing is too much
	ignore bool
	none   bool // pages are not made, or miscounted
	sound  bool // one page after the other shows all there is, once
}

// noPages reports whether pages must be cut out of the whole list. A target that refuses large ones makes
// pages, whatever it counts.
func (s *survey) noPages() bool { return s.paging.none && s.paging.max == 0 }

// whole reports whether all resources can be read.
func (s *survey) whole() bool {
	return s.paging.sound || s.noPages() && len(s.world.sample) == s.world.total
}

// The pages that are asked for.
const (
	samplePage = 100
	largePage  = 1000 // Entra asks for 1000 of some targets (Q29)
	maxPages   = 4    // of the sample
)

// page asks for a page of all resources.
func (s *survey) page(ctx context.Context, start, count int) (*answer, error) {
	q := url.Values{}
	if start > 0 {
		q.Set("startIndex", strconv.Itoa(start))
	}
	if count >= 0 {
		q.Set("count", strconv.Itoa(count))
	}
	return s.get(ctx, "/"+s.world.resource, q)
}

func (s *survey) note(format string, args ...any) {
	s.notes = append(s.notes, fmt.Sprintf(format, args...))
}

// list reads the sample: the first page, and some more where that has few. It
// fails where there is no list, and only notes it where there is no such endpoint.
func (s *survey) list(ctx context.Context, optional bool) error {
	s.count = samplePage
	a, err := s.page(ctx, 0, s.count)
	if err == nil && a.status == http.StatusBadRequest {
		s.note("count=%d: %s", s.count, a)
		s.count = 0
		a, err = s.page(ctx, 0, -1)
	}
	switch {
	case err != nil:
		return err
	case a.listed() != nil:
		return s.more(ctx, a.listed())
	case optional && (a.status == http.StatusNotFound || a.status == http.StatusNotImplemented ||
		a.status == http.StatusForbidden || a.status == http.StatusMethodNotAllowed):
		s.missing = a.String()
		return nil
	}
	err = fmt.Errorf("%s/%s: %s; %s", s.base, s.world.resource, a, cureOf(a))
	if a.detail != "" {
		err = fmt.Errorf("%w; the target says %q", err, a.detail)
	}
	return err
}

// cureOf says what may be wrong where a target does not list its users.
func cureOf(a *answer) string {
	switch {
	case a.status == 0:
		return "nothing there speaks HTTP, or it is too slow"
	case a.status == http.StatusUnauthorized || a.status == http.StatusForbidden:
		return "give a credential that may read, with --bearer-file"
	case a.status >= 300 && a.status < 400:
		return "redirects are not followed; give the URL that they lead to"
	case a.status >= 500:
		return "the target fails"
	}
	return "expected a SCIM ListResponse; is --target the base URL of the SCIM service, the part before /Users?"
}

// more takes a page into the sample, and further ones where it needs them.
func (s *survey) more(ctx context.Context, l *listing) error {
	w := s.world
	w.total = l.total
	if s.count > 0 && len(l.shown) > s.count {
		s.note("a page has more results than count allows")
	}
	for pages := 1; ; pages++ {
		before := len(w.sample)
		for _, text := range l.shown {
			w.add(text)
		}
		switch {
		case len(w.sample) == maxSample || len(w.sample) >= l.total || pages == maxPages:
			return nil
		case len(w.sample) == before && before > 0:
			s.note("startIndex is ignored: the next page is the same again")
			s.paging.ignore = true
			return nil
		case len(w.sample) == before:
			return nil
		}
		count := s.count
		if count == 0 {
			count = -1
		}
		a, err := s.page(ctx, len(w.sample)+1, count)
		if err != nil {
			return err
		}
		if l = a.listed(); l == nil {
			s.note("the page from startIndex=%d: %s", len(w.sample)+1, a)
			return nil
		}
	}
}

// pages finds out what becomes of count and startIndex.
func (s *survey) pages(ctx context.Context) error {
	one, err := s.page(ctx, 0, 1)
	if err != nil {
		return err
	}
	switch l := one.listed(); {
	case l == nil:
		s.note("count=1: %s", one)
	case len(l.shown) > 1:
		s.note("count is ignored: count=1 returns more than one")
		s.paging.none = true
	case l.total != s.world.total:
		s.note("totalResults is not how many there are, but how many are on the page")
		s.paging.none = true
	case len(l.shown) == 1 && !s.paging.ignore && s.world.total > 1:
		if err := s.second(ctx, idOf(l.shown[0])); err != nil {
			return err
		}
	}
	none, err := s.page(ctx, 0, 0)
	if err != nil {
		return err
	}
	if l := none.listed(); l == nil {
		s.note("count=0: %s", none)
	} else if len(l.shown) > 0 {
		s.note("count=0 returns resources")
	}
	return s.largest(ctx)
}

// second asks for the second resource, and for one after the last.
func (s *survey) second(ctx context.Context, first string) error {
	a, err := s.page(ctx, 2, 1)
	if err != nil {
		return err
	}
	switch l := a.listed(); {
	case l == nil:
		s.note("startIndex=2: %s", a)
	case len(l.shown) > 0 && idOf(l.shown[0]) == first:
		s.note("startIndex is ignored: startIndex=2 returns the first resource")
	default:
		s.paging.sound = len(l.shown) == 1 && l.total == s.world.total
	}
	a, err = s.page(ctx, s.world.total+largePage, 1)
	if err != nil {
		return err
	}
	if l := a.listed(); l == nil {
		s.note("startIndex after the last resource: %s", a)
		s.paging.sound = false
	} else if len(l.shown) > 0 {
		s.paging.sound = false
		s.note("startIndex after the last resource returns resources: a client that reads all never stops")
	}
	return nil
}

// largest finds the most that count may be, where a large one is refused.
func (s *survey) largest(ctx context.Context) error {
	takes := func(n int) (bool, error) {
		a, err := s.page(ctx, 0, n)
		return err == nil && a.listed() != nil, err
	}
	ok, err := takes(largePage)
	if ok || err != nil {
		return err
	}
	low, high := 1, largePage // low is taken, high is not
	for _, usual := range []int{500, 200, 100, 50} {
		if ok, err = takes(usual); err != nil {
			return err
		}
		if ok {
			low = usual
			break
		}
		high = usual
	}
	for next := low + 1; high-low > 1; next = (low + high) / 2 {
		if ok, err = takes(next); err != nil {
			return err
		}
		if ok {
			low = next
		} else {
			high = next
		}
	}
	s.paging.max = low
	return nil
}

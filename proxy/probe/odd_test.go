package probe

import (
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"slices"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"scimshim/rewrite/filter"
)

// An oddTarget is a target without groups that answers queries as RFC 7644 has
// it, but for what odd does.
type oddTarget struct {
	t     *testing.T
	users []string
	odd   func(w http.ResponseWriter, e filter.Expr, right []string) bool // reports whether it has answered
	first func(w http.ResponseWriter, r *http.Request) bool               // the same, of any request

	mu   sync.Mutex
	sent []string // methods, paths and filters
}

func (o *oddTarget) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	text := r.URL.Query().Get("filter")
	o.mu.Lock()
	o.sent = append(o.sent, strings.TrimSpace(r.Method+" "+r.URL.Path+" "+text))
	o.mu.Unlock()
	if o.first != nil && o.first(w, r) {
		return
	}
	if r.URL.Path != "/scim/Users" || r.Method != http.MethodGet {
		oddError(w, 404, "")
		return
	}
	selected := o.users
	if text != "" {
		e, err := filter.Parse(text)
		if err != nil {
			oddError(w, 400, "invalidFilter")
			return
		}
		selected = o.holding(e)
		if o.odd != nil && o.odd(w, e, selected) {
			return
		}
	}
	oddList(w, r, selected)
}

// holding returns the users that a filter selects.
func (o *oddTarget) holding(e filter.Expr) []string {
	scope := filter.Scope{Types: filter.Core(), Resource: "Users"}
	return slices.DeleteFunc(slices.Clone(o.users), func(u string) bool { return scope.Holds(e, u) != filter.True })
}

func oddError(w http.ResponseWriter, status int, scimType string) {
	w.Header().Set("Content-Type", "application/scim+json")
	w.WriteHeader(status)
	fmt.Fprintf(w, `{"schemas":[%q],"status":"%d","scimType":%q,"detail":"secretdetail"}`, errorURN, status, scimType)
}

// oddList answers a page; r may be nil for all.
func oddList(w http.ResponseWriter, r *http.Request, selected []string) {
	page := selected
	if r != nil {
		q := r.URL.Query()
		if start, err := strconv.Atoi(q.Get("startIndex")); err == nil {
			page = page[min(max(start-1, 0), len(page)):]
		}
		if n, err := strconv.Atoi(q.Get("count")); err == nil {
			page = page[:min(n, len(page))]
		}
	}
	w.Header().Set("Content-Type", "application/scim+json")
	fmt.Fprintf(w, `{"schemas":[%q],"totalResults":%d,"Resources":[%s]}`, listURN, len(selected), strings.Join(page, ","))
}

// newOdd starts an oddTarget with some users.
func newOdd(t *testing.T, n int) (*oddTarget, string) {
	t.Helper()
	o := &oddTarget{t: t}
	for i := range n {
		o.users = append(o.users, fmt.Sprintf(`{"schemas":[%q],"id":"id-%d4%d","userName":"user%d.k%d@example.com",`+
			`"title":"Chief %d of%d","active":%v,"emails":[{"type":"work","value":"w%d.p%d@example.com"},`+
			`{"type":"home","value":"h%d.q%d@example.com"}]}`, filter.UserURN, i, i, i, i*3, i, i*7, i%2 == 0, i, i, i, i*5))
	}
	server := httptest.NewServer(o)
	t.Cleanup(server.Close)
	return o, server.URL + "/scim"
}

// An oddCase is a target, and what the pack must and must not hold.
type oddCase struct {
	name       string
	odd        func(w http.ResponseWriter, e filter.Expr, right []string) bool
	has, lacks []string
}

func isEq(e filter.Expr, name string) bool {
	c, ok := e.(*filter.Compare)
	return ok && c.Op == filter.Eq && c.Path.String() == name
}

// Targets that misread filters are found out, each in its way.
func TestProbeOddTargets(t *testing.T) {
	t.Parallel()
	users, _ := newOdd(t, 5)
	all := users.users
	for _, c := range []oddCase{
		{"honest", nil, []string{"attributes: [active]", "join: and", "'emails[type eq {type} and value eq {value}]'", "userName, id, title"},
			[]string{"filters: []"}},
		{"ignores filters", func(w http.ResponseWriter, _ filter.Expr, _ []string) bool {
			oddList(w, nil, all)
			return true
		}, []string{"filters: []", "- ignored, everybody comes: ", "userName, id, active, emails.value, emails.type"}, []string{"- attributes: ["}},
		{"ignores what it does not know", func(w http.ResponseWriter, e filter.Expr, _ []string) bool {
			if isEq(e, "userName") {
				return false
			}
			oddList(w, nil, all)
			return true
		}, []string{"attributes: [userName]\n        operators: [eq]\n", "ignored, everybody comes", "emails[...]"}, []string{"join: and", "pr]", "operators: any"}},
		{"empty for what it does not know", func(w http.ResponseWriter, e filter.Expr, _ []string) bool {
			if isEq(e, "userName") {
				return false
			}
			oddList(w, nil, nil)
			return true
		}, []string{"attributes: [userName]\n        operators: [eq]\n", "silently empty, an empty list, though there are matches: "},
			[]string{"join: and", "form:"}},
		{"fails", func(w http.ResponseWriter, e filter.Expr, _ []string) bool {
			if isEq(e, "userName") {
				return false
			}
			w.WriteHeader(500)
			return true
		}, []string{"attributes: [userName]\n", "- refused, 500: "}, []string{"join: and"}},
		{"errors with 200", func(w http.ResponseWriter, e filter.Expr, _ []string) bool {
			if isEq(e, "userName") {
				return false
			}
			oddError(w, 200, "invalidFilter")
			return true
		}, []string{"attributes: [userName]\n", "refused, 200 with an error inside: "}, []string{"join: and"}},
		{"drops connections", func(w http.ResponseWriter, e filter.Expr, _ []string) bool {
			if isEq(e, "userName") {
				return false
			}
			panic(http.ErrAbortHandler)
		}, []string{"attributes: [userName]\n", "refused, no answer, "}, []string{"join: and"}},
		{"shows none of many", func(w http.ResponseWriter, e filter.Expr, _ []string) bool {
			fmt.Fprintf(w, `{"schemas":[%q],"totalResults":3}`, listURN)
			return true
		}, []string{"filters: []", "it reports results but shows none"}, nil},
		{"heeds the first term", func(w http.ResponseWriter, e filter.Expr, _ []string) bool {
			and, ok := e.(*filter.And)
			if ok {
				oddList(w, nil, users.holding(and.List[0]))
			}
			return ok
		}, []string{"userName, id, title", "No two terms are joined by and."}, []string{"join: and"}},
		{"takes and for or", func(w http.ResponseWriter, e filter.Expr, _ []string) bool {
			and, ok := e.(*filter.And)
			if ok {
				oddList(w, nil, users.holding(filter.AnyOf(and.List...)))
			}
			return ok
		}, []string{"No two terms are joined by and."}, []string{"join: and"}},
		{"joins two", func(w http.ResponseWriter, e filter.Expr, _ []string) bool {
			and, ok := e.(*filter.And)
			if ok = ok && len(and.List) > 2; ok {
				oddError(w, 400, "tooMany")
			}
			return ok
		}, []string{"- 'userName eq {value} and active eq {other}'"}, []string{"join: and"}},
		{"takes a value path for a conjunction", func(w http.ResponseWriter, e filter.Expr, _ []string) bool {
			has, ok := e.(*filter.Has)
			if ok {
				oddList(w, nil, users.holding(flatten(has)))
			}
			return ok
		}, []string{"emails[type eq \"work\" and value eq {value}]", "- wrong, it finds resources that the " +
			"filter does not select: "},
			[]string{"'emails[type eq \"work\"", "'emails[type eq {type}"}},
		{"answers one of many", func(w http.ResponseWriter, _ filter.Expr, right []string) bool {
			oddList(w, nil, right[:min(1, len(right))])
			return true
		}, []string{"- wrong, it omits some of what the filter selects: userName with pr ne gt ge lt " +
			"le"}, []string{"operators: [eq, ne", "operators: any"}},
		{"searches for parts", func(w http.ResponseWriter, e filter.Expr, _ []string) bool {
			c, ok := e.(*filter.Compare)
			if ok = ok && c.Op == filter.Eq && c.Path.Name == "title"; ok {
				oddList(w, nil, users.holding(&filter.Compare{Path: c.Path, Op: filter.Co, Value: c.Value}))
			}
			return ok
		}, []string{"attributes: [userName, id]", "finds resources that the filter does not select: title"}, nil},
		{"takes the type last", func(w http.ResponseWriter, e filter.Expr, _ []string) bool {
			has, ok := e.(*filter.Has)
			if !ok {
				return false
			}
			and, ok := has.Where.(*filter.And)
			if ok = ok && isEq(and.List[0], "type"); ok {
				oddError(w, 400, "invalidFilter")
			}
			return ok
		}, []string{"emails[value eq {value} and type eq \"home\"]', join: and}", "emails[value eq {value} and type eq \"work\"]', join: and}"},
			nil},
	} {
		t.Run(c.name, func(t *testing.T) {
			o, url := newOdd(t, 5)
			o.odd = c.odd
			text, err := probed(t, url, nil)
			if err != nil {
				t.Fatal(err)
			}
			probedSet(t, text)
			unfolded := unfoldedPack(text)
			for _, want := range c.has {
				if !strings.Contains(unfolded, want) {
					t.Errorf("the pack lacks %s", want)
				}
			}
			for _, not := range append(c.lacks, "secretdetail", "user1", "Chief", "k3") {
				if strings.Contains(unfolded, not) {
					t.Errorf("the pack has %s", not)
				}
			}
			if t.Failed() {
				t.Log(text)
			}
		})
	}
}

// unfoldedPack returns a pack with its long comments as one line each.
func unfoldedPack(text string) string {
	return strings.NewReplacer("\n  #   ", " ", "\n# ", " ").Replace(text)
}

// flatten returns the plain conjunction of the terms in brackets.
func flatten(h *filter.Has) filter.Expr {
	return filter.Map(h.Where, func(x filter.Expr) filter.Expr {
		c, ok := x.(*filter.Compare)
		if !ok {
			return x
		}
		return &filter.Compare{Path: filter.Path{Name: h.Path.Name, Sub: c.Path.Name}, Op: c.Op, Value: c.Value}
	})
}

// What is no SCIM service is said to be none, and nothing is printed.
func TestProbeNoService(t *testing.T) {
	f := func(want string, first func(w http.ResponseWriter, r *http.Request)) {
		t.Helper()
		o, url := newOdd(t, 1)
		o.first = func(w http.ResponseWriter, r *http.Request) bool {
			first(w, r)
			return true
		}
		text, err := probed(t, url, nil)
		if err == nil || text != "" || !strings.Contains(err.Error(), want) {
			t.Errorf("%v, want %s\n%s", err, want, text)
		}
	}
	f("200 text/html; expected a SCIM ListResponse; is --target the base "+
		"URL", func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/html")
		fmt.Fprint(w, "<html>hello")
	})
	f("200 with JSON that is no list", func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "application/json")
		fmt.Fprint(w, `{"users":[]}`)
	})
	f("401; give a credential", func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(401) })
	f("404; expected a SCIM ListResponse", func(w http.ResponseWriter, _ *http.Request) { oddError(w, 404, "") })
	f("500; the target fails", func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(500) })
	f("no answer, EOF; nothing there speaks HTTP", func(http.ResponseWriter, *http.Request) { panic(http.ErrAbortHandler) })
	f("302; redirects are not followed", func(w http.ResponseWriter, r *http.Request) {
		http.Redirect(w, r, "http://127.0.0.1:1/elsewhere", http.StatusFound)
	})
}

// Of a target without the one endpoint that is asked of there is nothing to write.
func TestProbeNoEndpoint(t *testing.T) {
	_, url := newOdd(t, 1)
	text, err := probed(t, url, func(o *Options) { o.Resources = []string{"Groups"} })
	if err == nil || text != "" || !strings.HasSuffix(err.Error(), "/scim/Groups: 404; no pack can be written") {
		t.Errorf("%v\n%s", err, text)
	}
}

// A target that stops to answer ends the probe, which does not take it for one
// that refuses all filters.
func TestProbeDies(t *testing.T) {
	o, url := newOdd(t, 3)
	var n atomic.Int64 // a connection that is cut still has its goroutine when the next one comes
	o.first = func(http.ResponseWriter, *http.Request) bool {
		if n.Add(1) > 20 {
			panic(http.ErrAbortHandler)
		}
		return false
	}
	text, err := probed(t, url, nil)
	if err == nil || text != "" || !strings.Contains(err.Error(), "no longer answers") {
		t.Errorf("%v\n%s", err, text)
	}

	o, url = newOdd(t, 3)
	o.first = func(http.ResponseWriter, *http.Request) bool {
		time.Sleep(300 * time.Millisecond)
		return false
	}
	_, err = probed(t, url, func(o *Options) { o.Client = NewClient(20 * time.Millisecond) })
	if err == nil || !strings.Contains(err.Error(), "no answer within the time of --timeout") {
		t.Errorf("%v", err)
	}
}

// Pages that lie.
func TestProbePages(t *testing.T) {
	t.Parallel()
	f := func(want string, first func(w http.ResponseWriter, r *http.Request, users []string) bool) {
		t.Helper()
		o, url := newOdd(t, 5)
		o.first = func(w http.ResponseWriter, r *http.Request) bool {
			return r.URL.Path == "/scim/Users" && r.URL.Query().Get("filter") == "" && first(w, r, o.users)
		}
		text, err := probed(t, url, nil)
		if err != nil || !strings.Contains(text, want) {
			t.Errorf("%v, want %s\n%s", err, want, text)
		}
		if len(o.sent) > 400 {
			t.Errorf("%s: %d requests", want, len(o.sent))
		}
	}
	n := 0
	f("# Users: 4 of 1000000 were looked at.", func(w http.ResponseWriter, r *http.Request, users []string) bool {
		n++ // another user on each page, without end
		fmt.Fprintf(w, `{"schemas":[%q],"totalResults":1000000,"Resources":[%s]}`, listURN,
			strings.ReplaceAll(users[0], "id-04", fmt.Sprintf("id-%d", n)))
		return true
	})
	f("startIndex is ignored: the next page is the same again", func(w http.ResponseWriter, r *http.Request, users []string) bool {
		fmt.Fprintf(w, `{"schemas":[%q],"totalResults":5,"Resources":[%s]}`, listURN, users[0])
		return true
	})
	f("count is ignored: count=1 returns more than "+
		"one", func(w http.ResponseWriter, r *http.Request, users []string) bool {
		oddList(w, nil, users)
		return true
	})
	f("pages: {max: 137}", func(w http.ResponseWriter, r *http.Request, users []string) bool {
		if n, err := strconv.Atoi(r.URL.Query().Get("count")); err != nil || n <= 137 {
			return false
		}
		oddError(w, 400, "invalidValue")
		return true
	})
	f("pages: {max: 100}", func(w http.ResponseWriter, r *http.Request, users []string) bool {
		if n, err := strconv.Atoi(r.URL.Query().Get("count")); err != nil || n <= 100 {
			return false
		}
		oddError(w, 400, "invalidValue")
		return true
	})
	f("# count=100: 400 invalidValue.", func(w http.ResponseWriter, r *http.Request, users []string) bool {
		if n, err := strconv.Atoi(r.URL.Query().Get("count")); err != nil || n <= 20 {
			return false
		}
		oddError(w, 400, "invalidValue")
		return true
	})
}

// The number of requests and their rate are bounded, and the token goes to the
// target and nowhere else.
func TestProbeBounds(t *testing.T) {
	o, url := newOdd(t, 5)
	for _, n := range []int{1, 2, 5, 17, 40, 90} {
		o.sent = nil
		text, err := probed(t, url, func(o *Options) { o.Requests = n })
		if err != nil || !strings.Contains(unfoldedPack(text), "INCOMPLETE: the limit of --requests is reached.") {
			t.Errorf("%d: %v\n%s", n, err, text)
		}
		if len(o.sent) != n {
			t.Errorf("%d requests, not %d", len(o.sent), n)
		}
		probedSet(t, text)
	}
	began := time.Now()
	if _, err := probed(t, url, func(o *Options) {
		o.Resources, o.Requests, o.Every = []string{"Users"}, 11, 10*time.Millisecond
	}); err != nil || time.Since(began) < 100*time.Millisecond {
		t.Errorf("11 requests took %v: %v", time.Since(began), err)
	}
}

// Each request shows what Authorization returns, and no question is asked twice.
func TestProbeAuthorization(t *testing.T) {
	o, url := newOdd(t, 3)
	n, asked := 0, map[string]bool{}
	o.first = func(_ http.ResponseWriter, r *http.Request) bool {
		n++
		if got := r.Header.Get("Authorization"); got != fmt.Sprint("Bearer ", n) {
			t.Errorf("request %d shows %q", n, got)
		}
		if asked[r.URL.String()] {
			t.Errorf("%s is asked twice", r.URL)
		}
		asked[r.URL.String()] = true
		return false
	}
	given := 0
	if _, err := probed(t, url, func(o *Options) {
		o.Authorization = func() (string, error) {
			given++
			return fmt.Sprint("Bearer ", given), nil
		}
	}); err != nil {
		t.Error(err)
	}
}

// A target that asks for a pause gets a short one, and an end for a long one.
func TestProbePause(t *testing.T) {
	f := func(pause string, times int, want string) {
		t.Helper()
		o, url := newOdd(t, 3)
		n := 0
		o.first = func(w http.ResponseWriter, _ *http.Request) bool {
			if n++; n > 10 && n <= 10+times {
				w.Header().Set("Retry-After", pause)
				w.WriteHeader(429)
				return true
			}
			return false
		}
		text, err := probed(t, url, nil)
		if err != nil || strings.Contains(text, "429") != (want != "") || !strings.Contains(text, want) {
			t.Errorf("%s: %v\n%s", pause, err, text)
		}
	}
	const limit = "INCOMPLETE: the target is rate-limiting: it answered 429."
	f("0", 1, "")
	f("0", 2, limit)
	f("3600", 1, limit)
	f("soon", 1, limit)
}

// A directory of nobody teaches only refusals.
func TestProbeEmpty(t *testing.T) {
	_, url := newOdd(t, 0)
	text, err := probed(t, url, nil)
	for _, want := range []string{"There are no Users, so it is not known what is accepted.", "or use " +
		"--write",
		"Nothing was seen, so that all filters are forwarded", "not known, accepted, but the resources here do not show what it selects: " +
			"userName", "There are no Groups here: 404."} {
		if err != nil || !strings.Contains(unfoldedPack(text), want) {
			t.Errorf("%v, want %s\n%s", err, want, text)
		}
	}
}

// An interruption prints nothing.
func TestProbeInterrupted(t *testing.T) {
	o, url := newOdd(t, 3)
	ctx, cancel := context.WithCancel(t.Context())
	n := 0
	o.first = func(http.ResponseWriter, *http.Request) bool {
		if n++; n == 12 {
			cancel()
		}
		return false
	}
	if text, err := packOf(ctx, options(url)); err == nil || text != "" || !strings.Contains(err.Error(), "interrupted") {
		t.Errorf("%v\n%s", err, text)
	}
}

package probe

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"
	"time"

	"scimshim/proxy/mock"
	"scimshim/rewrite/filter"
	"scimshim/rules"
)

// A hooked target is an imitated one, before which a hook sees each request and
// may answer it.
type hooked struct {
	*mock.Target
	url  string
	hook func(w http.ResponseWriter, r *http.Request) bool
}

func startHooked(t *testing.T, name string) *hooked {
	t.Helper()
	h := &hooked{}
	server := httptest.NewUnstartedServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if h.hook == nil || !h.hook(w, r) {
			h.ServeHTTP(w, r)
		}
	}))
	base := "http://" + server.Listener.Addr().String()
	target, err := mock.New(name, mock.Options{BaseURL: base})
	if err != nil {
		t.Fatal(err)
	}
	h.Target, h.url = target, base+target.Base()
	server.Start()
	t.Cleanup(server.Close)
	return h
}

// createSilently lets the target create a user and drops the answer.
func (h *hooked) createSilently(w http.ResponseWriter, r *http.Request) bool {
	answer := httptest.NewRecorder()
	h.ServeHTTP(answer, r)
	if answer.Code == http.StatusCreated {
		panic(http.ErrAbortHandler)
	}
	w.WriteHeader(answer.Code)
	return true
}

// writing is the change of options that --write is.
func writing(o *Options) { o.Write = true }

// The user is gone afterwards, nobody else has changed, and the forms of PATCH
// are told apart.
func TestProbeWrite(t *testing.T) {
	t.Parallel()
	for name, want := range map[string][]string{
		"servicenow": {"# - replace of active: works", "# - title with the URN of the core schema: accepted, but " +
			"nothing has changed",
			"- {forms: [filtered_add], except: [phoneNumbers, emails, ims, photos]}", "        write: in_place",
			"emulate: {by: put, attributes: [ims, phoneNumbers, photos], missing: add, omitted: kept}",
			"members: {replace: difference}",
			"unproven:\n      externalId: values of other attributes find it too\n      displayName: the user " +
				"that was created has a value that was not sent\n",
			`# - replace of phoneNumbers[type eq "..."].value where there is none: refused, 400 noTarget`},
		"atlassian": {"# - Replace in capitals: refused, 400 invalidSyntax", "never: [core_urn, flat_keys]",
			"emulate: {by: put, attributes: [emails, phoneNumbers], missing: add}"},
		"github-emu":          {"# - replace of active: works"},
		"aws-identity-center": {"# - replace of active: works"},
	} {
		t.Run(name, func(t *testing.T) {
			h := startHooked(t, name)
			fullDirectory(t, h.Target)
			before := fmt.Sprint(h.All("Users"), h.All("Groups"))
			text, err := probed(t, h.url, writing)
			if err != nil {
				t.Fatal(err)
			}
			if after := fmt.Sprint(h.All("Users"), h.All("Groups")); after != before {
				t.Errorf("the directory has changed:\n%s", after)
			}
			probedSet(t, text)
			for _, w := range want {
				if !strings.Contains(text, w) && !strings.Contains(unfoldedPack(text), w) {
					t.Errorf("the pack lacks %s\n%s", w, text)
				}
			}
		})
	}
}

// The ways round that the pack has are steps.
func TestProbeWriteWays(t *testing.T) {
	h := startHooked(t, "servicenow")
	fullDirectory(t, h.Target)
	text, err := probed(t, h.url, writing)
	if err != nil {
		t.Fatal(err)
	}
	set := probedSet(t, text)
	for _, name := range []string{"users.patch.elements.emails", "users.patch.emulate", "groups.patch.members"} {
		if !slices.ContainsFunc(set.Infos, func(r rules.Info) bool { return r.Name == "probed/"+name }) {
			t.Errorf("%s is no step\n%s", name, text)
		}
	}
}

// In an empty directory the user that is made teaches what is honoured.
func TestProbeWriteEmpty(t *testing.T) {
	h := startHooked(t, "servicenow")
	text, err := probed(t, h.url, writing)
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"attributes: [userName, displayName, id, name.familyName, name.givenName, preferredLanguage,",
		`'emails[type eq "work" and value eq {value}]'`, "There is only one resource among Users"} {
		if !strings.Contains(text, want) {
			t.Errorf("the pack lacks %s\n%s", want, text)
		}
	}
	if left := h.All("Users"); len(left) > 0 {
		t.Errorf("%d users are left", len(left))
	}
}

// A target that looks up by e-mail what it is asked of the userName is found out: the
// user that is made has two. Where it takes no such user, that is said.
func TestProbeTellsNameFromMail(t *testing.T) {
	f := func(same bool, want, no string) {
		t.Helper()
		o, url := newOdd(t, 0)
		o.first = func(w http.ResponseWriter, r *http.Request) bool {
			switch r.Method {
			case http.MethodPost:
				body, _ := io.ReadAll(r.Body)
				user := strings.Replace(string(body), "{", `{"id":"id-1",`, 1)
				var made struct{ UserName string }
				if err := json.Unmarshal(body, &made); err != nil {
					t.Error(err)
				}
				mail := &filter.Has{Path: filter.Path{Name: "emails"}, Where: &filter.Compare{Path: filter.Path{Name: "value"},
					Op: filter.Eq, Value: filter.Quote(made.UserName)}}
				if scope := (filter.Scope{Types: filter.Core(), Resource: "Users"}); same && scope.Holds(mail, user) != filter.True {
					oddError(w, 400, "invalidValue")
					return true
				}
				o.users = []string{user}
				w.WriteHeader(201)
				io.WriteString(w, user)
			case http.MethodDelete:
				w.WriteHeader(204)
			default:
				return false
			}
			return true
		}
		o.odd = func(w http.ResponseWriter, e filter.Expr, _ []string) bool {
			if !isEq(e, "userName") {
				return false
			}
			oddList(w, nil, o.holding(&filter.Compare{Path: filter.Path{Name: "emails", Sub: "value"}, Op: filter.Eq,
				Value: e.(*filter.Compare).Value}))
			return true
		}
		text, err := probed(t, url, writing)
		if err != nil || !strings.Contains(unfoldedPack(text), want) || strings.Contains(text, no) {
			t.Errorf("%v, want %s and no %s\n%s", err, want, no, text)
		}
	}
	f(false, "silently empty, an empty list, though there are matches: userName", "attributes: [userName")
	f(true, "does not create a user whose userName and e-mail differ", "silently empty")
}

// Whatever goes wrong, the user is deleted, or it is said that it is not.
func TestProbeWriteFaults(t *testing.T) {
	t.Parallel()
	f := func(about, want string, left int, hook func(h *hooked, cancel func()) func(http.ResponseWriter, *http.Request) bool) {
		t.Helper()
		h := startHooked(t, "servicenow")
		fullDirectory(t, h.Target)
		others := h.All("Users")
		ctx, cancel := context.WithCancel(t.Context())
		defer cancel()
		h.hook = hook(h, cancel)
		o := options(h.url)
		o.Client, o.Write = NewClient(time.Second), true
		_, err := packOf(ctx, o)
		if err == nil && want != "" || err != nil && (want == "" || !strings.Contains(err.Error(), want)) {
			t.Errorf("%s: %v, want %s", about, err, want)
		}
		now := h.All("Users")
		if len(now)-len(others) != left {
			t.Errorf("%s: %d users are left, not %d", about, len(now)-len(others), left)
		}
		for i, o := range others {
			if len(now) <= i || string(now[i]) != string(o) {
				t.Errorf("%s: somebody else was deleted or changed", about)
				break
			}
		}
		if left > 0 && !strings.Contains(err.Error(), "user scimshim-probe-") {
			t.Errorf("%s: the error does not name the user: %v", about, err)
		}
	}
	type answer = func(http.ResponseWriter, *http.Request) bool
	f("interrupted", "interrupted", 0, func(_ *hooked, cancel func()) answer {
		return func(_ http.ResponseWriter, r *http.Request) bool {
			if r.Method == http.MethodPatch {
				cancel()
			}
			return false
		}
	})
	f("PATCH has no answer", "", 0, func(*hooked, func()) answer {
		return func(_ http.ResponseWriter, r *http.Request) bool {
			if r.Method == http.MethodPatch {
				panic(http.ErrAbortHandler)
			}
			return false
		}
	})
	f("the list fails", "500; the target fails", 0, func(*hooked, func()) answer {
		return func(w http.ResponseWriter, r *http.Request) bool {
			if r.Method == http.MethodGet {
				w.WriteHeader(500)
			}
			return r.Method == http.MethodGet
		}
	})
	f("DELETE fails", "could not be deleted: 500; delete it by hand", 2, func(*hooked, func()) answer {
		return func(w http.ResponseWriter, r *http.Request) bool {
			if r.Method == http.MethodDelete {
				w.WriteHeader(500)
			}
			return r.Method == http.MethodDelete
		}
	})
	f("DELETE fails once", "", 0, func(*hooked, func()) answer {
		tried := false
		return func(w http.ResponseWriter, r *http.Request) bool {
			if r.Method == http.MethodDelete && !tried {
				tried = true
				w.WriteHeader(503)
				return true
			}
			return false
		}
	})
	f("the creation has no answer", "is not the user: no answer", 0, func(h *hooked, _ func()) answer {
		return func(w http.ResponseWriter, r *http.Request) bool {
			return r.Method == http.MethodPost && h.createSilently(w, r)
		}
	})
	f("the creation has no answer, and filters are ignored", "is not the user", 0, func(h *hooked, _ func()) answer {
		return func(w http.ResponseWriter, r *http.Request) bool {
			switch r.Method {
			case http.MethodPost:
				return h.createSilently(w, r)
			case http.MethodGet:
				r.URL.RawQuery = ""
			}
			return false
		}
	})
	f("the creation has no answer, and nobody can be looked for", "may have been created", 1, func(h *hooked, _ func()) answer {
		return func(w http.ResponseWriter, r *http.Request) bool {
			if r.Method == http.MethodPost {
				return h.createSilently(w, r)
			}
			w.WriteHeader(403)
			return true
		}
	})
	f("the creation is refused", "the target does not create a user for --write: 403", 0, func(*hooked, func()) answer {
		return func(w http.ResponseWriter, r *http.Request) bool {
			if r.Method == http.MethodPost {
				w.WriteHeader(403)
			}
			return r.Method == http.MethodPost
		}
	})
}

// A user that could not be deleted is named in the pack, too.
func TestProbeWriteLeft(t *testing.T) {
	h := startHooked(t, "servicenow")
	h.hook = func(w http.ResponseWriter, r *http.Request) bool {
		if r.Method == http.MethodDelete {
			w.WriteHeader(403)
		}
		return r.Method == http.MethodDelete
	}
	text, err := probed(t, h.url, writing)
	if err == nil || !strings.Contains(unfoldedPack(text), "could not be deleted: 403; delete it by hand") {
		t.Errorf("%v\n%s", err, text)
	}
}

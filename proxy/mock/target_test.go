package mock

import (
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"scimshim/proxy/mock/kit"
	"scimshim/proxy/mock/kit/ordered"
	"scimshim/proxy/mock/kit/store"
)

// plain is a product with next to nothing of its own.
type plain struct{ store *store.Store }

func newPlain() *Target {
	s := store.New()
	return newTarget(plain{s}, s)
}

func (plain) Base() string { return "/scim" }

func (plain) Refuse(w http.ResponseWriter, status int) {
	w.WriteHeader(status)
	_, _ = io.WriteString(w, "forced")
}

// Serve creates a user, or lists all.
func (p plain) Serve(w http.ResponseWriter, c *kit.Call) {
	if c.Method == http.MethodPost {
		o, err := ordered.Decode(c.Content)
		if err != nil {
			panic(err)
		}
		c.Cause = "made"
		p.store.Keep("Users", o, nil, "now")
		kit.WriteJSON(w, http.StatusCreated, o)
		return
	}
	var all []any
	for _, o := range p.store.All("Users") {
		all = append(all, o)
	}
	kit.WriteList(w, all, len(all), 1)
}

func send(target *Target, method, path, body string) {
	target.ServeHTTP(httptest.NewRecorder(), httptest.NewRequest(method, path, strings.NewReader(body)))
}

func TestRecord(t *testing.T) {
	target := newPlain()
	id, err := target.Seed("Users", `{"userName":"ada"}`)
	if err != nil || len(id) != 32 {
		t.Fatal(id, err)
	}
	if _, err := target.Seed("Users", `{"userName":`); err == nil {
		t.Error("bad JSON is seeded")
	}
	send(target, "POST", "/scim/Users?attributes=id%2Ctitle", `{"title":"Dr"}`)
	r := target.Requests()
	if len(r) != 1 || r[0].Method != "POST" || r[0].Query.Get("attributes") != "id,title" ||
		r[0].Status != 201 || !strings.Contains(r[0].Body, `"Dr"`) || !strings.Contains(r[0].Answer, `"Dr"`) ||
		r[0].Cause != "made" {
		t.Errorf("%+v", r)
	}
	if target.Forget(); len(target.Requests()) != 0 || len(target.All("Users")) != 2 {
		t.Error("Forget forgets the requests and nothing else")
	}
}

func TestFaults(t *testing.T) {
	target := newPlain()
	server := httptest.NewServer(target)
	defer server.Close()
	users := server.URL + target.Base() + "/Users"
	get := func() (*http.Response, string, error) {
		t.Helper()
		response, err := http.Get(users)
		if err != nil {
			return nil, "", err
		}
		defer response.Body.Close()
		body, err := io.ReadAll(response.Body)
		return response, string(body), err
	}
	target.Fault(Fault{Kind: "status", Status: 429, After: 1, Times: 1})
	if response, _, err := get(); err != nil || response.StatusCode != 200 {
		t.Fatal(response, err)
	}
	response, body, err := get()
	if err != nil || response.StatusCode != 429 || body != "forced" {
		t.Errorf("429: %v %s %v", response, body, err)
	}
	if response, _, err := get(); err != nil || response.StatusCode != 200 {
		t.Errorf("the fault struck more often than asked: %v %v", response, err)
	}
	target.Fault(Fault{Kind: "truncate", Times: 1})
	if _, body, err := get(); !errors.Is(err, io.ErrUnexpectedEOF) || body == "" {
		t.Errorf("truncate: %q %v", body, err)
	}
	target.Fault(Fault{Kind: "html", Status: 503})
	response, body, err = get()
	if err != nil || response.StatusCode != 503 || !strings.HasPrefix(body, "<html>") {
		t.Errorf("html: %v %s %v", response, body, err)
	}
	target.Heal()
	target.Fault(Fault{Kind: "empty"})
	if response, body, err := get(); err != nil || response.StatusCode != 200 || body != "" {
		t.Errorf("empty: %v %q %v", response, body, err)
	}
	target.Heal()
	target.Fault(Fault{Kind: "slow", Delay: 30 * time.Millisecond})
	start := time.Now()
	if _, _, err := get(); err != nil || time.Since(start) < 30*time.Millisecond {
		t.Errorf("slow: %v after %v", err, time.Since(start))
	}
}

// TestCutAfterWork checks that a cut connection hides an answer, not the work: what a client that retries
// must reckon with.
func TestCutAfterWork(t *testing.T) {
	target := newPlain()
	server := httptest.NewServer(target)
	defer server.Close()
	target.Fault(Fault{Kind: "cut"})
	_, err := http.Post(server.URL+target.Base()+"/Users", kit.MediaType,
		strings.NewReader(`{"userName":"ada"}`))
	if err == nil {
		t.Error("the connection was not cut")
	}
	if n := len(target.All("Users")); n != 1 {
		t.Errorf("%d users", n)
	}
}

// TestConcurrent writes from many sides at once; the race detector and the count judge it.
func TestConcurrent(t *testing.T) {
	target := newPlain()
	const writers = 16
	var wait sync.WaitGroup
	for i := range writers {
		wait.Go(func() {
			send(target, "POST", "/scim/Users", fmt.Sprintf(`{"userName":"user%d"}`, i))
			target.All("Users")
			target.Requests()
		})
	}
	wait.Wait()
	users, requests := len(target.All("Users")), len(target.Requests())
	if users != writers || requests != writers {
		t.Errorf("%d users, %d requests", users, requests)
	}
}

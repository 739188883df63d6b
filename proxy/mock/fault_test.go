package mock_test

import (
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"scimshim/proxy/mock"
	"scimshim/proxy/mock/kit"
	"scimshim/proxy/mock/mocktest"
)

func TestNames(t *testing.T) {
	want := []string{"atlassian", "aws-identity-center", "github-emu", "servicenow"}
	if got := mock.Names(); !slices.Equal(got, want) {
		t.Errorf("%v", got)
	}
	if _, err := mock.New("nobody", kit.Options{}); err == nil || !strings.Contains(err.Error(), "servicenow") {
		t.Errorf("an unknown name: %v", err)
	}
	if _, err := mock.New("servicenow", kit.Options{Profile: "sdk9"}); err == nil {
		t.Error("an unknown profile is accepted")
	}
}

func TestRecord(t *testing.T) {
	p := mocktest.NewProbe(t, kit.Options{})
	id, err := p.Target.Seed("Users", `{"userName":"ada"}`)
	if err != nil || len(id) != 32 {
		t.Fatal(id, err)
	}
	if _, err := p.Target.Seed("Users", `{"userName":`); err == nil {
		t.Error("bad JSON is seeded")
	}
	p.Want(200, "PATCH", "/Users/"+id+"?attributes=id%2Ctitle",
		mocktest.PatchOf(`{"op":"add","path":"title","value":"Dr"}`))
	r := p.Target.Requests()
	if len(r) != 1 || r[0].Method != "PATCH" || r[0].Query.Get("attributes") != "id,title" ||
		r[0].Status != 200 || !strings.Contains(r[0].Body, `"Dr"`) || !strings.Contains(r[0].Answer, `"Dr"`) {
		t.Errorf("%+v", r)
	}
	if p.Target.Forget(); len(p.Target.Requests()) != 0 || len(p.Target.All("Users")) != 1 {
		t.Error("Forget forgets the requests and nothing else")
	}
}

func TestFaults(t *testing.T) {
	p := mocktest.NewProbe(t, kit.Options{Now: func() time.Time { return time.Unix(1000, 0) }})
	server := httptest.NewServer(p.Target)
	defer server.Close()
	users := server.URL + p.Target.Base() + "/Users"
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
	p.Target.Fault(mock.Fault{Kind: "status", Status: 429, After: 1, Times: 1})
	if response, _, err := get(); err != nil || response.StatusCode != 200 {
		t.Fatal(response, err)
	}
	response, body, err := get()
	if err != nil || response.StatusCode != 429 || response.Header.Get("Retry-After") != "60" ||
		response.Header.Get("X-RateLimit-Reset") != "1060" ||
		!strings.HasPrefix(body, `{"error":{"message":"Rate limit exceeded"`) {
		t.Errorf("429: %v %s %v", response, body, err)
	}
	if response, _, err := get(); err != nil || response.StatusCode != 200 {
		t.Errorf("the fault struck more often than asked: %v %v", response, err)
	}
	p.Target.Fault(mock.Fault{Kind: "truncate", Times: 1})
	if _, body, err := get(); !errors.Is(err, io.ErrUnexpectedEOF) || body == "" {
		t.Errorf("truncate: %q %v", body, err)
	}
	p.Target.Fault(mock.Fault{Kind: "html", Status: 503})
	response, body, err = get()
	if err != nil || response.StatusCode != 503 || !strings.HasPrefix(body, "<html>") {
		t.Errorf("html: %v %s %v", response, body, err)
	}
	p.Target.Heal()
	p.Target.Fault(mock.Fault{Kind: "empty"})
	if response, body, err := get(); err != nil || response.StatusCode != 200 || body != "" {
		t.Errorf("empty: %v %q %v", response, body, err)
	}
	p.Target.Heal()
	p.Target.Fault(mock.Fault{Kind: "slow", Delay: 30 * time.Millisecond})
	start := time.Now()
	if _, _, err := get(); err != nil || time.Since(start) < 30*time.Millisecond {
		t.Errorf("slow: %v after %v", err, time.Since(start))
	}
}

// TestCutAfterWork checks that a cut connection hides an answer, not the work: what a client that retries
// must reckon with.
func TestCutAfterWork(t *testing.T) {
	p := mocktest.NewProbe(t, kit.Options{})
	server := httptest.NewServer(p.Target)
	defer server.Close()
	p.Target.Fault(mock.Fault{Kind: "cut"})
	_, err := http.Post(server.URL+p.Target.Base()+"/Users", kit.MediaType,
		strings.NewReader(`{"schemas":["`+kit.UserURN+`"],"userName":"ada"}`))
	if err == nil {
		t.Error("the connection was not cut")
	}
	if n := len(p.Target.All("Users")); n != 1 {
		t.Errorf("%d users", n)
	}
}

// TestConcurrent writes from many sides at once; the race detector and the count judge it.
func TestConcurrent(t *testing.T) {
	p := mocktest.NewProbe(t, kit.Options{})
	const writers = 16
	var wait sync.WaitGroup
	for i := range writers {
		wait.Go(func() {
			p.Raw("POST", p.Target.Base()+"/Users",
				fmt.Sprintf(`{"schemas":["%s"],"userName":"user%d"}`, kit.UserURN, i))
			p.Target.All("Users")
			p.Target.Requests()
		})
	}
	wait.Wait()
	users, requests := len(p.Target.All("Users")), len(p.Target.Requests())
	if users != writers || requests != writers {
		t.Errorf("%d users, %d requests", users, requests)
	}
}

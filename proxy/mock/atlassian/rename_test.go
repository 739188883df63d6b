package atlassian

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"scimshim/proxy/mock/kit"
	"scimshim/proxy/mock/kit/ordered"
	"scimshim/proxy/mock/kit/store"
)

// TestRenames counts renames, ignored and refused.
func TestRenames(t *testing.T) {
	directory := store.New()
	made, err := New(kit.Options{Now: time.Now}, directory)
	if err != nil {
		t.Fatal(err)
	}
	a := made.(*atlassian)
	directory.Put("Groups", "eng", ordered.New("id", "eng", "displayName", "Engineers"))
	send := func(method, body string, want int) {
		t.Helper()
		r := httptest.NewRequest(method, a.Base()+"/Groups/eng", nil)
		r.Header.Set("Content-Type", kit.MediaType)
		w := httptest.NewRecorder()
		a.Serve(w, &kit.Call{Request: r, Content: []byte(body)})
		if w.Code != want {
			t.Errorf("%s %s: status %d, want %d: %s", method, body, w.Code, want, w.Body)
		}
	}
	rename := func(name string, want int) {
		t.Helper()
		send(http.MethodPatch, `{"schemas":["`+kit.PatchURN+`"],"Operations":[{"op":"replace","path":"displayName",`+
			`"value":"`+name+`"}]}`, want)
	}
	rename("Engineers", 200)
	if a.renames != 0 {
		t.Errorf("the same name counts as %d renames", a.renames)
	}
	rename("Makers", 200)
	a.options.RefuseRenames = true
	rename("Makers", 400)
	rename("Engineers", 200)
	send(http.MethodPut, `{"displayName":"Makers"}`, 400)
	if a.renames != 3 {
		t.Errorf("%d renames, want 3", a.renames)
	}
	if g, _ := directory.Find("Groups", "eng"); !strings.Contains(string(ordered.Encode(g)), `"Engineers"`) {
		t.Errorf("the group is %s", ordered.Encode(g))
	}
}

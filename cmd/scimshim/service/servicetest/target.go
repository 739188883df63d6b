package servicetest

import (
	"net/http/httptest"
	"slices"
	"strings"
	"testing"

	"scimshim/proxy/mock"
	"scimshim/rules"
)

// A Target is an imitated target with an HTTP server.
type Target struct {
	*mock.Target
	URL string // the base URL of its SCIM service
}

// Mock starts an imitated target, which ends with the test.
func Mock(t testing.TB, name string, o mock.Options) *Target {
	t.Helper()
	server := httptest.NewUnstartedServer(nil)
	o.BaseURL = "http://" + server.Listener.Addr().String()
	target, err := mock.New(name, o)
	if err != nil {
		t.Fatal(err)
	}
	server.Config.Handler = target
	server.Start()
	t.Cleanup(server.Close)
	return &Target{target, o.BaseURL + target.Base()}
}

// Stated returns, as --set has it, what the directories of tests satisfy and packs must
// know: the e-mail is the userName. What sets say already is left out.
func Stated(packs, sets []string) []string {
	var list []string
	for _, name := range packs {
		set := name + ".match_email="
		given := slices.ContainsFunc(sets, func(s string) bool { return strings.HasPrefix(s, set) })
		if source, ok := rules.Pack(name); ok && !given && strings.Contains(string(source.Data), "  match_email:\n") {
			list = append(list, set+"username")
		}
	}
	return list
}

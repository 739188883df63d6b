package wiretest

import (
	"net/url"
	"path"
	"strings"
	"testing"
)

// The readings of a request's target by three kinds of servers. Each returns the path
// that the server would serve.
var readings = map[string]func(target string) string{
	"Go":     readAsGo,
	"Tomcat": readAsTomcat,
	"WHATWG": readAsBrowser,
}

// readAsGo decodes the path once and resolves its dots, as http.ServeMux does.
func readAsGo(target string) string {
	u, err := url.ParseRequestURI(target)
	if err != nil {
		return "unreadable"
	}
	return path.Clean(u.Path)
}

// readAsTomcat drops what follows a semicolon in each segment, decodes once, takes a
// backslash for a slash, and resolves dots then.
func readAsTomcat(target string) string {
	raw, _, _ := strings.Cut(target, "?")
	segments := strings.Split(raw, "/")
	for i, s := range segments {
		segments[i], _, _ = strings.Cut(s, ";")
	}
	decoded, err := url.PathUnescape(strings.Join(segments, "/"))
	if err != nil {
		return "unreadable"
	}
	return path.Clean(strings.ReplaceAll(decoded, `\`, "/"))
}

// readAsBrowser takes %2e for a dot and a backslash for a slash, resolves dots, and
// leaves the rest encoded (https://url.spec.whatwg.org/#path-state).
func readAsBrowser(target string) string {
	raw, _, _ := strings.Cut(target, "?")
	raw, _, _ = strings.Cut(raw, "#")
	raw = strings.NewReplacer(`\`, "/", "%2e", ".", "%2E", ".").Replace(raw)
	return path.Clean(raw)
}

// staysInBase reports by which reader, if any, a target that the proxy sends is out of
// the target's base, also if the path is decoded again and again.
func staysInBase(target string) (reader string) {
	for name, read := range readings {
		for at := target; ; {
			got := read(at)
			if got != testBase && !strings.HasPrefix(got, testBase+"/") {
				return name
			}
			escaped := strings.ReplaceAll(strings.ReplaceAll(got, "?", "%3f"), " ", "%20")
			if _, err := url.PathUnescape(got); err != nil || escaped == at || !strings.Contains(got, "%") {
				break
			}
			at = escaped
		}
	}
	return ""
}

// testBase is the path of the target's URL in these tests.
const testBase = "/api/now/scim"

// The judgement of the tables can fail.
func TestStaysInBase(t *testing.T) {
	f := func(target string, stays bool) {
		t.Helper()
		if got := staysInBase(testBase + target); (got == "") != stays {
			t.Errorf("%s: %q", target, got)
		}
	}
	f("/Users", true)
	f("/Users/a%26b?filter=x/../..", true)
	f("/Users/100%25", true)
	f("/../table", false)
	f("/%2e%2e/table", false)
	f("/..%2ftable", false)
	f("/..;/table", false)
	f("/..;x=1/table", false)
	f(`/..\table`, false)
	f("/..%5ctable", false)
	f("/%252e%252e/table", false)
	f("/%25252e%25252e%25252ftable", false)
	f("x/Users", false)
}

package emulate

import (
	"cmp"
	"strings"

	"scimshim/rewrite"
	"scimshim/rewrite/filter"
	"scimshim/rewrite/json"
)

// most is how often a write is begun again because the resource has changed meanwhile.
const most = 3

// shown asks the target for the resource that a request is about.
func shown(m *rewrite.Message, next rewrite.Next) (*rewrite.Message, error) {
	get := m.Another("GET", m.Resource, m.ID, "")
	return get, next(get)
}

// version returns the version of a resource that was shown; empty if the target has none.
func version(get *rewrite.Message) string {
	value, _ := get.Lookup(filter.Path{Name: "meta", Sub: "version"})
	text, _ := json.Text(value)
	return cmp.Or(get.ETag, text)
}

// isWanted reports whether a version is one of those that a client's If-Match names (RFC 9110,
// section 13.1.1). Weak ones are equal to strong ones, as RFC 7644, section 3.14, has them.
func isWanted(ifMatch, version string) bool {
	for tag := range strings.SplitSeq(ifMatch, ",") {
		if tag = strings.TrimSpace(tag); tag == "*" || opaque(tag) == opaque(version) {
			return true
		}
	}
	return false
}

func opaque(tag string) string { return strings.Trim(strings.TrimPrefix(tag, "W/"), `"`) }

// checked refuses a request that is about another version than the one shown.
func checked(m, get *rewrite.Message) error {
	if v := version(get); m.IfMatch == "" || v == "" || isWanted(m.IfMatch, v) {
		return nil
	}
	return &rewrite.Refusal{Status: 412, Reason: rewrite.RuleRefused,
		Detail: "the resource has changed since the version that If-Match names; read it again"}
}

// mark has a write name the version that was shown, or else that of the client. A target that has
// no ETag but shows a version need not look at If-Match.
func mark(write, m, get *rewrite.Message) {
	write.IfMatch = cmp.Or(get.ETag, m.IfMatch)
}

// isStale reports whether a write was refused because the resource is not as it was shown any more.
func isStale(write, m, get *rewrite.Message) bool {
	return write.Status == 412 && m.IfMatch == "" && get.ETag != ""
}

// unsettled is the error of a write that was begun too often. Nothing was written.
func unsettled() error {
	return &rewrite.Refusal{Status: 503, Reason: rewrite.RuleRefused, RetryAfter: 1,
		Detail: "the resource was changed by somebody else each time while the proxy read it to write it anew; " +
			"nothing was written, send the request again"}
}

// unchanged answers a write that changes nothing by what the target shows.
func unchanged(m, get *rewrite.Message, next rewrite.Next) error {
	m.Decide(func() string { return "nothing to write: the target shows it already" })
	return answerBy(m, get, next)
}

// answerBy answers by what was shown, or where the client wants a part of it, by that.
func answerBy(m, get *rewrite.Message, next rewrite.Next) error {
	if len(m.Query) > 0 {
		get = m.Another("GET", m.Resource, m.ID, "")
		get.Query = m.Query
		if err := next(get); err != nil {
			return err
		}
	}
	m.Take(get)
	return nil
}

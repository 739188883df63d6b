package wiretest

import (
	"encoding/json"
	"fmt"
	"net/url"
	"regexp"
	"slices"
	"strings"

	"scimshim/proxy/proxytest"
)

// A wireOutcome is what became of a row.
type wireOutcome struct {
	answers  []*strictMessage
	reached  []*strictMessage // by the target
	complain []complaint      // what must not be
}

// A complaint is something that must not be, unless the row is listed among the
// exceptions of its kind. One without a kind stands always.
type complaint struct{ kind, text string }

// golden is the outcome as it stands in the table: each answer's status, with an x where
// the connection ends, and what reached the target.
func (o *wireOutcome) golden() string {
	var b strings.Builder
	for i, a := range o.answers {
		if i == 4 {
			fmt.Fprintf(&b, " +%d", len(o.answers)-i)
			break
		}
		fmt.Fprintf(&b, " %d", a.status)
		if a.closes {
			b.WriteByte('x')
		}
	}
	if len(o.answers) == 0 {
		b.WriteString(" closed")
	}
	b.WriteByte('\t')
	for i, m := range o.reached {
		if i == 4 {
			fmt.Fprintf(&b, ", +%d", len(o.reached)-i)
			break
		}
		if i > 0 {
			b.WriteString(", ")
		}
		to := strings.TrimPrefix(m.target, testBase)
		if len(to) > 60 {
			to = fmt.Sprintf("%s~%d", to[:40], len(to))
		}
		b.WriteString(m.method + " " + to)
	}
	return strings.TrimSpace(b.String())
}

// judge holds what became of a row against what must hold for all of them.
func (o *wireOutcome) judge(raw, back string, faults []string) {
	sure, why := strictRequests(raw)
	for _, f := range faults {
		o.add("the proxy sent what cannot be read: %s", f)
	}
	o.judgeReached(sure)
	o.judgeAnswers(sure, back)
	if len(o.answers) == 0 && why != errIncomplete {
		o.add("there is no answer, and the request is whole")
	}
}

func (o *wireOutcome) add(format string, args ...any) {
	o.complain = append(o.complain, complaint{"", fmt.Sprintf(format, args...)})
}

// judgeReached: the target got nothing but what the second reader read, in its order,
// below its base, and shown the proxy's credential.
func (o *wireOutcome) judgeReached(sure []*strictMessage) {
	for _, m := range o.reached {
		if reader := staysInBase(m.target); reader != "" {
			o.add("%s %s is outside the base for %s", m.method, m.target, reader)
		}
		at := slices.IndexFunc(sure, func(s *strictMessage) bool { return isSame(s, m) })
		if at < 0 {
			o.complain = append(o.complain, complaint{"reading", m.method + " " + m.target +
				" reached the target, and is not what was sent by a strict reading"})
			return
		}
		sure = sure[at+1:]
		o.judgeFields(m)
	}
}

// targetFields are the fields that a target may be sent.
var targetFields = []string{"host", "user-agent", "accept", "authorization", "content-type", "content-length", "if-match", "connection"}

func (o *wireOutcome) judgeFields(m *strictMessage) {
	for _, f := range m.fields {
		name := strings.ToLower(f.name)
		if _, n := m.get(name); n != 1 || !slices.Contains(targetFields, name) {
			o.add("the target got the field %s %d times", name, n)
		}
	}
	if got, _ := m.get("authorization"); got != "Bearer "+proxytest.TargetToken {
		o.add("the target got the credential %q", got)
	}
}

// The flags of Entra are not for the target (Q04), and may stand where the path ends.
var (
	flaggedTarget = regexp.MustCompile(`^(/scim/v2)/?\?(?i:aadOptscim062020|AzureAdScimPatch2017)(?:=[0-9A-Za-z]*)?(/.*)$`)
	flagInQuery   = regexp.MustCompile(`(?i)^(?:aadOptscim062020|AzureAdScimPatch2017)(?:=[0-9A-Za-z]*)?(?:[?&]|$)`)
)

// isSame reports whether what the target got is what the client sent.
func isSame(sent, got *strictMessage) bool {
	tag, _ := sent.get("if-match")
	if gotTag, n := got.get("if-match"); n > 0 && gotTag != tag {
		return false
	}
	from := flaggedTarget.ReplaceAllString(sent.target, "$1$2")
	path, query, _ := strings.Cut(from, "?")
	gotPath, gotQuery, _ := strings.Cut(got.target, "?")
	below, ok := strings.CutPrefix(path, "/scim/v2/")
	gotBelow, gotOK := strings.CutPrefix(gotPath, testBase+"/")
	return ok && gotOK && !sent.unfit && sent.method == got.method && sent.body == got.body && samePath(below, gotBelow) &&
		sameQuery(flagInQuery.ReplaceAllString(query, ""), gotQuery)
}

// samePath compares an endpoint, whose case does not matter, and an id, decoded once.
func samePath(a, b string) bool {
	aName, aID, _ := strings.Cut(strings.TrimSuffix(a, "/"), "/")
	bName, bID, _ := strings.Cut(b, "/")
	x, err := url.PathUnescape(aID)
	y, err2 := url.PathUnescape(bID)
	return err == nil && err2 == nil && x == y && strings.EqualFold(aName, bName) && isStrictASCII(aName)
}

// sameQuery compares parameters, decoded once as a form is.
func sameQuery(a, b string) bool {
	x, ok := formParams(a)
	y, ok2 := formParams(b)
	return ok && ok2 && slices.Equal(x, y)
}

func formParams(query string) (all []string, ok bool) {
	for _, part := range strings.Split(query, "&") {
		if part == "" {
			continue
		}
		name, value, _ := strings.Cut(part, "=")
		n, err := url.QueryUnescape(name)
		v, err2 := url.QueryUnescape(value)
		if err != nil || err2 != nil {
			return nil, false
		}
		all = append(all, strings.ToLower(n)+"="+v)
	}
	return all, true
}

// judgeAnswers: what comes back is answers to the last byte, and each refusal is an
// error of SCIM.
func (o *wireOutcome) judgeAnswers(sure []*strictMessage, back string) {
	for back != "" {
		method := "GET"
		if final := len(o.finals()); final < len(sure) {
			method = sure[final].method
		}
		m, rest, err := readStrictAnswer(back, method)
		if err != nil {
			o.add("what comes back cannot be read: %v in %.80q", err, back)
			return
		}
		o.answers = append(o.answers, m)
		if m.status >= 400 && method != "HEAD" {
			o.judgeError(m)
		}
		if m.closes && rest != "" {
			o.add("%.40q comes after the last answer", rest)
		}
		back = rest
	}
}

// finals are the answers without those that only announce one.
func (o *wireOutcome) finals() []*strictMessage {
	return slices.DeleteFunc(slices.Clone(o.answers), func(m *strictMessage) bool { return m.status < 200 })
}

// judgeError: a refusal is an error of SCIM (RFC 7644, section 3.12).
func (o *wireOutcome) judgeError(m *strictMessage) {
	var e struct {
		Schemas        []string
		Status, Detail string
	}
	kind, _ := m.get("content-type")
	switch err := json.Unmarshal([]byte(m.body), &e); {
	case err != nil, kind != "application/scim+json" && kind != "application/json", e.Status != fmt.Sprint(m.status), e.Detail == "",
		!slices.Equal(e.Schemas, []string{"urn:ietf:params:scim:api:messages:2.0:Error"}):
		o.add("a refusal is no error of SCIM: %d %s %.80q", m.status, kind, m.body)
	}
}

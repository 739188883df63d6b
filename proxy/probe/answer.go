package probe

import (
	"bytes"
	"encoding/json"
	"fmt"
	"mime"
	"net/http"
	"slices"
	"strings"
)

// An answer is what is read of an answer of the target. Of an answer about others the target's own words
// are not repeated but its scimType: they may hold names.
type answer struct {
	status   int    // 0 if there was none
	lost     string // why not
	kind     string // the media type
	pause    string // Retry-After
	body     string
	scimType string
	detail   string // the words of an error
	isError  bool   // a SCIM error, whatever the status
	list     *listing
}

// A listing is a list of resources.
type listing struct {
	total int // as the target says; that of what it shows if it says nothing
	shown []string
}

const (
	listURN  = "urn:ietf:params:scim:api:messages:2.0:ListResponse"
	errorURN = "urn:ietf:params:scim:api:messages:2.0:Error"
)

// scimTypes are those of RFC 7644, section 3.12. Another is not repeated.
var scimTypes = []string{"invalidFilter", "tooMany", "uniqueness", "mutability", "invalidSyntax", "invalidPath",
	"noTarget", "invalidValue", "invalidVers", "sensitive"}

func readAnswer(resp *http.Response, text string) *answer {
	kind, _, err := mime.ParseMediaType(resp.Header.Get("Content-Type"))
	if err != nil {
		kind = "of no known type"
	}
	a := &answer{status: resp.StatusCode, kind: kind, pause: resp.Header.Get("Retry-After")}
	if len(text) <= maxBody {
		a.body = text
	}
	var body struct {
		Schemas      []string
		ScimType     string
		Detail       string
		TotalResults *int
		Resources    *[]json.RawMessage
	}
	if json.Unmarshal([]byte(a.body), &body) != nil {
		return a
	}
	if slices.Contains(scimTypes, body.ScimType) {
		a.scimType = body.ScimType
	}
	a.detail = body.Detail
	a.isError = slices.Contains(body.Schemas, errorURN)
	if a.isError || body.TotalResults == nil && body.Resources == nil {
		return a
	}
	a.list = &listing{}
	if body.Resources != nil {
		for _, r := range *body.Resources {
			if !bytes.HasPrefix(r, []byte("{")) {
				a.list = nil
				return a
			}
			a.list.shown = append(a.list.shown, string(r))
		}
	}
	a.list.total = len(a.list.shown)
	if body.TotalResults != nil {
		a.list.total = *body.TotalResults
	}
	return a
}

// listed returns the list that the answer is, or nil.
func (a *answer) listed() *listing {
	if a.status != http.StatusOK {
		return nil
	}
	return a.list
}

// refused reports whether the target says that it does not take the request.
func (a *answer) refused() bool { return a.status >= 400 && a.status < 500 }

// String says what was answered, without any of its values.
func (a *answer) String() string {
	switch {
	case a.status == 0:
		return a.lost
	case a.listed() != nil:
		return "200 with a list"
	case a.status == http.StatusOK && a.isError:
		return "200 with an error inside"
	case a.status == http.StatusOK && a.body == "":
		return "200 with nothing, or with more than can be read"
	case a.status == http.StatusOK && a.list == nil && strings.HasSuffix(a.kind, "json"):
		return "200 with JSON that is no list"
	case a.status == http.StatusOK && a.list == nil:
		return "200 " + a.kind
	}
	return strings.TrimSpace(fmt.Sprint(a.status, " ", a.scimType))
}

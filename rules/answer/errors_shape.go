package answer

import (
	"regexp"
	"slices"
	"strings"

	"scimshim/config/tree"
	"scimshim/rewrite"
	"scimshim/rewrite/filter"
	"scimshim/rewrite/json"
	"scimshim/rewrite/response"
	"scimshim/rules/kind"
)

// An errorShape is the shape in which a target answers errors that are not SCIM.
// It says where the words are; what the client is told of them, and whether at
// all, is for package rewrite to decide.
type errorShape struct {
	kind.Inert
	statuses  []int    // nil for all
	media     []string // nil for all
	detail    []errorPlace
	kind      errorPlace // of the type; nil for none
	attribute errorPlace
	text      *regexp.Regexp // in the place of detail, kind and attribute
	scimTypes []scimTypeFor
}

// A scimTypeFor says of which errors a scimType is made.
type scimTypeFor struct {
	status       int            // 0 for any
	kind, detail *regexp.Regexp // nil for any
	scimType     string
}

// errorGroups are what a regular expression may name of an error in plain text.
var errorGroups = []string{"detail", "type", "attribute"}

// newErrorShape reads a shape, and of which errors which scimType is made.
func newErrorShape(n, scimTypes *tree.Node) rewrite.Rule {
	r := &errorShape{kind: errorPlaceOf(n.Key("type")), attribute: errorPlaceOf(n.Key("attribute"))}
	for _, status := range n.Key("statuses").All() {
		r.statuses = append(r.statuses, status.IntIn(400, 599))
	}
	for _, media := range n.Key("media_types").Strings() {
		r.media = append(r.media, strings.ToLower(media))
		if strings.Count(media, "/") != 1 || strings.ContainsAny(media, ";, ") {
			n.Key("media_types").Errorf("expected media types such as application/json, without parameters")
		}
	}
	for _, text := range n.Key("detail").Strings() {
		r.detail = append(r.detail, parseErrorPlace(n.Key("detail"), text))
	}
	if t := n.Key("text"); t != nil {
		r.text = tree.Parse(t, errorRegexp)
	}
	for _, item := range scimTypes.All() {
		r.scimTypes = append(r.scimTypes, newScimTypeFor(item))
	}
	switch {
	case n.Has("detail") == n.Has("text"):
		n.Errorf("expected detail, the place of the message in a JSON body, or text, a regular expression for a " +
			"plain text or HTML body")
	case n.Has("text") && (n.Has("type") || n.Has("attribute")):
		n.Errorf("text captures type and attribute itself, as groups: (?P<type>...)")
	}
	n.Rest()
	return r
}

// errorRegexp is bounded, and knows the groups of an error.
func errorRegexp(s string) (*regexp.Regexp, error) {
	re, err := kind.Regexp(s)
	if err != nil {
		return nil, err
	}
	for _, group := range re.SubexpNames() {
		if group != "" && !slices.Contains(errorGroups, group) {
			return nil, errUnknownGroup
		}
	}
	return re, nil
}

func newScimTypeFor(n *tree.Node) scimTypeFor {
	var f scimTypeFor
	if s := n.Key("status"); s != nil {
		f.status = s.IntIn(400, 599)
	}
	if t := n.Key("type"); t != nil {
		f.kind = tree.Parse(t, kind.Regexp)
	}
	if d := n.Key("detail"); d != nil {
		f.detail = tree.Parse(d, kind.Regexp)
	}
	if !n.Has("status") && !n.Has("type") && !n.Has("detail") {
		n.Errorf("expected status, type or detail: the errors that get the scimType")
	}
	f.scimType = n.Need("scim_type").OneOf(scimTypes...)
	n.Rest()
	return f
}

// Translate reads an error of the shape.
func (r *errorShape) Translate(m *rewrite.Message) (rewrite.Said, bool) {
	if r.statuses != nil && !slices.Contains(r.statuses, m.Status) ||
		r.media != nil && !slices.Contains(r.media, m.Media) {
		return rewrite.Said{}, false
	}
	read := r.readJSON
	if r.text != nil {
		read = r.readText
	}
	said, kind, ok := read(m)
	if ok {
		said.ScimType = r.scimType(m.Status, kind, said.Detail)
	}
	return said, ok
}

// readJSON reads an error whose parts are at places in a body of JSON. One without
// a sentence has not the shape.
func (r *errorShape) readJSON(m *rewrite.Message) (said rewrite.Said, kind string, ok bool) {
	body := strings.TrimSpace(m.Body)
	if json.Check(body) != nil {
		return said, "", false
	}
	for _, place := range r.detail {
		if said.Detail = place.words(body); said.Detail != "" {
			break
		}
	}
	said.Attribute = r.attribute.first(body)
	return said, r.kind.first(body), said.Detail != ""
}

// readText reads an error in plain text, or in HTML without its tags.
func (r *errorShape) readText(m *rewrite.Message) (said rewrite.Said, kind string, ok bool) {
	found := r.text.FindStringSubmatch(response.Plain(m.Body))
	if found == nil {
		return said, "", false
	}
	said.Detail = found[0]
	for i, group := range r.text.SubexpNames() {
		switch group {
		case "detail":
			said.Detail = found[i]
		case "type":
			kind = found[i]
		case "attribute":
			said.Attribute = found[i]
		}
	}
	return said, kind, true
}

// scimType returns the scimType of an error: the first of the list whose conditions
// hold, or the error's own type if it is one of SCIM's.
func (r *errorShape) scimType(status int, kind, detail string) string {
	for _, f := range r.scimTypes {
		if (f.status == 0 || f.status == status) && (f.kind == nil || f.kind.MatchString(kind)) &&
			(f.detail == nil || f.detail.MatchString(detail)) {
			return f.scimType
		}
	}
	for _, known := range scimTypes {
		if filter.Fold(known, kind) {
			return known
		}
	}
	return ""
}

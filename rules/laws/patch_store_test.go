package laws_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
)

// A docStore holds one resource and does to it what a PATCH says: by code of its own,
// so that a fault of the rewriter or of its readers of paths and filters cannot hide
// in its judge. It reads the operations with encoding/json and follows RFC 7644,
// section 3.5.2.
//
// A strict store is a target: what the RFC does not have it refuses. Another store
// is what a client means: it also understands the dialects, in which an element that
// is written and missing is to be made, and an empty value is to take away.
//
// Names are in lower case, attributes of the extensions of RFC 7643 and ServiceNow
// without their URN, since packs move them from one to the other. What is no
// content of an element (primary, $ref) is not kept, but for the primary of
// roles, by which Entra selects them.
type docStore struct {
	strict  bool
	byValue bool // whether a remove with values removes these, at a strict target (AWS)
	adds    bool // whether a replace of members by one means to add it (Q87)
	doc     map[string]any
}

var errStrict = errors.New("no RFC 7644, section 3.5.2")

// pathless are the URNs of schemas whose attributes are kept without it.
var storeURNs = []string{
	"urn:ietf:params:scim:schemas:core:2.0:user", "urn:ietf:params:scim:schemas:core:2.0:group",
	"urn:ietf:params:scim:schemas:extension:enterprise:2.0:user",
	"urn:ietf:params:scim:schemas:extension:servicenow:2.0:user",
	"urn:scim:schemas:core:1.0",
}

// storeUnwritten are what the target alone writes.
var storeUnwritten = []string{"schemas", "id", "meta", "groups"}

// storeLists are the attributes of several values.
var storeLists = []string{"emails", "phonenumbers", "addresses", "roles", "members", "entitlements", "ims", "photos"}

// A storePath is the path of an operation.
type storePath struct {
	name, sub string
	where     []storeTerm // nil for none
}

type storeTerm struct {
	name  string
	value any
}

// is returns the resource.
func (s *docStore) is() map[string]any { return s.doc }

// copyOf returns a copy that shares nothing with doc.
func copyOf(doc map[string]any) map[string]any {
	c := make(map[string]any, len(doc))
	for name, value := range doc {
		switch v := value.(type) {
		case map[string]any:
			value = copyOf(v)
		case []any:
			list := make([]any, len(v))
			for i, element := range v {
				list[i] = copyOf(element.(map[string]any))
			}
			value = list
		}
		c[name] = value
	}
	return c
}

// patch does a PATCH, given as its body.
func (s *docStore) patch(body string) error {
	var doc map[string]any
	if err := json.Unmarshal([]byte(body), &doc); err != nil {
		return err
	}
	list, _ := doc["Operations"].([]any)
	for _, raw := range list {
		op, _ := raw.(map[string]any)
		name, _ := op["op"].(string)
		value, hasValue := op["value"]
		path, _ := op["path"].(string)
		if s.strict && name != strings.ToLower(name) {
			return fmt.Errorf("%w: op %s", errStrict, name)
		}
		if err := s.operation(strings.ToLower(name), path, value, hasValue); err != nil {
			return err
		}
	}
	return nil
}

func (s *docStore) operation(op, path string, value any, hasValue bool) error {
	if path == "" {
		return s.pathless(op, value)
	}
	p, err := readStorePath(path)
	switch {
	case err != nil:
		return err
	case op != "remove" && !hasValue && (s.strict || p.where == nil):
		return fmt.Errorf("%w: %s without value", errStrict, op)
	case p.name == "" || s.isExtension(p.name):
		return s.members(op, "", value)
	}
	return s.at(op, p, value, hasValue)
}

// pathless does an operation without path.
func (s *docStore) pathless(op string, value any) error {
	if text, ok := value.(string); ok && !s.strict {
		if json.Unmarshal([]byte(text), &value) != nil {
			return fmt.Errorf("%w: a text without path", errStrict)
		}
	}
	if op == "remove" {
		return fmt.Errorf("%w: a remove without path", errStrict)
	}
	return s.members(op, "", value)
}

func (s *docStore) members(op, prefix string, value any) error {
	o, ok := value.(map[string]any)
	if !ok {
		return fmt.Errorf("%w: no object", errStrict)
	}
	for _, key := range sortedKeys(o) {
		low := strings.ToLower(key)
		p, err := readStorePath(prefix + key)
		switch {
		case slices.Contains(storeUnwritten, low):
			continue
		case err != nil:
			return err
		case p.name == "" || s.isExtension(p.name):
			err = s.members(op, "", o[key])
		case s.strict && strings.ContainsAny(key, ".[") && !strings.HasPrefix(low, "urn:"):
			err = fmt.Errorf("%w: the key %s", errStrict, key)
		default:
			err = s.at(op, p, o[key], true)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

func (*docStore) isExtension(name string) bool { return strings.HasPrefix(name, "urn:") }

// at does an operation to what a path points at.
func (s *docStore) at(op string, p storePath, value any, hasValue bool) error {
	isList := slices.Contains(storeLists, p.name)
	switch {
	case slices.Contains(storeUnwritten, p.name):
		return nil
	case p.where != nil:
		return s.selected(op, p, value)
	case isList && p.sub != "":
		return fmt.Errorf("%w: %s.%s of all", errStrict, p.name, p.sub)
	case isList:
		return s.list(op, p.name, value, hasValue)
	case p.name == "name" || p.name == "manager" && p.sub != "":
		return s.complex(op, p, value)
	case p.sub != "":
		return fmt.Errorf("%w: %s.%s", errStrict, p.name, p.sub)
	}
	return s.single(op, p.name, value)
}

// single does an operation to an attribute of one value.
func (s *docStore) single(op, name string, value any) error {
	if op == "remove" {
		delete(s.doc, name)
		return nil
	}
	plain, err := s.plain(name, value)
	if err != nil {
		return err
	}
	if plain == nil || plain == "" {
		delete(s.doc, name)
		return nil
	}
	s.doc[name] = plain
	return nil
}

// plain returns a single value. That of a manager is its id.
func (s *docStore) plain(name string, value any) (any, error) {
	for !s.strict || name == "manager" {
		if list, ok := value.([]any); ok && len(list) == 1 && !s.strict {
			value = list[0]
		} else if o, ok := value.(map[string]any); ok {
			value = o["value"]
		} else {
			break
		}
	}
	switch v := value.(type) {
	case string:
		if name != "active" && name != "primary" {
			return v, nil
		}
		if !s.strict && strings.EqualFold(v, "true") {
			return true, nil
		}
		if !s.strict && strings.EqualFold(v, "false") {
			return false, nil
		}
	case bool:
		if name == "active" || name == "primary" {
			return v, nil
		}
	case nil:
		return nil, nil
	}
	return nil, fmt.Errorf("%w: the value of %s", errStrict, name)
}

// complex does an operation to name, or to a part of it.
func (s *docStore) complex(op string, p storePath, value any) error {
	o, _ := s.doc[p.name].(map[string]any)
	if o == nil {
		o = map[string]any{}
	}
	switch members, _ := value.(map[string]any); {
	case p.name == "manager" && p.sub == "value":
		return s.single(op, p.name, value)
	case p.name == "manager":
		return nil // what the target alone writes
	case p.sub == "" && op == "remove":
		delete(s.doc, p.name)
		return nil
	case p.sub != "":
		inner := docStore{strict: s.strict, doc: o}
		if err := inner.single(op, p.sub, value); err != nil {
			return err
		}
	case members == nil:
		return fmt.Errorf("%w: the value of %s", errStrict, p.name)
	default:
		inner := docStore{strict: s.strict, doc: o}
		for _, key := range sortedKeys(members) {
			if err := inner.single(op, strings.ToLower(key), members[key]); err != nil {
				return err
			}
		}
	}
	s.doc[p.name] = o
	return nil
}

// list does an operation to all values of an attribute.
func (s *docStore) list(op, name string, value any, hasValue bool) error {
	there, _ := s.doc[name].([]any)
	if op == "remove" && (!hasValue || s.strict && !s.byValue) {
		delete(s.doc, name)
		return nil
	}
	elements, err := s.elements(name, value)
	switch {
	case err != nil:
		return err
	case op == "remove":
		s.doc[name] = slices.DeleteFunc(there, func(e any) bool {
			return slices.ContainsFunc(elements, func(x any) bool { return sameElement(e, x, "value") })
		})
	case op == "replace" && !(s.adds && name == "members" && len(elements) == 1):
		s.doc[name] = elements
	default:
		for _, x := range elements {
			if !slices.ContainsFunc(there, func(e any) bool { return sameElement(e, x, "value", "type") }) || name == "addresses" {
				there = append(there, x)
			}
		}
		s.doc[name] = there
	}
	return nil
}

// sameElement reports whether two elements have the same members of these names.
func sameElement(a, b any, names ...string) bool {
	x, y := a.(map[string]any), b.(map[string]any)
	for _, name := range names {
		if textOf(x[name]) != textOf(y[name]) {
			return false
		}
	}
	return true
}

// elements returns the elements that a value is.
func (s *docStore) elements(name string, value any) ([]any, error) {
	list, ok := value.([]any)
	if o, is := value.(map[string]any); is && !s.strict {
		if inner, wrapped := o[name]; wrapped && len(o) == 1 {
			return s.elements(name, inner)
		}
		list, ok = []any{o}, true
	}
	if !ok && s.strict {
		return nil, fmt.Errorf("%w: %s is no list", errStrict, name)
	}
	if !ok {
		list = []any{value}
	}
	var out []any
	for _, v := range list {
		if text, is := v.(string); is && !s.strict {
			v = map[string]any{"value": text}
		}
		o, is := v.(map[string]any)
		if !is {
			return nil, fmt.Errorf("%w: an element of %s", errStrict, name)
		}
		element := map[string]any{}
		for _, key := range sortedKeys(o) {
			plain, err := s.plain(strings.ToLower(key), o[key])
			if err != nil {
				return nil, err
			}
			if plain != nil && plain != "" {
				element[strings.ToLower(key)] = plain
			}
		}
		out = append(out, element)
	}
	return out, nil
}

// selected does an operation to the elements that a filter selects.
func (s *docStore) selected(op string, p storePath, value any) error {
	list, _ := s.doc[p.name].([]any)
	var left []any
	hits := 0
	for _, e := range list {
		element := e.(map[string]any)
		if !s.selects(p.where, element) {
			left = append(left, e)
			continue
		}
		hits++
		if op == "remove" && p.sub == "" {
			continue
		}
		if err := s.element(op, p.sub, element, value); err != nil {
			return err
		}
		left = append(left, element)
	}
	switch {
	case hits > 0 || op == "remove":
	case s.strict:
		return fmt.Errorf("%w: %s of a missing element of %s", errStrict, op, p.name)
	default:
		element := map[string]any{}
		for _, t := range p.where {
			element[t.name] = t.value
		}
		if err := s.element(op, p.sub, element, value); err != nil {
			return err
		}
		left = append(left, element)
	}
	s.doc[p.name] = left
	return nil
}

// element does an operation to an element, or to a part of it.
func (s *docStore) element(op, sub string, element map[string]any, value any) error {
	inner := docStore{strict: s.strict, doc: element}
	if sub != "" {
		return inner.single(op, sub, value)
	}
	if value == nil && op == "add" {
		return nil
	}
	o, ok := value.(map[string]any)
	if !ok {
		return fmt.Errorf("%w: an element that is no object", errStrict)
	}
	for _, key := range sortedKeys(o) {
		if err := inner.single(op, strings.ToLower(key), o[key]); err != nil {
			return err
		}
	}
	return nil
}

// selects reports whether an element has all that the terms ask for.
func (*docStore) selects(terms []storeTerm, element map[string]any) bool {
	for _, t := range terms {
		if !strings.EqualFold(textOf(element[t.name]), textOf(t.value)) {
			return false
		}
	}
	return true
}

// readStorePath reads a path: name, name.sub, name[a eq "b" and c eq true].sub, with or
// without a URN in front.
func readStorePath(text string) (storePath, error) {
	head, rest, filtered := strings.Cut(text, "[")
	low := strings.ToLower(head)
	low = strings.Replace(low, "2.0user", "2.0:user", 1) // Q33
	for _, urn := range storeURNs {
		if after, ok := strings.CutPrefix(low, urn); ok {
			low = strings.TrimLeft(after, ":.")
			break
		}
	}
	if strings.HasPrefix(low, "urn:") {
		return storePath{name: low}, nil
	}
	name, sub, _ := strings.Cut(low, ".")
	p := storePath{name: name, sub: sub}
	if !filtered {
		return p, nil
	}
	inside, after, ok := strings.Cut(rest, "]")
	if !ok || sub != "" || after != "" && after[0] != '.' {
		return p, fmt.Errorf("%w: the path %s", errStrict, text)
	}
	p.sub = strings.ToLower(strings.TrimPrefix(after, "."))
	for _, term := range strings.Split(inside, " and ") {
		words := strings.SplitN(strings.TrimSpace(term), " ", 3)
		var value any
		if len(words) != 3 || !strings.EqualFold(words[1], "eq") || json.Unmarshal([]byte(words[2]), &value) != nil {
			return p, fmt.Errorf("%w: the filter in %s", errStrict, text)
		}
		if t := fmt.Sprint(value); words[0] == "primary" {
			value = strings.EqualFold(t, "true")
		}
		p.where = append(p.where, storeTerm{strings.ToLower(words[0]), value})
	}
	return p, nil
}

func sortedKeys(o map[string]any) []string {
	keys := make([]string, 0, len(o))
	for key := range o {
		keys = append(keys, key)
	}
	slices.Sort(keys)
	return keys
}

// content returns what a resource says, as lines of attribute and value. An element
// that has nothing but a type says nothing.
func content(doc map[string]any) map[string]string {
	said := map[string]string{}
	for _, name := range sortedKeys(doc) {
		switch v := doc[name].(type) {
		case map[string]any:
			for _, sub := range sortedKeys(v) {
				said[name+"."+sub] = textOf(v[sub])
			}
		case []any:
			for _, e := range v {
				elementContent(said, name, e.(map[string]any))
			}
		case nil:
		default:
			said[name] = textOf(v)
		}
	}
	return said
}

func elementContent(said map[string]string, name string, element map[string]any) {
	key := name + "[" + strings.ToLower(textOf(element["type"])) + "]"
	if name == "members" {
		said["members["+textOf(element["value"])+"]"] = "is one"
		return
	}
	not := []string{"type", "primary", "displayname", "$ref", "id"}
	if element["value"] == nil { // what a display is of
		not = append(not, "display")
	}
	for _, sub := range sortedKeys(element) {
		if !slices.Contains(not, sub) {
			said[key+"."+sub] = joinSorted(said[key+"."+sub], textOf(element[sub]))
		}
	}
}

func joinSorted(list, more string) string {
	if list == "" {
		return more
	}
	all := append(strings.Split(list, "|"), more)
	slices.Sort(all)
	return strings.Join(all, "|")
}

// textOf returns a value as text.
func textOf(v any) string {
	if text, ok := v.(string); ok {
		return text
	}
	return fmt.Sprint(v)
}

// differences returns the attributes in which two resources differ.
func differences(a, b map[string]any) []string { return between(content(a), content(b)) }

// between returns the attributes in which the contents of two resources differ.
func between(x, y map[string]string) []string {
	var list []string
	for key := range x {
		if y[key] != x[key] {
			list = append(list, key)
		}
	}
	for key := range y {
		if _, both := x[key]; !both {
			list = append(list, key)
		}
	}
	slices.Sort(list)
	return list
}

package probe

import (
	"context"
	"encoding/json"
	"net/url"
	"strings"

	"scimshim/rewrite/filter"
)

// A projection is what was found out about the parameters attributes and
// excludedAttributes.
type projection struct {
	mode string // of the option that makes answers right; "" if they are
	says []string
}

// projection finds out what the target makes of attributes, of excludedAttributes,
// and of both at once.
func (s *survey) projection(ctx context.Context) error {
	shown, hidden := s.projected()
	if shown == "" || hidden == "" {
		return nil // all resources have too little to leave something out
	}
	only, err := s.project1(ctx, url.Values{"attributes": {shown}}, hidden)
	if err != nil {
		return err
	}
	without, err := s.project1(ctx, url.Values{"excludedAttributes": {hidden}}, hidden)
	if err != nil {
		return err
	}
	both, err := s.project1(ctx, url.Values{"attributes": {shown}, "excludedAttributes": {hidden}}, hidden)
	if err != nil {
		return err
	}
	p := &s.project
	p.says = []string{"attributes: " + only, "excludedAttributes: " + without, "both at once: " + both}
	extended, err := s.extended(ctx, shown)
	switch {
	case err != nil:
		return err
	case extended != "":
		p.says = append(p.says, "attributes with one of an extension: "+extended)
		p.mode = "none"
	case !fineProjection(only) || !fineProjection(without), !fineProjection(both) && only+without != "honouredhonoured":
		p.mode = "none"
	case !fineProjection(both):
		p.mode = "one_parameter"
	case only != "honoured" || without != "honoured":
		p.mode = "enforce"
	}
	return nil
}

// extended asks for an attribute of an extension beside another one, and says how that is refused; ""
// if it is not.
func (s *survey) extended(ctx context.Context, shown string) (string, error) {
	for _, a := range s.attrs {
		if a.path.Schema == "" || a.kind == complexKind {
			continue
		}
		says, err := s.project1(ctx, url.Values{"attributes": {shown + "," + a.path.String()}}, "")
		if err != nil || fineProjection(says) {
			return "", err
		}
		return says, nil
	}
	return "", nil
}

// fineProjection reports whether a target takes the parameter, and be it to
// ignore it.
func fineProjection(says string) bool { return says == "honoured" || says == "ignored" }

// project1 asks for one resource with a projection, and says what becomes of the
// attribute that is not to be shown.
func (s *survey) project1(ctx context.Context, q url.Values, hidden string) (string, error) {
	q.Set("count", "1")
	if s.count == 0 {
		q.Del("count")
	}
	a, err := s.get(ctx, "/"+s.world.resource, q)
	if err != nil {
		return "", err
	}
	l := a.listed()
	if l == nil {
		return "refused, " + a.String(), nil
	}
	for _, text := range l.shown {
		if hasMember(text, hidden) {
			return "ignored", nil
		}
	}
	return "honoured", nil
}

// projected returns two attributes that each resource of the sample has, one to
// show and one to hide; "" where there is none.
func (s *survey) projected() (shown, hidden string) {
	for _, a := range s.attrs {
		name := a.path.Name
		if a.path.Schema != "" || name == "id" || name == "schemas" || name == "meta" || !s.world.all(name) {
			continue
		}
		switch {
		case shown == "" && (name == "userName" || name == "displayName"):
			shown = name
		case hidden == "" && name != "userName" && name != "displayName":
			hidden = name
		}
	}
	return shown, hidden
}

// all reports whether each resource of the sample has a member.
func (w *world) all(name string) bool {
	for _, text := range w.sample {
		if !hasMember(text, name) {
			return false
		}
	}
	return len(w.sample) > 0
}

func hasMember(object, name string) bool {
	var o map[string]json.RawMessage
	if json.Unmarshal([]byte(object), &o) != nil {
		return false
	}
	for key, value := range o {
		if filter.Fold(key, name) && strings.TrimSpace(string(value)) != "null" {
			return true
		}
	}
	return false
}

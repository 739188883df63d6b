package adopt

import (
	"errors"

	"scimshim/rewrite"
)

// A finding is what the target shows of a wanted value.
type finding struct {
	wanted
	unasked string // why the rules do not let the target be asked; empty if they do
	failed  string // why there is no answer; empty if there is one
	holders []holder
	more    bool // whether there are others than it shows
}

// A holder is a resource of the target.
type holder struct{ id, resource string }

// ask asks the target for all values. What it does not answer once it is not asked again.
func ask(m *rewrite.Message, list []wanted, next rewrite.Next) []finding {
	found := make([]finding, 0, len(list))
	down := ""
	for _, w := range list {
		f := finding{wanted: w, failed: down}
		if down == "" {
			down = f.ask(m, next)
		}
		found = append(found, f)
	}
	return found
}

// ask asks the target for one value. It returns why there is no sense in asking for another.
func (f *finding) ask(m *rewrite.Message, next rewrite.Next) (down string) {
	sub := m.Another("GET", m.Resource, "", "")
	sub.Search(f.asks())
	switch err := next(sub); {
	case isUnsupported(sub, err):
		f.unasked = err.Error()
	case err != nil:
		f.failed = reasonOf(err)
		return f.failed
	case sub.Status != 200:
		f.failed = "it answered with an error"
		if e, ok := sub.ErrorAnswer(); ok && sub.Status < 500 && e.Detail != "" {
			f.failed += ": " + shorter(e.Detail, maxSaid)
		}
		if sub.Status >= 500 || sub.Status == 429 {
			return f.failed
		}
	default:
		f.read(m, sub)
	}
	return ""
}

// reasonOf returns why there is no answer that can be believed.
func reasonOf(err error) string {
	var r *rewrite.Refusal
	if errors.As(err, &r) {
		return r.Detail
	}
	return "there is no answer"
}

// isUnsupported reports whether the rules say that the target does not take such a filter.
func isUnsupported(sub *rewrite.Message, err error) bool {
	var r *rewrite.Refusal
	return refusedHere(sub, err) && errors.As(err, &r) && r.Reason == rewrite.FilterUnsupported
}

// refusedHere reports whether the rules refused a request, so that the target was not asked.
func refusedHere(sub *rewrite.Message, err error) bool {
	var r *rewrite.Refusal
	return errors.As(err, &r) && r.Status == 400 && sub.IsRequest()
}

// read reads who is found. The resource that a request is about is not in its own way. Of a list
// that shows an id twice it is not known whom it is about.
func (f *finding) read(m, list *rewrite.Message) {
	shown := 0
	seen := map[string]bool{}
	for value := range list.Resources() {
		shown++
		resource := value.Text()
		id := textOf(resource, "id")
		f.more = f.more || seen[id]
		if seen[id] = true; id == "" || id != m.ID {
			f.holders = append(f.holders, holder{id, resource})
		}
	}
	total, counted := list.Total()
	f.more = f.more || !counted || total > shown
}

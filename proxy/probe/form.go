package probe

import (
	"slices"

	"scimshim/rewrite/filter"
)

// A form is a form of filters, what is asked to find out whether the target
// honours it, and what was found out.
type form struct {
	says    string // as a list of filters has it
	tries   []try
	verdict verdict
	why     string // of a verdict other than honoured
	join    bool   // it may be one of several terms joined by and
	general *form  // the same for any type, if that was asked
}

// A try is a filter of a form, with what a target that misreads it may take
// it for. The filters of one form have their misreadings in the same order.
type try struct {
	filter     filter.Expr
	misreading []filter.Expr
}

// A verdict says what a target makes of a form.
type verdict int

// The verdicts.
const (
	formUnasked  verdict = iota
	formHonoured         // it answers what the filter selects
	formRefused          // with an error, an answer that is not a list, or not at all
	formIgnored          // all come
	formSilent           // an empty list comes, though there are matches
	formWrong            // something else comes
	formUntold           // nothing in the directory would show the difference
)

// The misreadings that each filter has before its own: all come, nothing, or only
// the first. The last is of less weight than the others.
const (
	asEverything = iota
	asNothing
	asFirst
	ownMisreadings
)

// maxTries is how many filters are asked for one form.
const maxTries = 2

// pick chooses the filters to ask, those first that tell the right reading from
// most misreadings. It reports whether the target's answers can prove that it
// honours the form: they differ from all and from nothing.
func (w *world) pick(tries []try, most int) (picked []try, proof bool) {
	excluded := map[int]bool{}
	for len(picked) < most {
		best, most := -1, 0
		for i, t := range tries {
			if gain := w.gain(t, excluded); gain > most && (len(picked) > 0 || w.set(t.filter).size > 0) {
				best, most = i, gain
			}
		}
		if best < 0 {
			break
		}
		picked = append(picked, tries[best])
		for _, i := range w.excludes(tries[best]) {
			excluded[i] = true
		}
	}
	if len(picked) == 0 && len(tries) > 0 {
		picked = tries[len(tries)-1:] // it can still be refused
	}
	return picked, excluded[asEverything] && excluded[asNothing]
}

// gain is how much a filter adds to what is excluded.
func (w *world) gain(t try, excluded map[int]bool) int {
	gain := 0
	for _, i := range w.excludes(t) {
		switch {
		case excluded[i]:
		case i < asFirst:
			gain += 100
		default:
			gain++
		}
	}
	return gain
}

// excludes returns the misreadings that a right answer to the filter excludes.
func (w *world) excludes(t try) []int {
	right := w.set(t.filter)
	if !right.certain {
		return nil
	}
	var list []int
	if right.size < len(w.sample) {
		list = append(list, asEverything)
	}
	if right.size > 0 {
		list = append(list, asNothing)
	}
	if right.size > 1 {
		list = append(list, asFirst)
	}
	for i, e := range t.misreading {
		if right.differs(w.set(e)) {
			list = append(list, ownMisreadings+i)
		}
	}
	return list
}

// judge says what an answer to a filter means.
func (w *world) judge(e filter.Expr, a *answer) (v verdict, why string) {
	list := a.listed()
	if list == nil {
		return formRefused, a.String()
	}
	extra, missing := w.compare(e, list)
	switch {
	case len(extra) > 0 && !missing && w.without(e, extra):
		return formWrong, "it also finds resources without the attribute"
	case len(extra) > 0 && list.total >= w.total:
		return formIgnored, "everybody comes"
	case len(extra) > 0:
		return formWrong, "it finds resources that the filter does not select"
	case len(list.shown) == 0 && list.total > 0:
		return formWrong, "it reports results but shows none"
	case missing && len(list.shown) == 0:
		return formSilent, "an empty list, though there are matches"
	case missing && list.total <= len(list.shown): // the whole list is here
		return formWrong, "it omits some of what the filter selects"
	}
	return formHonoured, ""
}

// compare returns which of the resources shown the filter does not select, and
// whether one of the sample that it selects is not among them.
func (w *world) compare(e filter.Expr, list *listing) (extra []string, missing bool) {
	right, shown := w.set(e), map[string]bool{}
	for _, text := range list.shown {
		shown[idOf(text)] = true
		if w.scope.Holds(e, text) == filter.False {
			extra = append(extra, text)
		}
	}
	for i, text := range w.sample {
		missing = missing || right.in[i] && !shown[idOf(text)]
	}
	return extra, missing
}

// without reports whether the filter is about another value of an attribute, and
// none of the resources has it. RFC 7644 does not say whether ne selects them; the
// proxy takes it that it does not.
func (w *world) without(e filter.Expr, resources []string) bool {
	c, ok := e.(*filter.Compare)
	return ok && c.Op == filter.Ne && !slices.ContainsFunc(resources, func(text string) bool {
		return w.scope.Holds(&filter.Compare{Path: c.Path, Op: filter.Pr}, text) != filter.False
	})
}

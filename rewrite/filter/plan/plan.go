package plan

import (
	"strings"

	"scimshim/rewrite/filter"
)

// A Plan is how a filter is answered by a target that may not take it. It
// selects the same resources in every directory: what Filter, ID or Parts bring
// is all that the filter selects, and perhaps more, and Check takes out what is
// more. A Plan is a value; it never changes.
type Plan struct {
	How    Way            // one of the ways below
	Filter filter.Expr    // what the target is sent; nil for a lookup, a union and a scan
	ID     string         // of a lookup: the resource that is read
	Key    filter.Path    // of an index: the attribute that is looked up in it
	Value  filter.Literal // of an index: its value
	Parts  []Plan         // of a union: how each part is asked
	Check  filter.Expr    // what each resource must satisfy; nil if the target's word is enough, and of a union
	Form   string         // the forms that take Filter
	Source string         // the rules that they come from
	Wider  bool           // the target is known to answer Filter with more than it selects
}

// A Way is how a filter is answered. Metrics (the label plan), log lines and explain
// spell it as here, and say "refused" of a filter that cannot be answered. What the
// target is asked, Plan.String and Plan.Shape say.
type Way string

// The ways, the cheaper before the dearer.
const (
	AsItIs         Way = "as it is"        // the target takes the filter
	EquivalentForm Way = "equivalent form" // the target takes one that is the same
	LookUp         Way = "lookup"          // one resource is read by its id, and checked
	Indexed        Way = "index"           // an index says which resources are read, and checked
	Checked        Way = "checked"         // the target takes a wider filter, and what it answers is checked
	United         Way = "union"           // several requests, one for each part of an or
	Scanned        Way = "scan"            // all resources are read, and checked
)

// Ways returns all of them.
func Ways() []Way {
	return []Way{AsItIs, EquivalentForm, LookUp, Indexed, Checked, United, Scanned}
}

// IsOne reports whether the plan is one request of which the answer stands as it
// is.
func (p Plan) IsOne() bool { return p.How == AsItIs || p.How == EquivalentForm }

// String returns the plan as explain shows it, with the values of the filter.
func (p Plan) String() string { return p.describe(filter.String) }

// Shape returns the plan as a log may show it: without any value of the filter.
func (p Plan) Shape(t *filter.Types, resource string) string {
	return p.describe(func(e filter.Expr) string { return t.Shape(resource, e) })
}

func (p Plan) describe(text func(filter.Expr) string) string {
	switch p.How {
	case LookUp:
		return "read the resource by its id, and check it"
	case Indexed:
		return "look " + p.Key.String() + " up in the index, read what it finds, and check it"
	case Checked:
		return "ask " + text(p.Filter) + ", and read all pages" + p.checking()
	case Scanned:
		return "read all pages" + p.checking()
	case United:
		parts := make([]string, len(p.Parts))
		for i, part := range p.Parts {
			parts[i] = part.describe(text)
		}
		return "unite: " + strings.Join(parts, "; ")
	}
	return "ask " + text(p.Filter)
}

// checking says whether what is read is checked.
func (p Plan) checking() string {
	if p.Check == nil {
		return ""
	}
	return ", and check each resource"
}

// Limits say which ways a plan may take beside one request.
type Limits struct {
	Requests int                    // how many requests there may be; with one or none, each filter is one request
	Scan     bool                   // whether all resources may be read
	Indexed  func(filter.Path) bool // whether an index has an attribute, which is canonical; nil for none
}

// The cost of a plan is what it makes the target do, roughly: a request that is
// answered with what it asks for costs 1. One that is answered with more than
// that is estimated by what it asks with, since nothing is known of the data.
const (
	costOne   = 1
	costPart  = 4   // by co, sw or ew
	costRange = 32  // by gt, ge, lt, le, ne or pr, which may be true of nearly all
	costScan  = 128 // all there is
)

// cost returns the cost of the plan.
func (p Plan) cost() int {
	switch p.How {
	case Scanned:
		return costScan
	case Checked:
		return selectivity(p.Filter)
	case United:
		sum := 0
		for _, part := range p.Parts {
			sum += part.cost()
		}
		return sum
	}
	return costOne
}

// selectivity returns what the answer to an accepted filter costs: what its most
// selective term does.
func selectivity(e filter.Expr) int {
	switch x := e.(type) {
	case *filter.And:
		least := costRange
		for _, y := range x.List {
			least = min(least, selectivity(y))
		}
		return least
	case *filter.Or:
		sum := 0
		for _, y := range x.List {
			sum += selectivity(y)
		}
		return sum
	case *filter.Has:
		return selectivity(x.Where)
	case *filter.Compare:
		switch {
		case isSort(x):
			return costRange
		case x.Op == filter.Eq:
			return costOne
		}
		switch x.Op {
		case filter.Co, filter.Sw, filter.Ew:
			return costPart
		}
	}
	return costRange
}

// isSort reports whether a comparison is true of a sort of resources rather than of
// one: of the active ones, or of those with a work e-mail.
func isSort(c *filter.Compare) bool {
	name := c.Path.Sub
	if name == "" {
		name = c.Path.Name
	}
	return c.Value == "true" || c.Value == "false" || filter.Fold(name, "type")
}

// Answer returns the cheapest plan by which the filter e is answered, with the tree of what
// is sent in n if it is made anew. Its error is an *Unsupported.
func (a *Accept) Answer(n *filter.Nodes, e filter.Expr, s *filter.Scope, l Limits) (Plan, error) {
	one, err := a.planIn(n, e, s)
	if err == nil || l.Requests < 2 {
		return one.checked(e), err
	}
	x := search{forms: a.normalFor(s).forms, s: s, limits: l, steps: new(int)}
	normal := Normal(e, s)
	best, failed := x.whole(normal)
	if l.Scan && (best == nil || best.cost() > costScan) && x.visible(normal) {
		best = &Plan{How: Scanned}
	}
	if best == nil {
		return Plan{}, x.planner().refuse(failed)
	}
	return best.checked(e), nil
}

// checked returns the plan with the check that what it brings needs.
func (p Plan) checked(e filter.Expr) Plan {
	switch p.How {
	case AsItIs, EquivalentForm:
	case United:
		for i, part := range p.Parts {
			p.Parts[i] = part.checked(e)
		}
	default:
		p.Check = e
	}
	return p
}

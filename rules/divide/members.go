package divide

import (
	"errors"
	"fmt"
	"slices"
	"time"

	"scimshim/rewrite"
	"scimshim/rules/kind"
)

// Members carries out a PATCH that changes more members of a group than the target takes at once, and
// a POST of a group with members for a target that takes none then.
type Members struct {
	kind.Inert
	Limits     Limits
	Requests   int         // how many one PATCH becomes at most
	Isolate    bool        // whether of a request that is refused all is done that can be
	Difference *Difference // how all members are replaced; nil for as the client does it
	Create     bool        // whether a group is created without its members, which are added then
	Missing    []Said      // errors by which the target says that there is no such member
	Already    []Said      // errors by which it says that what a change asks for is so already

	// Defer is how long a member whom there is not is kept, to be added when there is; 0 for not at all.
	Defer time.Duration
}

// Touches returns the name of the attribute, as rewrite.Toucher has it.
func (r *Members) Touches() []string { return rewrite.TouchedBy(members) }

// Conducts reports whether a request takes several.
func (r *Members) Conducts(m *rewrite.Message) bool {
	switch {
	case m.Method == "POST":
		return r.creates(m)
	case m.Method != "PATCH" || m.ID == "":
		return false
	}
	return r.changes(m)
}

// changes reports whether a PATCH takes several requests.
func (r *Members) changes(m *rewrite.Message) bool {
	changes, err := changesOf(m)
	if err != nil {
		return false
	}
	changes, joins := r.Limits.joined(changes)
	if joins || slices.ContainsFunc(changes, r.takesOther) {
		return true
	}
	several := 0
	for _, ch := range changes {
		if ch.effect != none {
			several++
		}
	}
	if r.Isolate && len(r.Missing)+len(r.Already) > 0 {
		return several > 0
	}
	return several > 1 && r.Isolate || several > 0 && len(r.Limits.chunks(changes)) > 1
}

// takesOther reports whether a change replaces all members, and is not sent as it is.
func (r *Members) takesOther(ch change) bool {
	return ch.effect == replaces && (r.Difference != nil || !r.Limits.takes(&chunk{}, ch))
}

// Conduct sends the chunks.
func (r *Members) Conduct(m *rewrite.Message, next rewrite.Next) error {
	if m.Method == "POST" {
		return r.create(m, next)
	}
	e := &errand{client: m, m: m, next: next}
	asked, err := changesOf(m)
	if err != nil {
		return err
	}
	changes, err := r.settled(e, asked)
	if err != nil || !m.IsRequest() {
		return err
	}
	changes, joins := r.Limits.joined(changes)
	chunks := r.Limits.chunks(changes)
	if len(chunks) > r.Requests {
		return tooMany(len(chunks), r.Requests)
	}
	e.asIs = len(chunks) == 1 && !joins && !slices.ContainsFunc(asked, isReplacement)
	m.Decide(func() string { return decision(chunks) })
	return r.carryOut(e, chunks)
}

// isReplacement reports whether a change replaces all members.
func isReplacement(ch change) bool { return ch.effect == replaces }

// settled returns the changes that are to be sent for those of the client: of one that replaces
// all members the difference.
func (r *Members) settled(e *errand, changes []change) ([]change, error) {
	for _, ch := range changes {
		if ch.effect != replaces {
			continue
		}
		if r.Difference != nil {
			return r.Difference.of(e, changes)
		}
		if !r.Limits.takes(&chunk{}, ch) {
			return nil, rewrite.Refuse(rewrite.RuleRefused, "invalidValue",
				"replace members: the list has %d members, which is more than the target takes in a request, and a "+
					"list that replaces all cannot be sent in parts; add and remove them, or say replace: difference "+
					"in the rules", ch.values())
		}
	}
	return changes, nil
}

// decision says in how many requests members are changed.
func decision(chunks []chunk) string {
	n := 0
	for i := range chunks {
		n += chunks[i].values()
	}
	return fmt.Sprintf("%d changes of members in %d requests", n, len(chunks))
}

// carryOut sends the chunks in their order.
func (r *Members) carryOut(e *errand, chunks []chunk) error {
	p := &progress{errand: e, rule: r, trials: r.Requests}
	for i := range chunks {
		p.all += chunks[i].values()
	}
	for i := range chunks {
		c := &chunks[i]
		answer, err := e.send(operations(c.changes))
		what := fmt.Sprintf("request %d of %d", i+1, len(chunks))
		switch {
		case isDone(answer, err):
			p.done += c.values()
			continue
		case r.Isolate && isRefused(answer, err):
			if !e.acts && !p.isOfMember(answer) {
				return nil
			}
			answer, err = p.isolate(c, answer)
			if answer == nil && err == nil {
				continue
			}
			what = "one of the requests for a part of " + what
		case !e.acts, len(chunks) == 1 && !e.made:
			return err
		}
		if errors.Is(err, errTrials) {
			return p.untold(r.Requests)
		}
		return p.stopped(answer, err, what, len(chunks)-i-1)
	}
	return p.report()
}

package divide

import (
	"errors"
	"fmt"
	"regexp"
	"slices"

	"scimshim/rewrite"
)

// A progress is how far an errand has come, in changes of members.
type progress struct {
	*errand
	rule      *Members
	done, all int
	refused   []change
	deferred  []change         // those of members whom there are not, who are added later
	told      *rewrite.Message // the answer to the first of these
	absent    int              // of the refused, those of members whom there are not
	first     *rewrite.Message // the answer to the first change that was refused by itself
	trials    int              // how many more requests there may be to find what is refused
}

// errTrials says that it takes too many requests to find what is refused.
var errTrials = errors.New("too many requests")

// isOfMember reports whether an answer refuses a change rather than the group: who has changed
// nothing yet is told of 404 also where there is no such group, and that is for the client to
// know as it is.
func (p *progress) isOfMember(answer *rewrite.Message) bool {
	if answer.Status != 404 {
		return true
	}
	group, err := p.read()
	return err == nil && group.Status == 200
}

// isolate carries out what can be of a chunk that was refused. Without an error and an answer all
// of it was tried.
func (p *progress) isolate(c *chunk, answer *rewrite.Message) (*rewrite.Message, error) {
	if c.others == 0 || c.values() == 0 {
		return p.apart(c.changes, c.values() == 0, answer)
	}
	for _, part := range [][]change{c.changes[:c.others], c.changes[c.others:]} {
		if answer, err := p.try(part, part[0].effect == none); answer != nil || err != nil {
			return answer, err
		}
	}
	return nil, nil
}

// apart tries the halves of changes that were refused together. What is not about members is
// not taken apart.
func (p *progress) apart(changes []change, whole bool, answer *rewrite.Message) (*rewrite.Message, error) {
	if whole || len(changes) == 1 {
		p.refuse(changes[0], answer)
		return nil, nil
	}
	half := len(changes) / 2
	for _, part := range [][]change{changes[:half], changes[half:]} {
		if answer, err := p.try(part, false); answer != nil || err != nil {
			return answer, err
		}
	}
	return nil, nil
}

// refuse notes that a change was refused by itself. What is so already needs no change; of a
// member whom there is not, that is so after a removal.
func (p *progress) refuse(ch change, answer *rewrite.Message) {
	missing := ch.effect != none && IsSaid(p.rule.Missing, answer)
	switch {
	case missing && ch.effect == removes, ch.effect != none && IsSaid(p.rule.Already, answer):
		p.done++
		return
	case missing && ch.effect == adds && ch.id != "" && p.rule.Defer > 0 && p.m.State != nil:
		if p.deferred = append(p.deferred, ch); p.told == nil {
			p.told = answer
		}
		return
	case missing:
		p.absent++
	}
	if p.refused = append(p.refused, ch); p.first == nil {
		p.first = answer
	}
}

// A Said is an error of the target's that says something in particular.
type Said struct {
	Status int
	Detail *regexp.Regexp // nil for any
}

// IsSaid reports whether an answer is one of some errors.
func IsSaid(list []Said, answer *rewrite.Message) bool {
	e, _ := answer.ErrorAnswer()
	return slices.ContainsFunc(list, func(s Said) bool {
		return s.Status == answer.Status && (s.Detail == nil || s.Detail.MatchString(e.Detail))
	})
}

// try sends changes.
func (p *progress) try(changes []change, whole bool) (*rewrite.Message, error) {
	if p.trials--; p.trials < 0 {
		return nil, errTrials
	}
	answer, err := p.send(operations(changes))
	switch {
	case isDone(answer, err):
		if !whole {
			p.done += len(changes)
		}
		return nil, nil
	case isRefused(answer, err):
		return p.apart(changes, whole, answer)
	}
	return answer, err
}

// mostNamed is how many members an error names.
const mostNamed = 20

// named returns the ids of those whose changes were refused, as far as an error names them, and
// how many these are in all.
func (p *progress) named() (ids []string, all int) {
	for _, ch := range p.refused {
		if ch.effect == none {
			continue
		}
		if all++; ch.id != "" && all <= mostNamed {
			ids = append(ids, ch.id)
		}
	}
	return ids, all
}

// stopped is the error of an errand that a request has ended.
func (p *progress) stopped(answer *rewrite.Message, err error, what string, unsent int) error {
	p.refuseDeferred()
	state := fmt.Sprintf("%d of %s of members are done, and %s; %s",
		p.done, counted(p.all, "change"), notSent(unsent), p.again(isRefused(answer, err)))
	ids, refused := p.named()
	if refused > 0 {
		state += fmt.Sprintf(", but for %s that the target refused", counted(refused, "change"))
	}
	failed := partial(answer, err, what, state)
	var r *rewrite.Refusal
	if errors.As(failed, &r) {
		r.About = ids
	}
	return failed
}

// notSent says how many requests were not sent.
func notSent(n int) string {
	switch n {
	case 0:
		return "no request follows"
	case 1:
		return "1 request was not sent"
	}
	return fmt.Sprintf("%d requests were not sent", n)
}

// report is the end of an errand that tried everything: an error if something was refused, which
// names it. It is never 404, which would say of the group that there is none.
func (p *progress) report() error {
	p.putOff()
	switch {
	case len(p.refused) == 0:
		p.settle()
		return nil
	case !p.acts:
		return nil // the first answer says why
	}
	if p.made {
		return p.refusal("all others are in; " + existing)
	}
	return p.refusal("all else of the request is done, and is not done twice if it is sent again")
}

// untold is the error of an errand that refuses more changes than can be told apart.
func (p *progress) untold(trials int) error {
	p.refuseDeferred()
	state := fmt.Sprintf("and %d requests more do not tell what else it refuses, so that some changes were "+
		"not tried: %d of %d are done; send fewer at once, or let max_requests of the rules allow more",
		trials, p.done, p.all)
	if p.made {
		state += "; " + existing
	}
	return p.refusal(state)
}

// refusal is the error that names what the target refused.
func (p *progress) refusal(state string) error {
	ids, n := p.named()
	text := fmt.Sprintf("the target refused %d of %s of members", n, counted(p.all, "change"))
	switch {
	case n == 0:
		text = "the target refused what the request says beside the members"
	case n < len(p.refused):
		text += " and what the request says beside them"
	}
	switch p.absent {
	case 0:
	case n:
		text += ", since it has no such members"
	default:
		text += fmt.Sprintf(", %d of them since it has no such member", p.absent)
	}
	r := rewrite.Refuse(rewrite.Partial, "invalidValue", "%s; %s", text, state)
	if e, ok := p.first.ErrorAnswer(); ok {
		r.Told = e.Detail
	}
	switch r.About = ids; {
	case len(ids) == 0:
	case len(ids) == n:
		r.Detail += "; it refused those of"
	default:
		r.Detail += "; it refused, among others, those of"
	}
	return r
}

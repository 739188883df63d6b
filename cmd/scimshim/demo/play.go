package demo

import "scimshim/cmd/scimshim/demo/cycle"

// A result is what came of a step on one stage.
type result struct {
	*exchange
	wrong  string // what is wrong with a success; empty for nothing
	found  string // what is in the target afterwards
	ok     bool   // whether that is what was meant
	byHand bool   // whether the step was done by hand, since it was refused
}

// refused reports whether the request was refused.
func (x result) refused() bool { return x.status >= 300 }

// right reports whether the step did what it is for.
func (x result) right() bool { return !x.refused() && x.wrong == "" && x.ok }

// A player plays a cycle on one stage. It has a cast of its own, since a target
// gives its own ids to what is created.
type player struct {
	cycle.Cast
	*stage
}

// play takes one step.
func (p *player) play(s cycle.Step) (result, error) {
	x, err := p.send(s.Ask(&p.Cast))
	if err != nil {
		return result{}, err
	}
	r := result{exchange: x}
	if !r.refused() {
		r.wrong = s.Hear(&p.Cast, cycle.ReadAnswer(x.body))
	}
	r.found, r.ok = s.Meant(&p.Cast, readDirectory(p.target))
	if r.refused() && s.ByHand != nil {
		endpoint, body, id := s.ByHand(&p.Cast)
		*id = p.put(resource{endpoint, body})
		r.byHand = true
	}
	return r, nil
}

// A show is one cycle, played straight at a target and through the proxy.
type show struct {
	Pair
	steps    []cycle.Step
	straight player
	through  player
}

// newShow starts the stages of a cycle. The casts are of the same people.
func newShow(d Pair, people cycle.Cast) (*show, error) {
	set, err := d.rules()
	if err != nil {
		return nil, err
	}
	var before []resource
	for _, user := range people.Seeds() {
		before = append(before, resource{"Users", user})
	}
	alone, err := newStage(d.Target, before)
	if err != nil {
		return nil, err
	}
	shielded, err := newStage(d.Target, before)
	if err != nil {
		alone.close()
		return nil, err
	}
	s := &show{Pair: d, steps: cycle.Entra(d.mapped),
		straight: player{people, alone}, through: player{people, shielded}}
	if err := shielded.shield(set); err != nil {
		s.close()
		return nil, err
	}
	return s, nil
}

func (s *show) close() {
	s.through.close()
	s.straight.close()
}

// outcome is what came of a whole cycle.
type outcome struct{ straight, through []result }

// play plays the cycle, and tells each step as it is played.
func (s *show) play(tell func(n int, title string, straight, through result)) (outcome, error) {
	var o outcome
	for i, step := range s.steps {
		a, err := s.straight.play(step)
		if err != nil {
			return o, err
		}
		b, err := s.through.play(step)
		if err != nil {
			return o, err
		}
		o.straight, o.through = append(o.straight, a), append(o.through, b)
		tell(i+1, step.Title, a, b)
	}
	return o, nil
}

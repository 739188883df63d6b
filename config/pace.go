package config

import (
	"strconv"
	"time"

	"scimshim/config/tree"
)

// A Pace says how fast a target may be asked.
type Pace struct {
	Rates    []Rate
	AtOnce   int           // requests at one time; 0 for any number
	Patience time.Duration // how long a request waits at most
	Failures int           // after which the target is left alone; 0 for never
	Open     time.Duration // for how long
}

// A Rate is how many requests, or bytes of their bodies, there may be in a time.
type Rate struct {
	Requests, Bytes int // one of the two
	Per             time.Duration
	Burst           int // 0 for as many as in one time
	Methods         []string
	Resources       []string
}

// DefaultPatience is how long a request waits for the pace of its target.
const DefaultPatience = 10 * time.Second

const (
	maxRate      = 1 << 30
	maxRateTime  = time.Hour
	maxAtOnce    = 1 << 16
	maxFailures  = 1_000
	maxLeftAlone = 10 * time.Minute
)

// pace reads how fast a target may be asked; nil for no word.
func (r *reader) pace(n *tree.Node) *Pace {
	if n == nil || n.IsNull() {
		return nil
	}
	p := &Pace{Patience: DefaultPatience}
	for _, item := range n.Key("rates").All() {
		p.Rates = append(p.Rates, rate(item))
	}
	if at := n.Key("at_once"); at != nil {
		p.AtOnce = at.IntIn(1, maxAtOnce)
	}
	if patience := n.Key("patience"); patience != nil {
		p.Patience = durationIn(patience, 0, maxTimeout)
	}
	if b := n.Key("breaker"); b != nil {
		p.Failures = b.Need("failures").IntIn(1, maxFailures)
		p.Open = durationIn(b.Need("open"), time.Second, maxLeftAlone)
		b.Rest()
	}
	if len(p.Rates) == 0 && p.AtOnce == 0 && p.Failures == 0 && n.IsMap() && !n.Has("patience") {
		n.Errorf("expected one of: rates, at_once, patience, breaker")
	}
	n.Rest()
	return p
}

func rate(n *tree.Node) Rate {
	r := Rate{Per: durationIn(n.Need("per"), time.Millisecond, maxRateTime), Methods: n.Key("methods").Strings(),
		Resources: n.Key("resources").Strings()}
	switch {
	case n.Has("bytes") && n.Has("requests"), !n.Has("bytes") && !n.Has("requests"):
		n.Errorf("expected exactly one of: requests, bytes")
	case n.Has("bytes"):
		r.Bytes = n.Key("bytes").IntIn(1, maxRate)
	default:
		r.Requests = n.Key("requests").IntIn(1, maxRate)
	}
	for _, item := range n.Key("methods").All() {
		item.OneOf("GET", "POST", "PUT", "PATCH", "DELETE")
	}
	if burst := n.Key("burst"); burst != nil {
		r.Burst = burst.IntIn(1, maxRate)
	}
	n.Rest()
	return r
}

// paceKeys are those of pace.
func paceKeys() []tree.KeyDoc {
	const pace = "routes[].target.pace"
	rates := pace + ".rates[]"
	return []tree.KeyDoc{
		tree.Doc(pace, "mapping", "none", "how fast the target may be asked, by all routes to it together; a request "+
			"that would wait longer than `patience` is answered with 429, or 503 if the target fails, and a "+
			"`Retry-After`"),
		tree.Doc(pace+".rates", "list", "none", "how much there may be in a time; all of them hold"),
		tree.Doc(rates+".requests", "number", "", "how many requests"),
		tree.Doc(rates+".bytes", "number", "", "or how many bytes of their bodies"),
		tree.Doc(rates+".per", duration(time.Millisecond, maxRateTime), tree.Required, "in which time"),
		tree.Doc(rates+".burst", "number", "as many as in one time", "how many at once after a silence"),
		tree.Doc(rates+".methods", "list", "all", "the requests that count, by method"),
		tree.Doc(rates+".resources", "list", "all", "the requests that count, by endpoint"),
		tree.Doc(pace+".at_once", "1 to "+strconv.Itoa(maxAtOnce), "`max_connections`",
			"how many requests may be under way"),
		tree.Doc(pace+".patience", duration(0, maxTimeout), code(brief(DefaultPatience)),
			"how long a request waits, also for the `Retry-After` of the target's 429 or 503: a GET is then sent "+
				"again, and a write only if it is certain that the answer was to it"),
		tree.Doc(pace+".breaker", "mapping", "none", "when a target that fails is left alone"),
		tree.Doc(pace+".breaker.failures", "1 to "+strconv.Itoa(maxFailures), tree.Required,
			"after how many failures in a row: no answer, or 5xx other than 501"),
		tree.Doc(pace+".breaker.open", duration(time.Second, maxLeftAlone), tree.Required,
			"for how long; then one request tries whether it is well again"),
	}
}

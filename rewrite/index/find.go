package index

import (
	"maps"
	"slices"
	"time"

	"scimshim/rewrite"
	"scimshim/rewrite/filter"
)

// maxAside is how many resources that may have changed are read along with those
// that were found. If there are more, the client comes again: they are being read.
const maxAside = 8

// The least and the most that a client is told to wait. Entra tries again by
// itself for a while; what it gives up on comes back in its next cycle.
const (
	minWait = time.Second
	maxWait = 5 * time.Minute
)

// find returns the ids of the resources that may have a value, and what to answer
// if none has it.
//
// A value that a resource was found to have, and shows when it is read, is
// answered at any age of the table, but not while somebody else may have come who
// has it, too: of a creation that failed nobody knows. That nobody has it is answered
// only by a table that is whole, and only if no other process writes. A table is of
// walks of this process alone.
func (d *directory) find(p filter.Path, value string) ([]string, *rewrite.Refusal) {
	key := d.key(d.attribute(p), value)
	d.mu.RLock()
	defer d.mu.RUnlock()
	if d.table == nil {
		signal(d.wanted)
		return nil, d.behind("has not been built yet")
	}
	ids, crowded := d.table.find(key)
	switch {
	case crowded:
		return nil, rewrite.Refuse(rewrite.TooMany, "tooMany", "more than %d %s have the same %s, so that the index "+
			"cannot tell them apart; ask with a narrower filter", maxShared, d.spec.Resource, p)
	case len(d.unread) > maxAside:
		return nil, d.refusal("is being brought up to date with what clients wrote", minWait)
	}
	if d.doubts != d.settled {
		signal(d.wanted)
		return nil, d.behind("may lack the outcome of a write that the target did not tell")
	}
	for _, id := range slices.Sorted(maps.Keys(d.unread)) {
		if !slices.Contains(ids, id) {
			ids = append(ids, id)
		}
	}
	switch {
	case !d.whole():
		signal(d.wanted)
		return ids, d.behind("is older than max_age allows")
	case !d.spec.SoleProcess:
		return ids, d.notSole(p)
	}
	return ids, nil
}

// notSole is the refusal of a query for somebody who is not found, where another
// process may have created them a moment ago. To wait is of no use.
func (d *directory) notSole(p filter.Path) *rewrite.Refusal {
	return rewrite.Refuse(rewrite.IndexBehind, "invalidFilter", "nobody was found by %s, and the index of %s, "+
		"which was asked since the target does not take this filter, may not say that there is nobody: another "+
		"process of the proxy may have written it; state sole_process: true if there is only ever one, also during an "+
		"update, or remove %s from the matching attributes of the identity provider", p, d.spec.Resource, p)
}

// behind returns the refusal of a query that an index cannot answer before a
// walk. The lock is held.
func (d *directory) behind(why string) *rewrite.Refusal { return d.refusal(why, d.left()) }

func (d *directory) refusal(why string, wait time.Duration) *rewrite.Refusal {
	detail := "the target does not take this filter, and the index of " + d.spec.Resource + ", which is asked " +
		"instead, " + why
	if d.fault != nil {
		detail += ": " + d.fault.Error()
	}
	return &rewrite.Refusal{Status: 503, Reason: rewrite.IndexBehind, Detail: detail + "; try again later",
		RetryAfter: int((wait + time.Second - 1) / time.Second)}
}

// left estimates how long it takes until a walk is whole. The lock is held.
func (d *directory) left() time.Duration {
	if d.coming == nil || d.expected == 0 {
		return 5 * time.Second
	}
	pages := (d.expected - d.read + d.spec.PageSize - 1) / d.spec.PageSize
	return min(max(time.Duration(pages+1)*d.interval(), minWait), maxWait)
}

// interval returns the time between two pages.
func (d *directory) interval() time.Duration { return time.Second / time.Duration(d.spec.Rate) }

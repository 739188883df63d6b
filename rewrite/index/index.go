// Package index remembers which resources of a directory have which values of a
// few attributes, for targets that cannot filter by them. It is built by walking
// through all pages of an endpoint, and kept by what passes between clients and
// the target, and by walking again.
//
// What it finds may have changed since, so that whoever asks it reads the
// resources and checks them. It has no values, only hashes of them, and the ids:
// a hash that two values share costs a read and no more.
//
// In reading order: a Spec says what of an endpoint is indexed. An Index has a directory
// for each endpoint, whose table a walk makes; what clients write in the meantime (its
// feed) is put into the table in use and into the one that is being made.
package index

import (
	"context"
	"log/slog"
	"sync"
	"time"

	"scimshim/rewrite"
	"scimshim/rewrite/filter"
)

// A Spec says what of an endpoint is indexed, and at which cost.
type Spec struct {
	Resource     string        // the endpoint
	Attributes   []filter.Path // canonical, of strings; in the target's names
	MaxAge       time.Duration // at which it can no longer tell that nobody has a value
	Rate         int           // pages that are read in a second
	PageSize     int           // resources that a page is asked for
	MaxResources int           // that there may be
	SoleProcess  bool          // whether all that clients write passes through this Index
}

// An Index is the index of a route, of one or several endpoints. Its methods may
// be called by many goroutines at once.
type Index struct{ directories []*directory }

var _ rewrite.Index = (*Index)(nil)

// New returns an Index that knows nothing yet. No two specs are of one endpoint.
func New(log *slog.Logger, specs ...Spec) *Index {
	x := &Index{}
	for _, s := range specs {
		x.directories = append(x.directories, newDirectory(s, log))
	}
	return x
}

// Has reports whether an attribute is indexed.
func (x *Index) Has(resource string, p filter.Path) bool {
	d := x.of(resource)
	return d != nil && d.attribute(p) >= 0
}

// Find returns the ids of the resources that may have a value, and what to answer
// if none has it.
func (x *Index) Find(resource string, p filter.Path, value string) ([]string, *rewrite.Refusal) {
	return x.of(resource).find(p, value)
}

// Sent takes note of a request before it goes to the target.
func (x *Index) Sent(m *rewrite.Message) {
	if d := x.of(m.Resource); d != nil {
		d.sent(m)
	}
}

// Answered takes note of what became of a request.
func (x *Index) Answered(m *rewrite.Message, err error) {
	if d := x.of(m.Resource); d != nil {
		d.answered(m, err)
	}
}

// Keep builds the index and keeps it fresh, by requests through next, until ctx
// ends. It is called once at a time.
func (x *Index) Keep(ctx context.Context, next rewrite.Next) {
	var all sync.WaitGroup
	for _, d := range x.directories {
		all.Go(func() { d.keepWalking(ctx, next) })
		all.Go(func() { d.keepReading(ctx, next) })
	}
	all.Wait()
}

// Status returns how much is known of each endpoint.
func (x *Index) Status() []rewrite.IndexStatus {
	var list []rewrite.IndexStatus
	for _, d := range x.directories {
		list = append(list, d.status())
	}
	return list
}

func (x *Index) of(resource string) *directory {
	for _, d := range x.directories {
		if filter.Fold(d.spec.Resource, resource) {
			return d
		}
	}
	return nil
}

package kind

import (
	"time"

	"scimshim/config/tree"
	"scimshim/rewrite/filter"
)

// An Index is what rules want to be indexed of one endpoint.
type Index struct {
	Rule         string
	Resource     string
	Attributes   []filter.Path // canonical, in the target's names
	MaxAge       time.Duration
	Rate         int // pages in a second
	PageSize     int
	MaxResources int
	SoleProcess  bool // whether nobody may be said not to exist on its word
	Pos          tree.Position
}

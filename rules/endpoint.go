package rules

import "scimshim/config/tree"

// An Endpoint is one that the when of a rule names, and where.
type Endpoint struct {
	Name string
	Pos  tree.Position
}

// endpointsOf returns the endpoints that a when names.
func endpointsOf(when *tree.Node) []Endpoint {
	n := when.Key("resource")
	if n.IsScalar() {
		return []Endpoint{{n.String(), n.Pos()}}
	}
	var list []Endpoint
	for _, item := range n.All() {
		list = append(list, Endpoint{item.String(), item.Pos()})
	}
	return list
}

package config

import (
	"errors"
	"regexp"
	"slices"
	"strings"

	"scimshim/config/tree"
)

// DefaultResources returns the endpoints of a route that names none.
func DefaultResources() []string { return []string{"Users", "Groups"} }

// Discovery returns the endpoints by which a service says what it is (RFC 7644, section
// 4). Every route has them.
func Discovery() []string { return []string{"Schemas", "ResourceTypes", "ServiceProviderConfig"} }

// Endpoints returns all endpoints of a route.
func (r *Route) Endpoints() []string {
	if len(r.Resources) == 0 {
		return slices.Concat(DefaultResources(), Discovery())
	}
	return slices.Concat(r.Resources, Discovery())
}

var endpointForm = regexp.MustCompile(`^[A-Za-z][A-Za-z0-9_-]{0,62}$`)

// checkEndpoint judges the name of an endpoint.
func checkEndpoint(s string) error {
	is := func(name string) bool { return strings.EqualFold(name, s) && name != s }
	near := slices.IndexFunc(DefaultResources(), is)
	switch {
	case !endpointForm.MatchString(s):
		return errors.New("expected the name of an endpoint, such as Users, without a slash")
	case near >= 0:
		return errors.New("the endpoint is named " + DefaultResources()[near])
	case strings.EqualFold(s, "Bulk"), strings.EqualFold(s, "Me"):
		return errors.New("this endpoint would bypass the rules of the resources, and is not served")
	case s == "other":
		return errors.New(`metrics use "other" for requests to all other endpoints`)
	}
	return nil
}

// resources reads the endpoints of resources that a route has.
func (r *reader) resources(n *tree.Node) []string {
	var list []string
	sound := n.IsList() || n.IsNull()
	for _, item := range n.All() {
		name := valid(item, checkEndpoint)
		switch {
		case name == "":
			sound = false
		case slices.Contains(list, name):
			item.Errorf("listed twice")
		case !slices.Contains(Discovery(), name):
			list = append(list, name)
		}
	}
	if sound && len(list) == 0 {
		n.Errorf("expected at least one endpoint, such as Users")
	}
	return list
}

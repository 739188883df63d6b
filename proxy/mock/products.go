package mock

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"scimshim/proxy/mock/atlassian"
	"scimshim/proxy/mock/aws"
	"scimshim/proxy/mock/entraid"
	"scimshim/proxy/mock/github"
	"scimshim/proxy/mock/kit"
	"scimshim/proxy/mock/kit/store"
	"scimshim/proxy/mock/servicenow"
)

// Options chooses how a target behaves. The zero value is the strict imitation with no credential asked for.
type Options = kit.Options

// products are the targets by name; a line and a folder each.
var products = map[string]func(Options, *store.Store) (kit.Product, error){
	"atlassian":           atlassian.New,
	"aws-identity-center": aws.New,
	"entra-id":            entraid.New,
	"github-emu":          github.New,
	"servicenow":          servicenow.New,
}

// Names lists the targets that New knows, in alphabetical order.
func Names() []string {
	names := make([]string, 0, len(products))
	for name := range products {
		names = append(names, name)
	}
	slices.Sort(names)
	return names
}

// New returns an empty target of the given name. It fails on a name that Names does not list and on options
// that the target cannot honour.
func New(name string, o Options) (*Target, error) {
	build, ok := products[name]
	if !ok {
		return nil, fmt.Errorf("unknown target %q: want one of %s", name, strings.Join(Names(), ", "))
	}
	if o.BaseURL == "" {
		o.BaseURL = "http://127.0.0.1"
	}
	if o.Now == nil {
		o.Now = time.Now
	}
	s := store.New()
	p, err := build(o, s)
	if err != nil {
		return nil, err
	}
	return newTarget(p, s), nil
}

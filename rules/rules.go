package rules

import (
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"slices"

	"scimshim/config/tree"
	"scimshim/rewrite"
	"scimshim/rewrite/filter"
	"scimshim/rewrite/filter/plan"
	"scimshim/rules/kind"
)

// A Source is a rule file and the values given to its parameters.
type Source struct {
	File  string // for messages
	Data  []byte
	Given []Given
	At    tree.Position // where it is listed among the files of a chain; zero if nowhere
	Pack  bool          // whether it ships with the program
	Alone bool          // whether only the last file is looked at, which is to be part of some chain

	// Unstated says that the set is played and not served: a parameter without default
	// need not be given.
	Unstated bool

	// Asked is told what is asked of the values of the file; nil if nobody wants to know.
	Asked func(tree.Ask)
}

// A Given is a value for a parameter, as text, and where it was given.
type Given struct{ Name, Value, Place string }

// A Set is a compiled set of rule files. It does not change any more.
type Set struct {
	Chain   *rewrite.Chain
	Infos   []Info       // of each step of the chain
	Indexes []kind.Index // what is to be indexed, no endpoint twice
	Doubts  tree.Errors  // what is allowed and may not be meant
	Lacks   tree.Errors  // what is missing of a chain between a client and a target, if it is to be one
	Notes   tree.Errors  // what rules take for granted of the data
	Alone   bool         // whether the last file was looked at by itself

	// Unstated are the parameters without default that were not given, as --set gives
	// them, of a set that is only played.
	Unstated []string
	Hash     string // of all files and values: equal sets have equal hashes
}

// An Info says where a rule of a chain comes from.
type Info struct {
	Name string
	Kind string
	Pos  tree.Position
	When rewrite.Match
	Mode rewrite.Mode

	Phase   string   // in which it acts; empty of a rule in a list
	Why     string   // the reason that its file gives
	Sources []string // and where that is from

	Endpoint *Endpoint // that the file names under resources; nil for users and groups
	Pack     bool      // whether it is of a pack that ships with the program
	Keeps    bool      // whether it keeps what the client is told is done, so that the state needs a file
}

// An Endpoint is one that a file names under resources, and where.
type Endpoint struct {
	Name string
	Pos  tree.Position
}

// Compile reads the sources in order. The error is tree.Errors: all faults of
// all files.
func Compile(sources ...Source) (*Set, error) {
	c := &compiler{types: filter.Core(), prefixes: kind.CorePrefixes}
	hash := sha256.New()
	var faults tree.Errors
	for i, s := range sources {
		c.later = sources[i+1:]
		fmt.Fprintf(hash, "%d %d\n", len(s.Data), len(s.Given))
		hash.Write(s.Data)
		for _, g := range s.Given {
			fmt.Fprintf(hash, "%q=%q\n", g.Name, g.Value)
		}
		faults = append(faults, c.file(s)...)
	}
	for _, s := range c.extended {
		hash.Write(s.Data)
	}
	c.order()
	c.leaveOut()
	faults = append(faults, c.proveAgain()...)
	faults = append(faults, c.indexedTwice()...)
	if len(faults) > 0 {
		return nil, faults
	}
	set := c.set()
	set.Hash = hex.EncodeToString(hash.Sum(nil))[:12]
	return set, nil
}

// A compiler collects the rules of several files.
type compiler struct {
	files    []ruleFile
	alone    bool
	pack     bool     // whether the file being read ships with the program
	later    []Source // the files behind it
	rules    []compiled
	types    *filter.Types
	prefixes kind.Prefixes
	extended []Source       // the packs that files extend
	named    []filter.Added // attributes of which no more is declared than that there are such
	doubts   tree.Errors
	notes    tree.Errors

	looked []string // the kinds of blocks that the step being made has looked at

	unstated []string
}

// A compiled is one rule of the set to be.
type compiled struct {
	info   Info
	rule   rewrite.Rule
	forms  []plan.Form // nil where the rule is not one of an accept list
	loose  []rewrite.Loose
	bounds []rewrite.Bounds
	index  *kind.Index
	names  []kind.Mention
	doubts tree.Errors
	notes  tree.Errors
	off    bool

	unwanted bool // whether its if does not hold

	disabled bool // whether an override leaves it out

	phase  kind.Phase
	block  stated // what it is of
	of     *kind.Block
	step   kind.Step
	looked []string // the kinds of the blocks beside its own that it depends on
}

// takes takes what the constructor of the rule said.
func (r *compiled) takes(b *kind.Build) {
	r.forms, r.loose, r.bounds, r.index = b.Forms, b.Loose, b.Bounds, b.Index
	r.names, r.doubts, r.notes = b.Mentions, b.Doubts, b.Notes
}

// set makes the chain of what was collected.
func (c *compiler) set() *Set {
	s := &Set{Chain: &rewrite.Chain{Types: c.types}, Unstated: c.unstated}
	for _, r := range c.rules {
		if r.off {
			continue
		}
		s.Doubts, s.Notes = append(s.Doubts, r.doubts...), append(s.Notes, r.notes...)
		r.info.Phase = r.phase.String()
		r.info.Keeps = kind.Keeps(r.rule) && r.info.Mode == rewrite.Enforce
		s.Infos = append(s.Infos, r.info)
		s.Chain.Steps = append(s.Chain.Steps, rewrite.Step{
			Name: r.info.Name, When: r.info.When, Mode: r.info.Mode, Rule: r.rule,
		})
		for _, resource := range r.info.When.Resources {
			if r.info.Mode == rewrite.Shadow {
				break
			}
			for _, p := range r.loose {
				p.Resource, p.Source = resource, r.info.Name
				s.Chain.Loose = append(s.Chain.Loose, p)
			}
			for _, b := range r.bounds { // the last word is that of the last file
				b.Resource = resource
				s.Chain.Bounds = slices.Insert(s.Chain.Bounds, 0, b)
			}
		}
	}
	for i, step := range s.Chain.Steps {
		if r, ok := step.Rule.(kind.Observer); ok {
			r.Observe(s.Chain, s.Infos[i].When)
		}
	}
	s.Chain.Accept = c.accepted()
	if s.Indexes = c.indexes(); len(s.Indexes) > 0 {
		s.Chain.Index = unbuilt(s.Indexes)
	}
	s.Doubts = slices.Concat(s.Doubts, c.doubts, c.undeclared(), c.disordered(), s.inspect(), c.repeated())
	c.inOrder(s.Doubts)
	if c.alone {
		last := c.files[len(c.files)-1].file
		s.Doubts = slices.DeleteFunc(s.Doubts, func(d tree.Error) bool { return d.Pos.File != last })
	}
	s.Notes = append(s.Notes, c.notes...)
	if s.Alone = c.alone; !s.Alone {
		s.Lacks = append(c.sideless(), s.unaccepted()...)
	}
	return s
}

// inOrder puts remarks in the order of the files and of their texts.
func (c *compiler) inOrder(list tree.Errors) {
	place := func(e tree.Error) int {
		return slices.IndexFunc(c.files, func(f ruleFile) bool { return f.file == e.Pos.File })
	}
	slices.SortStableFunc(list, func(a, b tree.Error) int {
		return cmp.Or(cmp.Compare(place(a), place(b)), cmp.Compare(a.Pos.Line, b.Pos.Line),
			cmp.Compare(a.Pos.Column, b.Pos.Column))
	})
}

// accepted joins the accept entries of all files, by endpoint, those in shadow
// apart.
func (c *compiler) accepted() []rewrite.Accepted {
	var lists []rewrite.Accepted
	var forms [][]plan.Form
	for _, r := range c.rules {
		if r.off || r.forms == nil {
			continue
		}
		for _, resource := range r.info.When.Resources {
			i := listFor(&lists, resource, r.info.Mode == rewrite.Shadow)
			if i == len(forms) {
				forms = append(forms, nil)
			}
			lists[i].Last = r.info.Name
			forms[i] = append(forms[i], r.forms...)
		}
	}
	for i := range lists {
		lists[i].List = plan.NewAccept(forms[i])
	}
	return lists
}

// listFor returns the place of the accept list of an endpoint, which it adds
// if need be.
func listFor(lists *[]rewrite.Accepted, resource string, shadow bool) int {
	for i, a := range *lists {
		if filter.Fold(a.Resource, resource) && a.Shadow == shadow {
			return i
		}
	}
	*lists = append(*lists, rewrite.Accepted{Resource: resource, Shadow: shadow})
	return len(*lists) - 1
}

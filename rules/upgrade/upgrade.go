// Package upgrade writes rule files in blocks that were written in the flat vocabulary: a list
// of rules, each of a kind. It knows both vocabularies, and nothing of what they do: that the
// two mean the same is for the tests to show.
//
// A rule becomes a part of the block that says the same, in the section of its endpoint, with
// its comments. One that has no such form stays in the list, and a fault at its place says which
// block to write by hand.
package upgrade

import (
	"cmp"
	"errors"
	"fmt"
	"slices"
	"strings"

	"scimshim/config/layout"
	"scimshim/config/tree"
)

// A Result is what became of a file.
type Result struct {
	Text    []byte      // nil if the file is not YAML
	Faults  tree.Errors // what a person has to write anew
	Remarks tree.Errors // what is written anew, and may do something else
}

// Rules returns a rule file in blocks.
func Rules(file string, data []byte) Result {
	root, err := layout.Read(file, data)
	var faults tree.Errors
	if errors.As(err, &faults) {
		return Result{Faults: faults}
	}
	u := &upgrader{file: file, root: root, sections: map[string]*layout.Node{}, stores: map[string]*stores{}}
	before := root.Comments()
	u.head()
	if u.rules(); u.clash {
		styled, _ := layout.Read(file, data)
		return Result{Text: styled.Bytes(), Faults: sorted(u.faults)}
	}
	out := root.Bytes()
	if lost := missing(before, root.Comments()); len(lost) > 0 {
		u.fault(root.Entries[0], "these comments could not be kept: %s", strings.Join(lost, " "))
	}
	return Result{Text: out, Faults: sorted(u.faults), Remarks: sorted(u.remarks)}
}

func sorted(list tree.Errors) tree.Errors {
	slices.SortStableFunc(list, func(a, b tree.Error) int { return cmp.Compare(a.Pos.Line, b.Pos.Line) })
	return list
}

// An upgrader writes one file anew.
type upgrader struct {
	file            string
	root            *layout.Node
	faults, remarks tree.Errors
	clash           bool // whether the file has blocks that rules come to as well, so that it stays as it is

	prefixes []prefix
	renamed  map[string]bool // parameters of which the value count is called warn now

	done     []*rule
	sections map[string]*layout.Node // the blocks of each, the empty name for the top of the file
	stores   map[string]*stores      // by section
	phases   []placed
}

// A prefix is a short name for the URN of an extension.
type prefix struct{ word, urn string }

// fault notes that something at an entry is to be written by hand.
func (u *upgrader) fault(e *layout.Entry, format string, args ...any) {
	u.faults = append(u.faults, tree.Error{Pos: u.pos(e), Msg: fmt.Sprintf(format, args...)})
}

// remark notes that what an entry became may do something else.
func (u *upgrader) remark(e *layout.Entry, format string, args ...any) {
	u.remarks = append(u.remarks, tree.Error{Pos: u.pos(e), Msg: fmt.Sprintf(format, args...)})
}

func (u *upgrader) pos(e *layout.Entry) tree.Position {
	return tree.Position{File: u.file, Line: max(e.Line, 1), Column: max(e.Column, 1)}
}

// rules puts blocks in the place of the list of rules.
func (u *upgrader) rules() {
	at := slices.IndexFunc(u.root.Entries, func(e *layout.Entry) bool { return e.Key.Value == "rules" })
	if at < 0 {
		return
	}
	list := u.root.Entries[at]
	var left, overrides []*layout.Entry
	for i, e := range list.Value.Items() {
		r, problem := u.rule(i, e)
		switch {
		case problem == "" && r.overrides != nil:
			overrides = append(overrides, r.overrides)
		case problem == "":
			problem = r.convert()
		}
		if problem != "" {
			u.fault(e, "%s", problem)
			left = append(left, e)
		} else if r.overrides == nil {
			u.done = append(u.done, r)
		}
	}
	u.remarkOrder()
	blocks := u.blocks()
	if len(overrides) > 0 {
		o := layout.NewList(false)
		o.Entries = overrides
		blocks = append(blocks, &layout.Entry{Key: layout.Text("overrides"), Value: o})
	}
	if len(left) > 0 {
		list.Value.Entries = left
		blocks = append(blocks, list)
	} else if len(blocks) > 0 {
		blocks[0].Head = slices.Concat(list.Head, blocks[0].Head)
		blocks[0].Blank = blocks[0].Blank || list.Blank
		last := blocks[len(blocks)-1]
		last.Foot = append(last.Foot, list.Foot...)
	}
	if len(left)+len(blocks) == 0 {
		return // an empty list, of which nothing is lost
	}
	u.root.Entries = slices.Replace(u.root.Entries, at, at+1, u.merged(blocks)...)
}

// merged puts blocks of sections that the file has already into these, and returns the others.
func (u *upgrader) merged(blocks []*layout.Entry) []*layout.Entry {
	var own []*layout.Entry
	for _, b := range blocks {
		old := u.root.Get(b.Key.Value)
		switch {
		case old == nil || b.Key.Value == "rules":
			own = append(own, b)
		case b.Key.Value == "users" || b.Key.Value == "groups":
			for _, e := range b.Value.Entries {
				if old.Value.Get(e.Key.Value) != nil {
					u.clashes(old, e.Key.Value)
				}
				old.Value.Entries = append(old.Value.Entries, e)
			}
			old.Value.Flow = false
		default:
			u.clashes(old, b.Key.Value)
		}
	}
	return own
}

// clashes notes a block that the file has and that rules come to as well.
func (u *upgrader) clashes(e *layout.Entry, word string) {
	u.clash = true
	u.fault(e, "there is already a block %s, and rules would become another one; move them into it", word)
}

// missing returns the texts of a list that another lacks.
func missing(list, other []string) []string {
	other = slices.Clone(other)
	var lost []string
	for _, s := range list {
		if i := slices.Index(other, s); i >= 0 {
			other = slices.Delete(other, i, i+1)
		} else {
			lost = append(lost, s)
		}
	}
	return lost
}

// Package layout reads a YAML file with its comments and writes it in one style: two spaces
// a level, lists below their key indented, at most one empty line between entries, what is
// in brackets on one line or, if that is too long, filled up or taken apart.
//
// It reads what package tree reads: no anchors, no tags, one document. The order of keys,
// quotes and the lines of block texts are the author's and stay.
package layout

import (
	"bytes"
	"errors"
	"slices"
	"strings"

	"scimshim/config/tree"
)

// width is how long a line gets where it can be broken.
const width = 120

// A Kind tells what a Node is.
type Kind byte

// The kinds of nodes.
const (
	Scalar Kind = iota
	Map
	List
)

// A Style is how a scalar is written.
type Style byte

// The styles of scalars.
const (
	Plain Style = iota
	Single
	Double
	Block // literal or folded
)

// A Node is a value.
type Node struct {
	Kind    Kind
	Flow    bool     // of a mapping or list: whether it is written in brackets
	Entries []*Entry // of a mapping or list

	Value string // of a scalar
	Style Style

	// raw is the text of a scalar in the file: with its quotes, or the lines of a block text
	// without their indentation. It is empty where Value is to be written anew.
	raw string

	made  bool // whether it is of no file
	start int  // where it begins
	end   int  // of what is in brackets: where it ends
}

// An Entry is a key of a mapping and its value, or an item of a list, with its comments.
type Entry struct {
	Key   *Node // nil in a list
	Value *Node // nil for nothing

	Head  []string // the comments above it, and empty lines among them
	Blank bool     // whether an empty line is in front of it and its comments
	Trail string   // the comment behind it
	Foot  []string // the comments below it that belong to nothing else

	Line   int // where it stands, counted from 1; 0 if the file has it not
	Column int
	start  int
	block  bool // whether it is outside all brackets
}

var (
	errLost = errors.New("the formatter cannot rewrite this file without changing its meaning; it is left " +
		"unchanged")
	errComment = errors.New("the formatter cannot keep a comment in this place; put it on a line of its own")
)

// Format returns a file in the style of the house. The error is tree.Errors if the file is
// not YAML, or not such that package tree reads it.
func Format(file string, data []byte) ([]byte, error) {
	root, err := Read(file, data)
	if err != nil {
		return nil, err
	}
	out := root.Bytes()
	again, err := Read(file, out)
	switch {
	case err != nil || !again.Same(root):
		return nil, tree.Errors{{Pos: tree.Position{File: file, Line: 1, Column: 1}, Msg: errLost.Error()}}
	case !slices.Equal(again.Comments(), root.Comments()):
		return nil, tree.Errors{{Pos: tree.Position{File: file, Line: 1, Column: 1}, Msg: errComment.Error()}}
	}
	return out, nil
}

// Read reads a file. The error is tree.Errors.
func Read(file string, data []byte) (*Node, error) {
	if err := tree.Read(file, data, func(*tree.Node) {}); err != nil {
		return nil, err
	}
	text := string(bytes.TrimPrefix(data, []byte("\ufeff")))
	text = strings.NewReplacer("\r\n", "\n", "\r", "\n").Replace(text)
	return newReader(text).read(), nil
}

// Same reports whether two values are the same, whatever their style.
func (n *Node) Same(o *Node) bool {
	if n.isNull() || o.isNull() {
		return n.isNull() && o.isNull()
	}
	if n.Kind != o.Kind || len(n.Entries) != len(o.Entries) || n.Kind == Scalar && n.text() != o.text() {
		return false
	}
	for i, e := range n.Entries {
		p := o.Entries[i]
		if n.Kind == Map && e.Key.text() != p.Key.text() || !e.Value.Same(p.Value) {
			return false
		}
	}
	return true
}

func (n *Node) isNull() bool {
	return n == nil || n.Kind == Scalar && n.Style == Plain && n.Value == ""
}

// text returns the value of a scalar and whether it is a string for sure.
func (n *Node) text() string {
	if n.Style == Plain && !isText(n.Value) {
		return "plain " + n.Value
	}
	return "text " + n.Value
}

// Comments returns the comments in a value, sorted.
func (n *Node) Comments() []string {
	var list []string
	n.walk(func(e *Entry) {
		for _, c := range slices.Concat(e.Head, []string{e.Trail}, e.Foot) {
			if c != "" {
				list = append(list, c)
			}
		}
	})
	slices.Sort(list)
	return list
}

// walk calls visit with each entry in a value, in the order of the text.
func (n *Node) walk(visit func(e *Entry)) {
	if n == nil {
		return
	}
	for _, e := range n.Entries {
		visit(e)
		e.Value.walk(visit)
	}
}

// Get returns the entry of a key, or nil.
func (n *Node) Get(key string) *Entry {
	if n == nil || n.Kind != Map {
		return nil
	}
	for _, e := range n.Entries {
		if e.Key.Value == key {
			return e
		}
	}
	return nil
}

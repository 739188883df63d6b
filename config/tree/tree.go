// Package tree reads YAML files and says where each fault is.
//
// Every question has an answer: a missing key or a wrong type yields the zero
// value and is noted with its place. So reading code asks for what it needs, in
// order, and looks at the faults once, at the end:
//
//	err := tree.Read("rules.yaml", data, func(root *tree.Node) {
//		for _, n := range root.Need("rules").All() {
//			name := n.Need("name").String()
//			mode := n.Key("mode").OneOf("enforce", "shadow", "off")
//			n.Rest() // every other key is unknown
//			...
//		}
//	})
//
// What is read is a careful part of YAML: one document in UTF-8, a mapping at
// the top, no anchors, aliases, merge keys or tags, and no key twice. Words such
// as yes and off are text, as in YAML 1.2.
//
// No fault quotes a value of the file, since it may be a secret. Keys are quoted
// where they look like names.
package tree

import (
	"slices"

	"go.yaml.in/yaml/v4"
)

// maxSize is the size of the largest file read, in bytes.
const maxSize = 1 << 20

// Options change how a file is read. The zero value changes nothing.
type Options struct {
	// Expand gives the value of a name, and whether there is one.
	// If it is set, each ${NAME} in a value is replaced by what it gives for
	// NAME, and $$ by a dollar sign; a name without a value is a fault.
	// Keys are not expanded. A value is never expanded twice.
	Expand func(name string) (value string, ok bool)

	// Define is a key of the top mapping. If it is set and there, the value of the key
	// is a mapping of lists, and a plain $NAME stands for the items of the list of that
	// name: as an item of another list, or in place of one. A list may use those above
	// it; a name without a list, and a list without use, are faults. The value of
	// another key, such as $ref where there is no Define, is text.
	Define string

	// Asked is told what the reader asks of each value, where the value is of a kind that
	// can be asked so.
	Asked func(Ask)
}

// Read reads a file whose content is data, and calls read with its top mapping.
// It returns Errors, all the faults that were found sorted by place, or nil.
//
// If data is not YAML, or no mapping, read is not called. It is called, and its
// results are to be thrown away, if the file has a fault of another kind.
// The Nodes are read's until it returns: a fault noted later is lost. They are
// not safe for use by several goroutines.
func Read(file string, data []byte, read func(root *Node)) error {
	return ReadWith(file, data, Options{}, read)
}

// ReadWith is like Read, with options.
func ReadWith(file string, data []byte, o Options, read func(root *Node)) error {
	return Parsed(file, data).Read(o, read)
}

// A File is one that was parsed, to be read as often as need be: rule files are read for
// their parameters first, and then with these.
type File struct {
	source *source
	top    *yaml.Node // nil if the content is no YAML, which is noted
}

// Parsed parses a file whose content is data. What is wrong with it is told to who reads it.
func Parsed(file string, data []byte) *File {
	f := &File{source: newSource(file, data)}
	if f.source.readable() {
		f.top = f.source.parse()
	}
	return f
}

// Read is like ReadWith.
func (f *File) Read(o Options, read func(root *Node)) error {
	s := *f.source
	s.notes, s.asked = slices.Clone(s.notes), o.Asked
	if root := s.load(f.top, o); root != nil {
		if o.Define != "" && root.IsMap() {
			define(root, o.Define)
		}
		read(root)
	}
	return s.notes.sorted().Err()
}

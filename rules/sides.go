package rules

import (
	"cmp"

	"scimshim/config/tree"
)

// The sides that a rule file may be for: of a client's it makes SCIM as the RFC has it,
// and of that what a target takes.
const (
	forClient = "client"
	forTarget = "target"
)

// A ruleFile is a file of a chain.
type ruleFile struct {
	name string
	file string
	side string        // empty if the file is for neither
	at   tree.Position // where it is listed, or else the file itself
}

// fileOfRules reads what a rule file says of itself.
func fileOfRules(root *tree.Node, name string, s Source) ruleFile {
	f := ruleFile{name: name, file: s.File, at: cmp.Or(s.At, root.Pos())}
	if n := root.Key("for"); n != nil {
		f.side = n.OneOf(forClient, forTarget)
	}
	return f
}

// sideOf returns which side a file is for.
func sideOf(s Source) (side string) {
	_ = tree.Read(s.File, s.Data, func(root *tree.Node) { side = root.Key("for").String() })
	return side
}

// disordered doubts files that are not in the order in which a chain works: first those
// for the client, whatever it is, then those for the one target.
func (c *compiler) disordered() tree.Errors {
	var doubts tree.Errors
	var target *ruleFile
	for i, f := range c.files {
		switch {
		case f.side == forClient && target != nil:
			doubts = append(doubts, tree.Error{Pos: f.at, Msg: f.name + ", which is for the client, comes after " +
				"" + target.name +
				", which is for the target; list it first"})
		case f.side == forTarget && target != nil:
			doubts = append(doubts, tree.Error{Pos: f.at, Msg: "the rules of two targets, " + target.name + " and " +
				"" + f.name +
				", are combined, so only what both accept is sent; remove one"})
		case f.side == forTarget:
			target = &c.files[i]
		}
	}
	return doubts
}

// sideless doubts a chain of which no file is for a client or a target.
func (c *compiler) sideless() tree.Errors {
	for _, f := range c.files {
		if f.side != "" {
			return nil
		}
	}
	if len(c.files) == 0 {
		return nil
	}
	return tree.Errors{{Pos: c.files[len(c.files)-1].at, Msg: "no file is for a client or a target: list a pack " +
		"(see scimshim packs), or say for: client or for: target in your own file"}}
}

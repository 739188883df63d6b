package attr

import (
	_ "embed" // the source has the manual

	"scimshim/config/tree"
	"scimshim/rewrite"
	"scimshim/rules/kind"
)

//go:embed convert.go
var convertSource string

// convert changes the texts of attributes in the same way wherever a request writes them or asks
// for them: in bodies, in PATCH operations and their paths, and in filters, so that a look-up
// finds what was written:
//
//	users:
//	  convert:
//	    userName:
//	      patterns: [{match: '(.*)_(.*)#EXT#@.*', with: '$1@$2'}, {match: '(.*)@.*', with: '$1'}]
//	      no_match: refuse
//	      back: 'value + "@example.com"'
//	    nickName: {to: lower(value)}
//
// The first of the patterns that matches is taken. It must match the whole value, or with part:
// true it replaces each match inside. In place of the list, to is an expression of the value,
// which has the functions lower, upper, trim, len, cut(value, characters), before and
// after(value, separator), local and domain of an e-mail address, guest for the name of a guest
// of Entra ID, digits, replace(value, expression, with), fallback for the first that is not
// empty, and + to join texts.
//
// Where nothing matches, or an empty text would be left, no_match says what happens: keep leaves
// the value as it is; drop leaves the attribute out, so that a PATCH does not touch it; clear
// removes it; refuse refuses the request, with the message, and is meant with to if nothing is
// said. A filter that asks for such a value is refused unless it is kept. A value that is empty,
// null or not text stays as it is, and so does what a path does not show to be the attribute; a
// PATCH path of which that cannot be known is refused.
//
// In filters the values of eq and ne are changed. Other comparisons do not mean the same of
// changed values and are refused, but for pr, and but for lower(value) and upper(value) of an
// attribute that is compared without case.
//
// With back, again a list or an expression, the attribute's values in answers get their form
// again; where nothing matches they stay. A resource that a filter found is then compared with
// the client's own filter: two values may have become one, and a client would link the wrong
// account. One that does not satisfy it is a 502. A filter for what does not have a value is
// refused unless back gives just that value again. assume: one_to_one states of the data that
// two values never become one; filters: refuse refuses to ask for the attribute, with the message.
// One of the three is needed. That two values become one is an error where the block says so
// itself, as with {match: work, with: home} and no_match: keep. With both back and the statement,
// what was found is compared all the same: another's value is a 502, and the statement has lapsed
// then.
//
// The attributes active and id are never changed. A step does not look at its own output: what
// '(.*)' with '$1.x' has changed once would be changed again by a second pass, while lower, or a
// list that does not match what it makes, is done after the first. What a client's pack does
// must be of that kind.
func convert(b *kind.Block, n *tree.Node) {
	for attribute, options := range n.Entries() {
		at := n.KeyNode(attribute)
		step := kind.Step{Key: b.NameIn(at), At: options}
		if name := options.Key("name"); name != nil {
			step.Key = name.NonEmpty()
		}
		step.New = func(b *kind.Build) rewrite.Rule { return valueOf(b, at, options) }
		b.Put(step)
		options.Rest()
	}
}

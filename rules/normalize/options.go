package normalize

import (
	"maps"

	"scimshim/config/tree"
	"scimshim/rewrite"
	"scimshim/rewrite/filter"
	"scimshim/rules/attr"
	"scimshim/rules/form"
	"scimshim/rules/kind"
	"scimshim/rules/patch"
)

// The options of an item, and what states it.
type options struct {
	n    *tree.Node // nil where the item has none
	at   *tree.Node
	word string
}

// none says that the item has no options of its own.
func (o *options) none() {
	if o.n != nil && !o.n.IsMap() {
		o.n.Errorf("%s has no options except if, why and source; to leave it out, list it under except", o.word)
	}
}

// value returns the one option of an item, which stands alone or under a key beside
// others.
func (o *options) value(key string) *tree.Node {
	if o.n.IsMap() {
		return o.n.Key(key)
	}
	return o.n
}

// needed is value for an item that says nothing without.
func (o *options) needed(key, example string) *tree.Node {
	v := o.value(key)
	if v == nil {
		o.at.Errorf("%s has no effect without options; expected %s", o.word, example)
	}
	return v
}

// mapping reports whether the options are a mapping, and says so if not.
func (o *options) mapping(example string) bool {
	if !o.n.IsMap() {
		o.at.Errorf("expected options of %s, as in %s", o.word, example)
	}
	return o.n.IsMap()
}

func partialBodies(o *options) []made {
	if !o.mapping("{patch: true, put_without: userName}") {
		return nil
	}
	return one(func(b *kind.Build) rewrite.Rule {
		p, some := o.n.Key("patch").Bool(), false
		var without filter.Path
		if n := o.n.Key("put_without"); n != nil {
			without, some = b.Path(n), true
		}
		if !p && !some {
			o.n.Errorf("expected patch: true, put_without, or both")
		}
		return form.Partial(p, without)
	})
}

func aliases(o *options) []made {
	if !o.mapping("{email: emails.value}") {
		return nil
	}
	return one(func(b *kind.Build) rewrite.Rule { return attr.Aliases(b, o.n, notes...) })
}

func jsonTexts(o *options) []made {
	list := o.needed("attributes", "a list of attributes, as in [roles]")
	if list.IsList() && len(maps.Collect(list.All())) == 0 {
		list.Errorf("expected at least one attribute, such as roles")
	}
	return one(func(b *kind.Build) rewrite.Rule { return form.JSONTexts(b, list) })
}

func urns(o *options) []made {
	forms := o.value("forms")
	return one(func(b *kind.Build) rewrite.Rule { return form.URNs(b, forms) })
}

func paths(o *options) []made {
	word := "keys"
	if as := o.value("as"); as != nil {
		word = as.OneOf("keys", "values")
	}
	return one(func(*kind.Build) rewrite.Rule { return form.Paths(word == "keys") })
}

func booleans(o *options) []made {
	if o.n != nil && !o.mapping("{drop: primary}") {
		return nil
	}
	return one(func(b *kind.Build) rewrite.Rule { return form.Booleans(b, o.n.Key("drop")) })
}

func cleared(o *options) []made {
	if o.n != nil && !o.mapping("{also: [empty_object], except: [nickName]}") {
		return nil
	}
	return one(func(b *kind.Build) rewrite.Rule { return patch.Cleared(b, o.n.Key("also"), o.n.Key("except")) })
}

func membersReplaced(o *options) []made {
	action, message := o.needed("action", "add, refuse or pass").OneOf("pass", "add", "refuse"), ""
	if o.n.IsMap() {
		if m := o.n.Key("message"); m != nil {
			message = m.NonEmpty()
		}
	}
	switch action {
	case "add":
		return one(func(*kind.Build) rewrite.Rule { return patch.AddOne(members) })
	case "refuse":
		return one(func(*kind.Build) rewrite.Rule { return patch.Limits(message, "replace_all") })
	}
	return nil
}

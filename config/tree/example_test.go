package tree_test

import (
	"fmt"

	"scimshim/config/tree"
)

func Example() {
	data := []byte(`
name: local
renames:
  - rename: {from: externalId, to: employeeNumber}
  - rename: {from: title, too: jobTitle}
    mode: shadwo
timeout: 30
`)
	type rename struct{ from, to, mode string }
	var renames []rename
	err := tree.Read("local.yaml", data, func(root *tree.Node) {
		root.Need("name").NonEmpty()
		root.Key("timeout").Duration()
		for _, n := range root.Need("renames").All() {
			r := rename{mode: n.Key("mode").OneOf("enforce", "shadow", "disabled")}
			from := n.Need("rename")
			r.from, r.to = from.Need("from").String(), from.Need("to").String()
			from.Rest()
			n.Rest()
			renames = append(renames, r)
		}
		root.Rest()
	})
	fmt.Println(err)
	fmt.Println(renames[0])
	// Output:
	// local.yaml:5:13: missing "to"
	// local.yaml:5:27: unknown key "too"; did you mean "to"?
	// local.yaml:6:11: unknown word; did you mean "shadow"?
	// local.yaml:7:10: expected a duration with its unit: write 30s
	// {externalId employeeNumber }
}

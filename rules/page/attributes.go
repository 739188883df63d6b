package page

import "scimshim/config/tree"

// attributes writes down what is declared beside RFC 7643: an attribute and its type, or an
// extension by the name that stands for its URN.
func (w *writer) attributes(n *tree.Node) {
	const kind = "attributes"
	for _, section := range sections {
		list := n.Key(section.key)
		if section.key == "" || !list.IsMap() {
			continue
		}
		var rows []row
		for name, value := range list.Entries() {
			rows = append(rows, row{of: name, options: declared(value)})
		}
		w.heading(section.title, kind, "attributes that are declared beside those of RFC 7643, with their types")
		w.table(rows)
	}
}

// declared returns a type, or the URN of an extension and the types of its attributes.
func declared(n *tree.Node) []string {
	if !n.IsMap() {
		return []string{code(flow(n))}
	}
	var list []string
	for name, value := range n.Entries() {
		list = append(list, code(name+": "+flow(value)))
	}
	return list
}

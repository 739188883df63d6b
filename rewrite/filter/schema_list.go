package filter

// Declared returns the paths of all attributes that are declared of a resource
// type, each followed by those of its sub-attributes: the core schema first,
// without its URN. It is nil for an unknown resource type. The caller owns it.
func (t *Types) Declared(resource string) []Path {
	r := t.resource(resource)
	if r == nil {
		return nil
	}
	var list []Path
	for i, s := range r.schemas {
		urn := s.urn
		if i == 0 {
			urn = ""
		}
		for _, a := range s.attributes {
			list = append(list, Path{Schema: urn, Name: a.Name})
			for _, sub := range a.Subs {
				list = append(list, Path{Schema: urn, Name: a.Name, Sub: sub.Name})
			}
		}
	}
	return list
}

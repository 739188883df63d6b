package filter

// MapPaths returns e with f applied to each attribute that it names: to those that
// are compared, to those in front of brackets, and to those in brackets and after
// them, which f is given as sub-attributes of the one in front: emails[type eq "x"]
// asks for emails and for emails.type. Of what f returns for the latter, the last
// name is put in. What stands after brackets that follow a sub-attribute is left
// alone: RFC 7644 has none there.
//
// Where f returns a sub-attribute for an attribute in front of brackets, the term
// stays, as no sub-attribute can stand there. As with Map, e itself is returned if f
// keeps everything.
func MapPaths(e Expr, f func(Path) Path) Expr {
	return Map(e, func(leaf Expr) Expr {
		switch x := leaf.(type) {
		case *Compare:
			if p := f(x.Path); p != x.Path {
				return &Compare{p, x.Op, x.Value}
			}
		case *Has:
			t := Target{Path: x.Path, Where: x.Where}
			if m := t.MapPaths(f); m != t {
				return &Has{m.Path, m.Where}
			}
		case *Select:
			t := Target{x.Path, x.Where, x.Sub}
			if m := t.MapPaths(f); m != t {
				return &Select{m.Path, m.Where, m.Sub, x.Op, x.Value}
			}
		}
		return leaf
	})
}

// MapPaths returns t with f applied to each attribute that it names, as the function
// MapPaths does.
func (t Target) MapPaths(f func(Path) Path) Target {
	of, to := t.Path, f(t.Path)
	switch {
	case t.Where == nil, of.Sub != "":
		t.Path = to
		return t
	case to.Sub != "":
		return t
	}
	t.Path = to
	t.Where = Map(t.Where, func(leaf Expr) Expr {
		c, ok := leaf.(*Compare)
		if !ok || c.Path.Schema != "" || c.Path.Sub != "" {
			return leaf
		}
		name := f(c.Path.In(of)).last()
		if name == c.Path.Name {
			return leaf
		}
		return &Compare{Path{Name: name}, c.Op, c.Value}
	})
	if t.Sub != "" {
		t.Sub = f(Path{Name: t.Sub}.In(of)).last()
	}
	return t
}

// last returns the last of the names of a path.
func (p Path) last() string {
	if p.Sub != "" {
		return p.Sub
	}
	return p.Name
}

// In returns the attribute of a resource that p is, where it stands in the brackets
// after of: a sub-attribute of that. A path that has more than a name, or stands in
// no brackets, which is an empty of, is one of a resource as it is.
func (p Path) In(of Path) Path {
	if of.Name == "" || p.Schema != "" || p.Sub != "" {
		return p
	}
	of.Sub = p.Name
	return of
}

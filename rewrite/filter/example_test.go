package filter_test

import (
	"fmt"

	"scimshim/rewrite/filter"
)

func ExampleParse() {
	e, err := filter.Parse(`userName EQ "bjensen" and (active eq true)`)
	fmt.Println(filter.String(e), err)

	_, err = filter.Parse(`userName is "bjensen"`)
	fmt.Println(err)
	// Output:
	// userName eq "bjensen" and active eq true <nil>
	// filter column 10: unknown operator "is"; expected one of eq, ne, co, sw, ew, gt, ge, lt, le, pr
}

func ExampleParseLenient() {
	e, used, err := filter.ParseLenient(`emails[type eq work].value eq "x@example.com"`, filter.All)
	fmt.Println(filter.String(e), used.Names(), err)
	// Output: emails[type eq "work"].value eq "x@example.com" [element_compare unquoted] <nil>
}

func ExampleMap() {
	e, _ := filter.Parse(`externalId eq "7" and (active eq true or title pr)`)
	e = filter.Map(e, func(leaf filter.Expr) filter.Expr {
		c, ok := leaf.(*filter.Compare)
		switch {
		case ok && c.Path.Is(filter.Path{Name: "externalId"}):
			return &filter.Compare{Path: filter.Path{Name: "employeeNumber"}, Op: c.Op, Value: c.Value}
		case ok && c.Path.Is(filter.Path{Name: "title"}):
			return filter.Const(false) // nobody has one
		}
		return leaf
	})
	fmt.Println(filter.String(e))
	// Output: employeeNumber eq "7" and active eq true
}

func ExampleParseTarget() {
	target, err := filter.ParseTarget(`emails[type eq "work"].value`)
	fmt.Println(target.Path, filter.String(target.Where), target.Sub, err)
	// Output: emails type eq "work" value <nil>
}

func ExampleMapPaths() {
	e, _ := filter.Parse(`mail[kind eq "work" and value co "mail"] and not (title pr)`)
	names := map[string]string{"mail": "emails", "mail.kind": "emails.type"}
	fmt.Println(filter.String(filter.MapPaths(e, func(p filter.Path) filter.Path {
		if to, ok := names[p.String()]; ok {
			p, _ = filter.ParsePath(to)
		}
		return p
	})))
	// Output: emails[type eq "work" and value co "mail"] and not (title pr)
}

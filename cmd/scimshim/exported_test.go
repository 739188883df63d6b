package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"go/ast"
	"go/importer"
	"go/parser"
	"go/token"
	"go/types"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"scimshim/rewrite/racetest"
)

// forTests is what is exported for tests alone, with the reason.
var forTests = map[string]string{
	"cmd/scimshim/service.Server.Addr":      "a server of a test has a port that the system gives it",
	"cmd/scimshim/service.Server.AdminAddr": "and a separate entry for the operator",
	"proxy/log.Fields":                      "the README lists what a log line has",
	"proxy/metric.Docs":                     "and which metrics there are",
	"proxy/mock.Target.Fault":               "a test has its target fail, as the command mock does by a header",
	"proxy/mock.Target.Find":                "and looks at what it stores",
	"proxy/mock.Target.Heal":                "and has it answer again",
	"proxy/reason.Cure":                     "the reference page repeats what to do about each reason",
	"rewrite/filter/plan.Ways":              "the tables of plans have a column for each",
	"rewrite/index.Outcomes":                "the reference page lists them",
}

// byName are methods that other modules call by an interface without a name: package errors, and
// expr of what visits its trees.
var byName = []string{"Unwrap", "Is", "As", "Reset", "ShouldRepeat"}

// What a package exports somebody uses who is no test: what only tests use is in the way of who
// reads the package. Used is what main, init and the variables of packages lead to.
func TestExportedIsUsed(t *testing.T) {
	racetest.SkipReading(t)
	t.Parallel()
	m := loadModule(t)
	used := m.used()
	found := map[string]bool{}
	for _, p := range m.packages {
		for _, o := range exportedBy(p.types) {
			name := strings.TrimPrefix(p.path, "scimshim/") + "." + called(o)
			if !used[o] && forTests[name] == "" {
				t.Errorf("%s: %s is used by tests only", m.files.Position(o.Pos()), name)
			}
			found[name] = !used[o]
		}
	}
	for name := range forTests {
		if !found[name] {
			t.Logf("%s is gone or used; take it out of the list", name)
		}
	}
}

// called returns the name of an object in its package.
func called(o types.Object) string {
	f, ok := o.(*types.Func)
	if !ok || f.Signature().Recv() == nil {
		return o.Name()
	}
	return receiver(f.Signature().Recv().Type()).Obj().Name() + "." + o.Name()
}

// receiver returns a named type, or that to which a pointer leads.
func receiver(t types.Type) *types.Named {
	if p, ok := t.(*types.Pointer); ok {
		t = p.Elem()
	}
	n, _ := t.(*types.Named)
	return n
}

// exportedBy returns what a package exports, and the exported methods of its types.
func exportedBy(p *types.Package) []types.Object {
	var list []types.Object
	for _, name := range p.Scope().Names() {
		o := p.Scope().Lookup(name)
		if o.Exported() {
			list = append(list, o)
		}
		n, ok := o.Type().(*types.Named)
		if _, isType := o.(*types.TypeName); !ok || !isType || n.Obj() != o {
			continue
		}
		for f := range n.Methods() {
			if f.Exported() {
				list = append(list, f)
			}
		}
	}
	return list
}

// A module is the packages that the program is made of, without tests.
type module struct {
	files    *token.FileSet
	packages []*part
	others   types.Importer // what is not of the module
	uses     map[types.Object][]types.Object
	roots    []types.Object
	nameless []types.Type // the interfaces without a name

	enumerations map[types.Object][]types.Object // the constants of a type
}

// A part is a package of the module.
type part struct {
	path  string
	types *types.Package
}

// Import returns a package of the module as it was read, or another one as it was compiled.
func (m *module) Import(path string) (*types.Package, error) {
	for _, p := range m.packages {
		if p.path == path {
			return p.types, nil
		}
	}
	return m.others.Import(path)
}

// loadModule reads the packages that the program imports.
func loadModule(t *testing.T) *module {
	t.Helper()
	cmd := exec.Command("go", "list", "-deps", "-export", "-json=ImportPath,Dir,GoFiles,Export,Module", ".")
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("go list: %v", err)
	}
	exports := map[string]string{}
	m := &module{files: token.NewFileSet(), uses: map[types.Object][]types.Object{},
		enumerations: map[types.Object][]types.Object{}}
	m.others = importer.ForCompiler(m.files, "gc", func(path string) (io.ReadCloser, error) { return os.Open(exports[path]) })
	for d := json.NewDecoder(bytes.NewReader(out)); ; {
		var p struct {
			ImportPath, Dir, Export string
			GoFiles                 []string
			Module                  *struct{ Main bool }
		}
		if err := d.Decode(&p); errors.Is(err, io.EOF) {
			return m
		} else if err != nil {
			t.Fatal(err)
		}
		if exports[p.ImportPath] = p.Export; p.Module != nil && p.Module.Main {
			m.check(t, p.ImportPath, p.Dir, p.GoFiles)
		}
	}
}

// check reads a package, of which those that it imports were read before.
func (m *module) check(t *testing.T, path, dir string, names []string) {
	t.Helper()
	var files []*ast.File
	for _, name := range names {
		f, err := parser.ParseFile(m.files, filepath.Join(dir, name), nil, parser.SkipObjectResolution)
		if err != nil {
			t.Fatal(err)
		}
		files = append(files, f)
	}
	info := &types.Info{Defs: map[*ast.Ident]types.Object{}, Uses: map[*ast.Ident]types.Object{},
		Types: map[ast.Expr]types.TypeAndValue{}}
	p, err := (&types.Config{Importer: m}).Check(path, m.files, files, info)
	if err != nil {
		t.Fatal(err)
	}
	m.packages = append(m.packages, &part{path, p})
	for _, f := range files {
		for _, d := range f.Decls {
			m.declared(d, info)
		}
	}
	for e, of := range info.Types {
		if _, ok := e.(*ast.InterfaceType); ok {
			m.nameless = append(m.nameless, of.Type)
		}
	}
	for _, name := range p.Scope().Names() {
		if c, ok := p.Scope().Lookup(name).(*types.Const); ok {
			if n, ok := c.Type().(*types.Named); ok {
				m.enumerations[n.Obj()] = append(m.enumerations[n.Obj()], c)
			}
		}
	}
}

// declared notes what a declaration uses.
func (m *module) declared(d ast.Decl, info *types.Info) {
	switch d := d.(type) {
	case *ast.FuncDecl:
		o := info.Defs[d.Name]
		if d.Recv == nil && (d.Name.Name == "init" || d.Name.Name == "main") {
			m.roots = append(m.roots, o)
		}
		m.note([]types.Object{o}, d, info)
	case *ast.GenDecl:
		for _, spec := range d.Specs {
			switch s := spec.(type) {
			case *ast.TypeSpec:
				m.note([]types.Object{info.Defs[s.Name]}, s, info)
			case *ast.ValueSpec:
				var list []types.Object
				for _, name := range s.Names {
					list = append(list, info.Defs[name])
				}
				m.note(list, s, info)
			}
		}
	}
}

// note notes what is used in the declaration of some objects.
func (m *module) note(objects []types.Object, in ast.Node, info *types.Info) {
	ast.Inspect(in, func(n ast.Node) bool {
		id, ok := n.(*ast.Ident)
		if !ok {
			return true
		}
		o := info.Uses[id]
		if f, ok := o.(*types.Func); ok {
			o = f.Origin()
		}
		for _, by := range objects {
			if o != nil && by != nil {
				m.uses[by] = append(m.uses[by], o)
			}
		}
		return true
	})
}

// used returns all that the program leads to. A method of a type that is used is used where an
// interface that the type has asks for it.
func (m *module) used() map[types.Object]bool {
	used := map[types.Object]bool{}
	interfaces := m.interfaces()
	var visit func(o types.Object)
	visit = func(o types.Object) {
		if used[o] {
			return
		}
		used[o] = true
		for _, next := range m.uses[o] {
			visit(next)
		}
		n, ok := o.Type().(*types.Named)
		if c, is := o.(*types.Const); is && ok && c.Exported() { // the words of an enumeration go together
			for _, other := range m.enumerations[n.Obj()] {
				visit(other)
			}
		}
		if ok && n.Obj() == o && m.has(o.Pkg()) {
			for s := range types.NewMethodSet(types.NewPointer(n)).Methods() {
				f := s.Obj().(*types.Func)
				if slices.Contains(byName, f.Name()) || asked(n, f, interfaces) {
					visit(f.Origin())
				}
			}
		}
	}
	for _, o := range m.roots {
		visit(o)
	}
	return used
}

func (m *module) has(p *types.Package) bool {
	return slices.ContainsFunc(m.packages, func(own *part) bool { return own.types == p })
}

// asked reports whether an interface that a type has asks for a method.
func asked(n *types.Named, f *types.Func, interfaces map[string][]*types.Interface) bool {
	return slices.ContainsFunc(interfaces[f.Name()], func(i *types.Interface) bool {
		return n.TypeParams().Len() > 0 || types.Implements(types.NewPointer(n), i)
	})
}

// interfaces returns the interfaces of all packages, by the names of their methods.
func (m *module) interfaces() map[string][]*types.Interface {
	all := map[string][]*types.Interface{}
	add := func(t types.Type) {
		if i, ok := t.Underlying().(*types.Interface); ok {
			for f := range i.Methods() {
				all[f.Name()] = append(all[f.Name()], i)
			}
		}
	}
	add(types.Universe.Lookup("error").Type())
	for _, t := range m.nameless {
		add(t)
	}
	seen := map[*types.Package]bool{}
	var visit func(p *types.Package)
	visit = func(p *types.Package) {
		if seen[p] {
			return
		}
		seen[p] = true
		for _, name := range p.Scope().Names() {
			if o, ok := p.Scope().Lookup(name).(*types.TypeName); ok {
				add(o.Type())
			}
		}
		for _, next := range p.Imports() {
			visit(next)
		}
	}
	for _, p := range m.packages {
		visit(p.types)
	}
	return all
}

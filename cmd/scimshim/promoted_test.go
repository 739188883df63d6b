package main

import (
	"bytes"
	"fmt"
	"go/ast"
	"go/importer"
	"go/parser"
	"go/token"
	"go/types"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"scimshim/rewrite/racetest"
)

// No field or method hides one that its struct gets of what it embeds: whoever reads the
// name would take it for the other. To take the place of a method is what a struct embeds
// an interface for, or a type of another module.
func TestNothingHidesPromoted(t *testing.T) {
	racetest.SkipReading(t)
	t.Parallel()
	fset := token.NewFileSet()
	exports, own := listExports(t)
	deps := importer.ForCompiler(fset, "gc", func(path string) (io.ReadCloser, error) {
		return os.Open(exports[path])
	})
	structs := 0
	for path, files := range own {
		for _, named := range namedTypes(t, fset, deps, path, files) {
			of, ok := named.Underlying().(*types.Struct)
			if !ok {
				continue
			}
			structs++
			for _, hidden := range hiddenIn(named, of) {
				t.Errorf("%s: %s", fset.Position(named.Obj().Pos()), hidden)
			}
		}
	}
	if structs < 200 {
		t.Errorf("only %d structs were looked at", structs)
	}
}

// listExports returns where the compiler has put what each package exports, and the files
// of the packages of this module.
func listExports(t *testing.T) (exports map[string]string, own map[string][]string) {
	t.Helper()
	cmd := exec.Command("go", "list", "-export", "-deps", "-f",
		"{{.ImportPath}}\t{{.Export}}\t{{.Dir}}\t{{range .GoFiles}}{{.}} {{end}}", "./...")
	cmd.Dir = "../.."
	var stderr bytes.Buffer
	cmd.Stderr = &stderr
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("go list: %v: %s", err, &stderr)
	}
	exports, own = map[string]string{}, map[string][]string{}
	for line := range strings.Lines(string(out)) {
		f := strings.Split(strings.TrimSuffix(line, "\n"), "\t")
		exports[f[0]] = f[1]
		if strings.HasPrefix(f[0], "scimshim/") {
			for _, name := range strings.Fields(f[3]) {
				own[f[0]] = append(own[f[0]], filepath.Join(f[2], name))
			}
		}
	}
	return exports, own
}

// namedTypes returns the types that a package declares.
func namedTypes(t *testing.T, fset *token.FileSet, deps types.Importer, path string, names []string) []*types.Named {
	t.Helper()
	var files []*ast.File
	for _, name := range names {
		f, err := parser.ParseFile(fset, name, nil, parser.SkipObjectResolution)
		if err != nil {
			t.Fatal(err)
		}
		files = append(files, f)
	}
	conf := types.Config{Importer: deps}
	pkg, err := conf.Check(path, fset, files, nil)
	if err != nil {
		t.Fatal(err)
	}
	var list []*types.Named
	for _, name := range pkg.Scope().Names() {
		if obj, ok := pkg.Scope().Lookup(name).(*types.TypeName); ok && !obj.IsAlias() {
			if named, ok := obj.Type().(*types.Named); ok {
				list = append(list, named)
			}
		}
	}
	return list
}

// hiddenIn tells what the fields and methods of a struct hide.
func hiddenIn(named *types.Named, of *types.Struct) (list []string) {
	names := map[string]bool{}
	for i := range named.NumMethods() {
		names[named.Method(i).Name()] = true
	}
	for i := range of.NumFields() {
		if f := of.Field(i); !f.Embedded() {
			names[f.Name()] = true
		}
	}
	for i := range of.NumFields() {
		f := of.Field(i)
		if !f.Embedded() || types.IsInterface(f.Type()) || !isOwn(f.Type()) {
			continue
		}
		for name := range names {
			if obj, _, _ := types.LookupFieldOrMethod(f.Type(), true, named.Obj().Pkg(), name); obj != nil {
				list = append(list, fmt.Sprintf("%s.%s hides that of %s", named.Obj().Name(), name, f.Name()))
			}
		}
	}
	return list
}

// isOwn reports whether a type, or what it points to, is of this module.
func isOwn(t types.Type) bool {
	if p, ok := t.(*types.Pointer); ok {
		t = p.Elem()
	}
	named, ok := t.(*types.Named)
	return ok && named.Obj().Pkg() != nil && strings.HasPrefix(named.Obj().Pkg().Path(), "scimshim/")
}

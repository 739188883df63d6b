package main

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"maps"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// What a folder, which is one package, may be at most.
const (
	maxFiles   = 45  // of Go, tests included
	maxFilter  = 110 // exported names of rewrite/filter: the language, and no planning
	filterRoom = "rewrite/filter"
)

// tooMany are the folders that have more files than maxFiles, with how many they may
// have until they are divided. None may grow; at the end there is none.
var tooMany = map[string]int{}

// A figure says how large a package is.
type figure struct{ files, exported int }

// No folder is too large for one subject that can be named. With -v the figures of all
// folders are shown.
func TestFigures(t *testing.T) {
	figures := countFolders(t, "../..")
	for _, folder := range slices.Sorted(maps.Keys(figures)) {
		f := figures[folder]
		t.Logf("%-28s %4d files %4d exported names", folder, f.files, f.exported)
		limit, listed := tooMany[folder]
		switch {
		case f.files > maxFiles && !listed:
			t.Errorf("%s has %d files of Go; expected at most %d: divide it", folder, f.files, maxFiles)
		case listed && f.files > limit:
			t.Errorf("%s has %d files of Go, and had %d; expected it to become smaller", folder, f.files, limit)
		case listed && f.files <= maxFiles:
			t.Logf("%s is small enough; take it out of the list", folder)
		}
	}
	if n := figures[filterRoom].exported; n > maxFilter {
		t.Errorf("%s exports %d names; expected at most %d", filterRoom, n, maxFilter)
	}
	for folder := range tooMany {
		if _, ok := figures[folder]; !ok {
			t.Errorf("the folder %s, which is listed as too large, is gone", folder)
		}
	}
}

// countFolders returns the figures of all folders with files of Go, but for testdata.
func countFolders(t *testing.T, root string) map[string]figure {
	t.Helper()
	figures := map[string]figure{}
	err := filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case d.IsDir() && path != root && (d.Name() == "testdata" || strings.HasPrefix(d.Name(), ".")):
			return filepath.SkipDir
		case d.IsDir() || !strings.HasSuffix(path, ".go"):
			return nil
		}
		folder, err := filepath.Rel(root, filepath.Dir(path))
		if err != nil {
			return err
		}
		f := figures[filepath.ToSlash(folder)]
		f.files++
		if !strings.HasSuffix(path, "_test.go") {
			file, err := parser.ParseFile(token.NewFileSet(), path, nil, parser.SkipObjectResolution)
			if err != nil {
				return err
			}
			f.exported += exportedIn(file)
		}
		figures[filepath.ToSlash(folder)] = f
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return figures
}

// exportedIn counts the exported names that a file declares for its package; methods
// and fields are not among them.
func exportedIn(file *ast.File) (n int) {
	count := func(names ...*ast.Ident) {
		for _, name := range names {
			if name.IsExported() {
				n++
			}
		}
	}
	for _, decl := range file.Decls {
		switch d := decl.(type) {
		case *ast.FuncDecl:
			if d.Recv == nil {
				count(d.Name)
			}
		case *ast.GenDecl:
			for _, spec := range d.Specs {
				switch s := spec.(type) {
				case *ast.TypeSpec:
					count(s.Name)
				case *ast.ValueSpec:
					count(s.Names...)
				}
			}
		}
	}
	return n
}

package rules

import (
	"encoding/json"
	"go/ast"
	"go/doc/comment"
	"go/parser"
	"go/token"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"scimshim/rules/packs"
)

// codeOfDoc returns the parts of the page of this package that are code.
func codeOfDoc(t *testing.T) []string {
	t.Helper()
	file, err := parser.ParseFile(token.NewFileSet(), "doc.go", nil, parser.ParseComments)
	if err != nil {
		t.Fatal(err)
	}
	var list []string
	for _, block := range new(comment.Parser).Parse((*ast.CommentGroup).Text(file.Doc)).Content {
		if code, ok := block.(*comment.Code); ok {
			list = append(list, code.Text)
		}
	}
	return list
}

// codeWith returns the part that has a text.
func codeWith(t *testing.T, text string) string {
	t.Helper()
	for _, code := range codeOfDoc(t) {
		if strings.Contains(code, text) {
			return code
		}
	}
	t.Fatalf("doc.go has no code with %q", text)
	return ""
}

// The rule file on the page is one.
func TestDocFile(t *testing.T) {
	code := codeWith(t, "name: acme")
	if _, err := Compile(Source{File: "acme.yaml", Data: []byte(code)}); err != nil {
		t.Error(err)
	}
}

// The page has the phases, each with the kinds that act in it.
func TestDocPhases(t *testing.T) {
	lines := map[string]string{}
	for line := range strings.Lines(codeWith(t, "restore    ")) {
		phase, text, _ := strings.Cut(strings.TrimSpace(line), " ")
		lines[phase] = text
	}
	for kind, k := range kinds {
		phase := k.Phase.String()
		if _, ok := lines[phase]; !ok || kind != phase && !strings.Contains(lines[phase], kind) {
			t.Errorf("%s acts in the phase %s, and the page has %q there", kind, phase, lines[phase])
		}
	}
	if len(lines) != 10 {
		t.Errorf("%d phases", len(lines))
	}
}

// The target that is added on the page is the pack of this name.
func TestDocTarget(t *testing.T) {
	diff := codeWith(t, "+++ b/rules/packs/")
	_, rest, _ := strings.Cut(diff, "+++ b/rules/packs/")
	name, _, _ := strings.Cut(rest, ".yaml")
	dir := t.TempDir()
	apply(t, dir, diff)
	got, err := os.ReadFile(filepath.Join(dir, "rules", "packs", name+".yaml"))
	if err != nil {
		t.Fatal(err)
	}
	if want, _ := packs.Rules(name); string(got) != string(want) {
		t.Errorf("doc.go adds another pack %s than there is:\n%s", name, got)
	}
}

// Without what the page adds for a kind all packages of rules build, and with it they are what
// they are: the page has all that there is to a kind.
func TestDocKind(t *testing.T) {
	diff := codeWith(t, "a/rules/answer/kinds.go")
	dir := t.TempDir()
	replace := map[string]string{}
	for line := range strings.Lines(diff) {
		if path, ok := strings.CutPrefix(strings.TrimSpace(line), "+++ b/"); ok {
			full, copied := copyOf(t, path, dir)
			replace[full] = copied
		}
	}
	if len(replace) < 3 {
		t.Fatalf("the diff is of %v only", replace)
	}
	apply(t, dir, diff, "-R")
	for full, copied := range replace {
		if _, err := os.Stat(copied); err != nil {
			replace[full] = "" // it is not there without the kind
		}
	}
	overlay, err := json.Marshal(map[string]any{"Replace": replace})
	if err != nil {
		t.Fatal(err)
	}
	name := filepath.Join(dir, "overlay.json")
	if err := os.WriteFile(name, overlay, 0o644); err != nil {
		t.Fatal(err)
	}
	if out, err := exec.Command("go", "build", "-overlay", name, "./...").CombinedOutput(); err != nil {
		t.Errorf("without the kind: %v\n%s", err, out)
	}
}

// copyOf copies a file of this module to below dir, and returns the path of both.
func copyOf(t *testing.T, path, dir string) (full, copied string) {
	t.Helper()
	full, err := filepath.Abs(filepath.Join("..", path))
	if err != nil {
		t.Fatal(err)
	}
	data, err := os.ReadFile(full)
	if err != nil {
		t.Fatal(err)
	}
	copied = filepath.Join(dir, path)
	if err := os.MkdirAll(filepath.Dir(copied), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(copied, data, 0o644); err != nil {
		t.Fatal(err)
	}
	return full, copied
}

// apply applies a diff below a folder.
func apply(t *testing.T, dir, diff string, flags ...string) {
	t.Helper()
	cmd := exec.Command("git", append([]string{"apply"}, flags...)...)
	cmd.Dir, cmd.Stdin = dir, strings.NewReader(diff)
	cmd.Env = append(os.Environ(), "GIT_CEILING_DIRECTORIES="+filepath.Dir(dir)) // it is part of no repository
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("doc.go is stale: git apply: %v\n%s", err, out)
	}
}

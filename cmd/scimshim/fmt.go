package main

import (
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"

	"scimshim/cmd/scimshim/setup"
	"scimshim/config/layout"
	"scimshim/config/tree"
	"scimshim/rules/cases"
	"scimshim/rules/cases/suite"
	"scimshim/rules/upgrade"
)

func newFmt() *cobra.Command {
	f := &formatter{}
	c := &cobra.Command{
		Use:   "fmt FILE...",
		Short: "Write rule files and configurations in one style",
		Long: "Fmt rewrites rule files and configurations that are not in the standard style, and prints the names\n" +
			"of those that it changed. Comments stay, and so do the order of keys, quotes, and the lines of block\n" +
			"texts. In a case file, only the rule files that it contains are rewritten. With - it reads standard\n" +
			"input and writes to standard output.\n\n" +
			"With --diff or --check it writes no file, and exits with 1 if one is not in style.\n\n" +
			"With --upgrade, rule files in the old format, a list of rules, are converted to blocks. A rule that\n" +
			"no block can express stays as it is, with an error that says what to write by hand; the command then\n" +
			"exits with 1. It warns of a rule that now acts before another one that it used to follow.",
		Example: "  scimshim fmt scimshim.yaml local.yaml\n" +
			"  scimshim fmt --check scimshim.yaml\n" +
			"  scimshim fmt --diff scimshim.yaml\n" +
			"  scimshim fmt --upgrade local.yaml\n" +
			"  scimshim packs servicenow | scimshim fmt - > own.yaml",
		RunE: func(c *cobra.Command, args []string) error {
			if len(args) == 0 {
				return usagef("expected a file, or - for standard input")
			}
			f.in, f.out, f.err = c.InOrStdin(), c.OutOrStdout(), c.ErrOrStderr()
			return f.all(args)
		},
	}
	c.Flags().BoolVar(&f.diff, "diff", false, "print what would change, and write nothing")
	c.Flags().BoolVar(&f.upgrade, "upgrade", false, "convert old lists of rules to blocks")
	c.Flags().BoolVar(&f.check, "check", false, "print the files that would change, and write nothing")
	return c
}

// A formatter writes files anew.
type formatter struct {
	in                   io.Reader
	out, err             io.Writer
	diff, check, upgrade bool
}

// all writes files anew. It goes on behind a file that has a fault.
func (f *formatter) all(files []string) error {
	bad := false
	for _, file := range files {
		changed, err := f.file(file)
		var faults tree.Errors
		switch {
		case errors.As(err, &faults):
			for _, fault := range faults {
				fmt.Fprintln(f.err, setup.Line(fault.Pos, fault.Msg))
			}
			bad = true
		case err != nil:
			return err
		}
		bad = bad || changed && (f.diff || f.check)
	}
	if bad {
		return errBad
	}
	return nil
}

// file writes one file anew. It reports whether that is, or would be, another text.
func (f *formatter) file(file string) (changed bool, err error) {
	name := file
	var data []byte
	if file == "-" {
		name = "standard input"
		data, err = io.ReadAll(f.in)
	} else {
		data, err = os.ReadFile(file)
	}
	if err != nil {
		return false, err
	}
	text, err := f.text(name, data)
	if text == nil {
		return false, err
	}
	changed = string(text) != string(data)
	switch {
	case f.diff && changed:
		fmt.Fprintf(f.out, "--- %s\n+++ %s\n%s", name, name, cases.Diff(string(data), string(text)))
	case f.check && changed:
		fmt.Fprintln(f.out, name)
	case f.diff, f.check:
	case file == "-":
		if _, failed := f.out.Write(text); failed != nil {
			return changed, failed
		}
	case changed:
		fmt.Fprintln(f.out, name)
		if failed := replace(file, text); failed != nil {
			return changed, failed
		}
	}
	return changed, err
}

// text returns the text of a file in style, nil if there is none.
func (f *formatter) text(name string, data []byte) ([]byte, error) {
	if filepath.Ext(name) == suite.Ext {
		return f.inCase(name, string(data))
	}
	return f.yaml(name, data, 0)
}

// yaml returns a rule file or configuration in style. Faults are told in lines that begin
// behind some others.
func (f *formatter) yaml(name string, data []byte, behind int) ([]byte, error) {
	var faults tree.Errors
	if f.upgrade {
		work := upgrade.Rules
		if setup.IsConfig(data) {
			work = upgrade.Config
		}
		r := work(name, data)
		for _, m := range shifted(r.Remarks, behind) {
			fmt.Fprintln(f.err, setup.Line(m.Pos, "warning: "+m.Msg))
		}
		faults = shifted(r.Faults, behind)
		if r.Text == nil {
			return nil, faults
		}
		data = r.Text
	}
	text, err := layout.Format(name, data)
	var found tree.Errors
	if errors.As(err, &found) {
		return nil, append(faults, shifted(found, behind)...)
	}
	return text, faults.Err()
}

// shifted returns faults in later lines.
func shifted(list tree.Errors, lines int) tree.Errors {
	for i := range list {
		list[i].Pos.Line += lines
	}
	return list
}

// inCase returns a case file with its rule files in style.
func (f *formatter) inCase(name, text string) ([]byte, error) {
	var b strings.Builder
	var faults tree.Errors
	for rest, line := text, 0; rest != ""; {
		section := rest
		if i := strings.Index(rest[1:], "\n-- "); i >= 0 {
			section = rest[:i+2]
		}
		rest = rest[len(section):]
		lines := strings.Count(section, "\n")
		head, body, _ := strings.Cut(section, "\n")
		switch {
		case strings.HasPrefix(head, "-- "+cases.RuleFile):
			own, err := f.yaml(name, []byte(body), line+1)
			var found tree.Errors
			if errors.As(err, &found) {
				faults = append(faults, found...)
			}
			if own != nil {
				section = head + "\n" + string(own)
			}
		case f.upgrade && head == "-- "+cases.Set+" --":
			section = upgrade.Values(section)
		}
		line += lines
		b.WriteString(section)
	}
	return []byte(b.String()), faults.Err()
}

// replace writes a file, all of it or nothing.
func replace(file string, text []byte) error {
	file, err := filepath.EvalSymlinks(file)
	if err != nil {
		return err
	}
	info, err := os.Stat(file)
	if err != nil {
		return err
	}
	w, err := os.CreateTemp(filepath.Dir(file), "."+filepath.Base(file)+"-*")
	if err != nil {
		return err
	}
	_, err = w.Write(text)
	err = errors.Join(err, w.Chmod(info.Mode().Perm()), w.Close())
	if err == nil {
		err = os.Rename(w.Name(), file)
	}
	if err != nil {
		return errors.Join(err, os.Remove(w.Name()))
	}
	return nil
}

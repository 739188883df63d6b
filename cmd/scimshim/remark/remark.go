// Package remark says what a command has found, in a format for people or for programs: a
// Remark has a level, a place in a file, and a sentence. It knows no command and no rules.
package remark

import (
	"encoding/json"
	"fmt"
	"io"
	"path/filepath"
	"slices"
	"strings"

	"scimshim/config/tree"
)

// A Format is how a command says what it found. It is a flag's value.
type Format string

// The formats: for people, for programs, for the log of a GitHub workflow, and SARIF
// 2.1.0, which code scanning reads.
const (
	Text   Format = "text"
	JSON   Format = "json"
	GitHub Format = "github"
	SARIF  Format = "sarif"
)

var formats = []string{string(Text), string(JSON), string(GitHub), string(SARIF)}

// Formats returns the names of the formats.
func Formats() []string { return slices.Clone(formats) }

// String returns the name, as a flag has it.
func (f *Format) String() string { return string(*f) }

// Type returns what help calls the value.
func (f *Format) Type() string { return "FORMAT" }

// Set takes the value of the flag.
func (f *Format) Set(s string) error {
	for _, name := range formats {
		if s == name {
			*f = Format(s)
			return nil
		}
	}
	return fmt.Errorf("%s", tree.Instead(s, formats))
}

// A Level is how bad what a remark is about is.
type Level string

// The levels: what has to be mended, what may not be meant, and what is good to know.
const (
	Error   Level = "error"
	Warning Level = "warning"
	Note    Level = "note"
)

// A Remark is one thing that a command has to say, and its place.
type Remark struct {
	Level   Level  `json:"level"`
	File    string `json:"file,omitempty"` // or the flag
	Line    int    `json:"line,omitempty"` // 0 if it is about all of the file
	Column  int    `json:"column,omitempty"`
	Message string `json:"message"`
}

// List returns faults, or what else has a place, as remarks of a level.
func List(l Level, list tree.Errors) []Remark {
	var out []Remark
	for _, e := range list {
		out = append(out, Remark{l, e.Pos.File, e.Pos.Line, e.Pos.Column, e.Msg})
	}
	return out
}

// Pos returns the place.
func (f Remark) Pos() tree.Position {
	return tree.Position{File: f.File, Line: f.Line, Column: f.Column}
}

// Write writes what was found in a format for programs. Version is that of this program.
func Write(w io.Writer, format Format, version string, list []Remark) error {
	switch format {
	case GitHub:
		for _, f := range list {
			fmt.Fprintln(w, f.github())
		}
		return nil
	case SARIF:
		return writeJSON(w, sarif(list, version))
	}
	if list == nil {
		list = []Remark{}
	}
	return writeJSON(w, map[string]any{"findings": list})
}

func writeJSON(w io.Writer, v any) error {
	e := json.NewEncoder(w)
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	return e.Encode(v)
}

var (
	githubText  = strings.NewReplacer("%", "%25", "\r", "%0D", "\n", "%0A")
	githubValue = strings.NewReplacer("%", "%25", "\r", "%0D", "\n", "%0A", ":", "%3A", ",", "%2C")
)

// github returns the command of a workflow that shows the remark at its line.
func (f Remark) github() string {
	command := map[Level]string{Error: "error", Warning: "warning", Note: "notice"}[f.Level]
	var at string
	if f.Line > 0 {
		file := githubValue.Replace(filepath.ToSlash(filepath.Clean(f.File)))
		at = fmt.Sprintf(" file=%s,line=%d,col=%d", file, f.Line, f.Column)
	}
	text := f.Message
	if f.Line == 0 && f.File != "" {
		text = f.File + ": " + text
	}
	return "::" + command + at + "::" + githubText.Replace(text)
}

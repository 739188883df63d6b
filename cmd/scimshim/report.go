package main

import (
	"encoding/json"
	"fmt"
	"io"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"

	"scimshim/config/tree"
)

// A reportFormat is how a command says what it found. It is a flag's value.
type reportFormat string

// The formats: for people, for programs, for the log of a GitHub workflow, and SARIF
// 2.1.0, which code scanning reads.
const (
	formatText   reportFormat = "text"
	formatJSON   reportFormat = "json"
	formatGitHub reportFormat = "github"
	formatSARIF  reportFormat = "sarif"
)

var reportFormats = []string{string(formatText), string(formatJSON), string(formatGitHub), string(formatSARIF)}

func addFormat(c *cobra.Command, f *reportFormat) {
	*f = formatText
	c.Flags().Var(f, "format", "how to print: "+strings.Join(reportFormats, ", "))
}

func (f *reportFormat) String() string { return string(*f) }

// Type returns what help calls the value.
func (f *reportFormat) Type() string { return "FORMAT" }

// Set takes the value of the flag.
func (f *reportFormat) Set(s string) error {
	for _, name := range reportFormats {
		if s == name {
			*f = reportFormat(s)
			return nil
		}
	}
	return fmt.Errorf("%s", tree.Instead(s, reportFormats))
}

// A level is how bad a remark is.
type level string

const (
	levelError   level = "error"
	levelWarning level = "warning"
	levelNote    level = "note"
)

// A remark is one thing that a command has to say, and its place.
type remark struct {
	Level   level  `json:"level"`
	File    string `json:"file,omitempty"` // or the flag
	Line    int    `json:"line,omitempty"` // 0 if it is about all of the file
	Column  int    `json:"column,omitempty"`
	Message string `json:"message"`
}

func remarks(l level, list tree.Errors) []remark {
	var out []remark
	for _, e := range list {
		out = append(out, remark{l, e.Pos.File, e.Pos.Line, e.Pos.Column, e.Msg})
	}
	return out
}

func (f remark) pos() tree.Position {
	return tree.Position{File: f.File, Line: f.Line, Column: f.Column}
}

// writeRemarks writes what was found in a format for programs.
func writeRemarks(w io.Writer, format reportFormat, list []remark) error {
	switch format {
	case formatGitHub:
		for _, f := range list {
			fmt.Fprintln(w, f.github())
		}
		return nil
	case formatSARIF:
		return writeJSON(w, sarif(list))
	}
	if list == nil {
		list = []remark{}
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
func (f remark) github() string {
	command := map[level]string{levelError: "error", levelWarning: "warning", levelNote: "notice"}[f.Level]
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

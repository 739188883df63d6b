package remark

import (
	"net/url"
	"path/filepath"
)

// The parts of a SARIF 2.1.0 log that are written; see sections 3.13 to 3.52 of the
// standard.
type (
	sarifLog struct {
		Schema  string     `json:"$schema"`
		Version string     `json:"version"`
		Runs    []sarifRun `json:"runs"`
	}
	sarifRun struct {
		Tool       sarifTool     `json:"tool"`
		ColumnKind string        `json:"columnKind"`
		Results    []sarifResult `json:"results"`
	}
	sarifTool struct {
		Driver sarifDriver `json:"driver"`
	}
	sarifDriver struct {
		Name    string      `json:"name"`
		Version string      `json:"version"`
		Rules   []sarifRule `json:"rules"`
	}
	sarifRule struct {
		ID    string    `json:"id"`
		Short sarifText `json:"shortDescription"`
	}
	sarifText struct {
		Text string `json:"text"`
	}
	sarifResult struct {
		RuleID    string          `json:"ruleId"`
		RuleIndex int             `json:"ruleIndex"`
		Level     Level           `json:"level"`
		Message   sarifText       `json:"message"`
		Locations []sarifLocation `json:"locations,omitempty"`
	}
	sarifLocation struct {
		Physical sarifPhysical `json:"physicalLocation"`
	}
	sarifPhysical struct {
		Artifact sarifArtifact `json:"artifactLocation"`
		Region   *sarifRegion  `json:"region,omitempty"`
	}
	sarifArtifact struct {
		URI string `json:"uri"`
	}
	sarifRegion struct {
		StartLine   int `json:"startLine"`
		StartColumn int `json:"startColumn"`
	}
)

var sarifRules = []sarifRule{
	{string(Error), sarifText{"what cannot be served, or comes out otherwise than a case says"}},
	{string(Warning), sarifText{"what is allowed and may not be meant"}},
	{string(Note), sarifText{"what a rule takes for granted"}},
}

// sarif returns what was found as a log with one run.
func sarif(list []Remark, version string) sarifLog {
	results := []sarifResult{}
	for _, f := range list {
		r := sarifResult{RuleID: string(f.Level), Level: f.Level, Message: sarifText{f.Message}}
		for i, rule := range sarifRules {
			if rule.ID == r.RuleID {
				r.RuleIndex = i
			}
		}
		switch {
		case f.Line > 0:
			uri := (&url.URL{Path: filepath.ToSlash(filepath.Clean(f.File))}).String()
			r.Locations = []sarifLocation{{sarifPhysical{sarifArtifact{uri}, &sarifRegion{f.Line, f.Column}}}}
		case f.File != "": // a flag
			r.Message.Text = f.File + ": " + f.Message
		}
		results = append(results, r)
	}
	return sarifLog{
		Schema: "https://json.schemastore.org/sarif-2.1.0.json", Version: "2.1.0",
		Runs: []sarifRun{{
			Tool:       sarifTool{sarifDriver{"scimshim", version, sarifRules}},
			ColumnKind: "unicodeCodePoints", Results: results,
		}},
	}
}

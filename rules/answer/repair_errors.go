package answer

import (
	"strconv"
	"strings"

	"scimshim/rewrite"
	"scimshim/rewrite/filter"
	"scimshim/rewrite/json"
	"scimshim/rules/kind"
	"scimshim/rules/part"
)

// errorRepair makes SCIM errors (RFC 7644, section 3.12) of answers that nearly are, so that the
// target's own words reach the administrator (Q113). The URN of errors comes into the list
// schemas: where that is a text (GitLab), or a text that holds a list (Salesforce), where it is
// called schema (AWS IAM Identity Center), where the URN is misspelled (Atlassian), or missing.
// The status becomes a text, that of the HTTP status. The names of the members get their case,
// and a detail that is no text becomes one: its own detail, or all of it as JSON. All other
// members are kept.
//
// A body counts as an error of SCIM if it has the URN, or a scimType, or a detail beside a status
// that is the HTTP status. An error of SCIM 1.1, as Slack's, has the last two in its list Errors,
// as description and code, and gets them. One with none of these is left, and so are problem
// details of HTTP (RFC 9457), which any gateway sends: they never read as the target's word. A
// conflict, 409, that names no scimType is one of uniqueness (table 9): some clients link the
// account only then.
type errorRepair struct{ kind.Inert }

// RepairErrors returns the rule that makes errors of what nearly is one.
func RepairErrors() rewrite.Rule { return errorRepair{} }

const (
	errorURN    = "urn:ietf:params:scim:api:messages:2.0:Error"
	errorURNEnd = ":messages:2.0:Error" // what is not misspelled of it
)

// errorNames are the members of an error.
var errorNames = []string{"schemas", "status", "scimType", "detail"}

// Occasions says that errors are looked at, as rewrite.Occasional has it.
func (errorRepair) Occasions() rewrite.Occasions {
	return rewrite.Occasions{Repair: rewrite.OnFailure}
}

// Repair makes the answer a SCIM error if it nearly is one.
func (errorRepair) Repair(m *rewrite.Message) error {
	if m.Status < 400 {
		return nil
	}
	if err := addFirst(m); err != nil || !isNearlyError(m) {
		return err
	}
	status := json.Quote(strconv.Itoa(m.Status))
	body, err := inCase(m.Body, errorNames)
	if err != nil {
		return err
	}
	body, err = rewrite.MapMembers(body, anyBody, func(a rewrite.Attr) (rewrite.Edit, error) {
		switch a.Path.Sub {
		case "schemas":
			return rewrite.Set(errorSchemas(a.Value)), nil
		case "status":
			return rewrite.Set(status), nil
		case "detail":
			if a.Value != "null" && a.Value[0] != '"' {
				return rewrite.Set(errorDetail(a.Value)), nil
			}
		}
		return rewrite.Keep, nil
	})
	if err != nil {
		return err
	}
	m.SetBody(body)
	if err := m.AddMember("schemas", `["`+errorURN+`"]`); err != nil {
		return err
	}
	if err := m.AddMember("status", status); err != nil {
		return err
	}
	return addConflict(m)
}

// addConflict gives a conflict that names no scimType the only one of its status.
func addConflict(m *rewrite.Message) error {
	if e, _ := m.ErrorAnswer(); e.ScimType != "" || m.Conflict() == "" {
		return nil
	}
	return setErrorMember(m, "scimType", json.Quote(m.Conflict()))
}

// errorDetail returns the text, as JSON, of a detail that is none: that of the
// error which it is (Sentry), or the whole of it.
func errorDetail(value string) string {
	if inner, _ := rewrite.Lookup(value, filter.Path{Name: "detail"}); strings.HasPrefix(inner, `"`) {
		return inner
	}
	return json.Quote(value)
}

// isNearlyError reports whether the body is an error of SCIM but for its form.
func isNearlyError(m *rewrite.Message) bool {
	var urn, scimType, detail, status, problem bool
	for f := range json.Members(m.Body) {
		text, isText := json.Text(f.Value)
		switch {
		case filter.Fold(f.Name, "schemas"), filter.Fold(f.Name, "schema"):
			urn = urn || namesError(f.Value)
		case filter.Fold(f.Name, "scimType"):
			scimType = isText && text != ""
		case filter.Fold(f.Name, "detail"):
			detail = f.Value != "null"
		case filter.Fold(f.Name, "status"):
			status = strings.Trim(f.Value, `"`) == strconv.Itoa(m.Status)
		case filter.Fold(f.Name, "title"), filter.Fold(f.Name, "type"):
			problem = true
		}
	}
	return urn || scimType || detail && status && !problem
}

// errorList returns the JSON list that schemas, as a target gave it, was to be: a text
// holds one, or is the only element of one.
func errorList(schemas string) string {
	text, ok := json.Text(schemas)
	if ok && strings.HasPrefix(strings.TrimSpace(text), "[") && json.Check(text) == nil {
		return strings.TrimSpace(text)
	}
	return schemas
}

// namesError reports whether one of the schemas is the URN of errors, or is meant
// to be it.
func namesError(schemas string) bool {
	for element := range json.Elements(errorList(schemas)) {
		if urn, ok := json.Text(element); ok && strings.HasSuffix(urn, errorURNEnd) {
			return true
		}
	}
	return false
}

// errorSchemas returns the schemas of an error: the URN of errors, and behind it
// what else was there. A list that has it stays as it is.
func errorSchemas(schemas string) string {
	list := errorList(schemas)
	if list[0] == '[' && part.Declares(list, errorURN) {
		return list
	}
	urns := []string{errorURN}
	for element := range json.Elements(list) {
		if urn, ok := json.Text(element); ok && urn != "" && !strings.HasSuffix(urn, errorURNEnd) {
			urns = append(urns, urn)
		}
	}
	return part.URNs(urns)
}

package answer

import (
	"strconv"
	"strings"

	"scimshim/config/tree"
	"scimshim/rewrite"
	"scimshim/rewrite/json"
	"scimshim/rules/kind"
)

// statusMap makes another error of an error that the target answers, where a client would do the
// wrong thing about it, or puts a cure behind the target's own words. Salesforce says 409 of a
// missing field, which a client takes for a duplicate.
//
// A cure stands behind the cure of another step, so that a pack for a target and one for a client
// each say theirs; none is said twice. It is also added to an error that was not SCIM and keeps
// its status.
//
// An error only becomes an error. It never becomes 401 or 403, which stop provisioning, and 404,
// which reads as "nobody exists", only out of another 4xx of which when says more than its
// status. invalidFilter stays what it is, and so do answers of the proxy's own.
type statusMap struct {
	kind.AnswerOnly
	when     errorForm
	status   int
	scimType string // "" to keep the target's
	detail   string // "" to keep the target's
	cure     string // "" for none
}

const (
	maxCure  = 700 // bytes of a cure
	maxCured = 500 // characters of the sentence that a cure stands behind
)

// reads reads what becomes of the error, and the cure.
func (r *statusMap) reads(answer, cure *tree.Node) {
	if cure != nil {
		if r.cure = cure.NonEmpty(); len(r.cure) > maxCure {
			cure.Errorf("the cure is longer than %d bytes", maxCure)
		}
	}
	r.status = r.when.status
	if answer.Has("status") || r.cure == "" {
		r.status = answer.Need("status").IntIn(400, 599)
	}
	r.when.anyShape = r.status == r.when.status
	if t := answer.Key("scim_type"); t != nil {
		r.scimType = t.OneOf(scimTypes...)
	}
	if d := answer.Key("detail"); d != nil {
		r.detail = d.NonEmpty()
	}
}

// check refuses statuses that say more than an error does.
func (r *statusMap) check(status *tree.Node) {
	switch {
	case status == nil:
	case r.status == 401 || r.status == 403:
		status.Errorf("%d means that the client's credential is refused, and identity providers then stop all "+
			"provisioning; expected another status", r.status)
	case r.status == 404 && (r.when.status > 499 || !r.when.says()):
		status.Errorf("404 reads as \"nobody exists\"; let when name a 4xx, and a scim_type or a detail that says so")
	}
}

// Touches returns a name of errors, which no other answer concerns, as rewrite.Toucher has it.
func (*statusMap) Touches() []string { return errorNames[1:2] }

func (r *statusMap) Response(m *rewrite.Message) error {
	e, ok := r.when.matches(m)
	if !ok {
		return nil
	}
	if r.status != m.Status {
		m.Become(r.status, m.Body)
	}
	err := setErrorMember(m, "status", json.Quote(strconv.Itoa(r.status)))
	if err == nil && r.scimType != "" {
		err = setErrorMember(m, "scimType", json.Quote(r.scimType))
	}
	detail := e.Detail
	if r.detail != "" {
		detail = r.words(detail)
	}
	if detail = r.cured(m, detail); err == nil && detail != e.Detail {
		err = setErrorMember(m, "detail", json.Quote(detail))
	}
	return err
}

// cured returns a sentence and behind it the cure, unless it is there.
func (r *statusMap) cured(m *rewrite.Message, said string) string {
	if r.cure == "" || strings.Contains(said, r.cure) {
		return said
	}
	if !m.Cured() {
		said = shorter(said, maxCured)
	}
	m.SetCured()
	return strings.TrimLeft(sentence(said)+" "+r.cure, " ")
}

// shorter returns a text of at most n characters.
func shorter(text string, n int) string {
	if line := []rune(text); len(line) > n {
		return string(line[:n-1]) + "…"
	}
	return text
}

// sentence returns a text as a whole sentence.
func sentence(text string) string {
	text = strings.TrimSpace(text)
	if text == "" || strings.ContainsAny(text[len(text)-1:], ".!?") || strings.HasSuffix(text, "…") {
		return text
	}
	return text + "."
}

// words returns the detail of answer, and behind it what the target said.
func (r *statusMap) words(said string) string {
	if said == "" {
		return r.detail
	}
	return r.detail + `; the target said: "` + said + `"`
}

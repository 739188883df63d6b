package later

import (
	"strconv"
	"strings"
	"time"

	"scimshim/rewrite"
	"scimshim/rewrite/json"
	"scimshim/rewrite/state"
)

// A Reference is a change of a resource by which it is to refer to another one.
type Reference struct {
	Resource, ID string
	Attribute    string
	To           string // the id of the other, as the client has it
	Operation    string // of the PATCH that makes it
}

// room is where references are kept.
const room = "references"

// most is how many references of a route are kept.
const most = 10_000

// grace is how much longer one is kept, so that it is noticed that it was not made in time.
const grace = 7 * 24 * time.Hour

// A kept reference is one with what became of it until now.
type kept struct {
	Reference
	since time.Time
	tried int
	next  time.Time // when it is tried again

	text string // as it is kept
}

// Keep keeps references for a time: all, or none.
func Keep(m *rewrite.Message, limit time.Duration, list ...Reference) error {
	if m.State == nil {
		return rewrite.Refuse(rewrite.State, "", "nothing is kept here")
	}
	there := 0
	err := m.State.Each(room, func(state.Entry) bool { there++; return true })
	if err != nil {
		return err
	}
	if there+len(list) > most {
		return rewrite.Refuse(rewrite.State, "", "%d references wait already", there)
	}
	now := time.Now()
	entries := make([]state.Entry, len(list))
	for i, r := range list {
		entries[i] = (&kept{Reference: r, since: now, next: now.Add(pause(0))}).entry(limit)
	}
	return m.State.Put(room, entries...)
}

// pause is how long a reference waits that was tried so often in vain.
func pause(tried int) time.Duration {
	return min(10*time.Second<<min(tried, 20), time.Hour)
}

// key tells references apart: one resource refers to another by an attribute once.
func (r Reference) key() string {
	return strings.Join([]string{r.Resource, r.ID, r.Attribute, r.To}, "\n")
}

// entry returns what is kept.
func (k *kept) entry(limit time.Duration) state.Entry {
	texts := []json.Member{
		{Name: "resource", Value: json.Quote(k.Resource)}, {Name: "id", Value: json.Quote(k.ID)},
		{Name: "attribute", Value: json.Quote(k.Attribute)}, {Name: "to", Value: json.Quote(k.To)},
		{Name: "operation", Value: k.Operation}, {Name: "since", Value: stamp(k.since)},
		{Name: "tried", Value: strconv.Itoa(k.tried)}, {Name: "next", Value: stamp(k.next)},
	}
	return state.Entry{Key: k.key(), Value: []byte(json.Object(texts...)), Until: k.since.Add(limit + grace)}
}

func stamp(t time.Time) string { return strconv.FormatInt(t.UnixNano(), 10) }

// read reads what is kept.
func read(e state.Entry) kept {
	k := kept{text: string(e.Value)}
	for member := range json.Members(k.text) {
		text, _ := json.Text(member.Value)
		n, _ := strconv.ParseInt(member.Value, 10, 64)
		switch member.Name {
		case "resource":
			k.Resource = text
		case "id":
			k.ID = text
		case "attribute":
			k.Attribute = text
		case "to":
			k.To = text
		case "operation":
			k.Operation = member.Value
		case "since":
			k.since = time.Unix(0, n)
		case "tried":
			k.tried = int(n)
		case "next":
			k.next = time.Unix(0, n)
		}
	}
	return k
}

// isAsWas reports whether what is kept of a reference is the same as when it was read: nobody has
// kept it anew, and nobody has dropped it.
func (k *kept) isAsWas(m *rewrite.Message) bool {
	value, found, err := m.State.Get(room, k.key())
	return err == nil && found && string(value) == k.text
}

// isThere reports whether a reference is kept, be it anew.
func (k *kept) isThere(m *rewrite.Message) bool {
	_, found, err := m.State.Get(room, k.key())
	return err == nil && found
}

// drop ends the keeping of a reference that is as it was. A failure leaves one that is tried again, which
// changes nothing.
func (k *kept) drop(m *rewrite.Message) {
	if k.isAsWas(m) {
		_ = m.State.Delete(room, k.key())
	}
}

package managed

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"net/url"
	"strings"

	"scimshim/rewrite"
	"scimshim/rewrite/filter"
	"scimshim/rewrite/filter/compare"
	"scimshim/rewrite/json"
)

// A virtual group is one that a client sees and the target does not have. All that is kept of it
// is in its id.
type virtual struct {
	why  reason
	name string
}

// virtualBy returns the virtual group of a name, as targets store it: blanks around it do not make
// another group of it.
func virtualBy(why reason, name string) virtual { return virtual{why, compare.Tidy(name)} }

// fits reports whether the name can be carried by an id.
func (v virtual) fits() bool { return len(v.name) <= maxName }

// A reason says why a group is virtual.
type reason string

const (
	refused reason = "r" // the policy refuses it
	absent  reason = "a" // the target has no group of this name, and is not given one
)

// prefix begins the ids of virtual groups. No id that begins with it is sent to the target.
const prefix = "virtual-group."

// What ids of virtual groups are made of: at most 512 bytes, which is what an id may have in the
// path of a request.
const (
	sealSize = 16
	maxName  = 340
)

var coding = base64.RawURLEncoding

// id returns the id of the group on a route.
func (v virtual) id(of rewrite.Route) string {
	text := prefix + string(v.why) + "." + coding.EncodeToString([]byte(v.name))
	return text + "." + coding.EncodeToString(seal(of, text))
}

// seal signs a text, so that an id that was damaged, or one of the target's that looks alike, is
// told from that of a virtual group. The key is the target: it is the same in each process and
// after a restart, and another target does not know the groups of this one. It is no secret and
// need not be. Who makes an id up gets no more by it than by asking for the name.
func seal(of rewrite.Route, text string) []byte {
	mac := hmac.New(sha256.New, []byte("virtual groups of "+of.Target))
	mac.Write([]byte(text))
	return mac.Sum(nil)[:sealSize]
}

// isVirtual reports whether an id is that of a virtual group, or a damaged one.
func isVirtual(id string) bool { return strings.HasPrefix(id, prefix) }

// virtualOf returns the group that an id is of.
func virtualOf(of rewrite.Route, id string) (v virtual, ok bool) {
	why, rest, _ := strings.Cut(strings.TrimPrefix(id, prefix), ".")
	text, _, _ := strings.Cut(rest, ".")
	name, err := coding.DecodeString(text)
	v = virtual{why: reason(why), name: string(name)}
	return v, err == nil && hmac.Equal([]byte(id), []byte(v.id(of)))
}

var (
	displayName = filter.Path{Name: "displayName"}
	members     = filter.Path{Name: "members"}
)

// location returns where clients find the resource of an id.
func location(m *rewrite.Message, id string) string {
	return m.Route.Public + "/" + m.Resource + "/" + url.PathEscape(id)
}

// groupOf returns a group that has no more than a name.
func groupOf(m *rewrite.Message, id, name string) string {
	return json.Object(
		json.Member{Name: "schemas", Value: json.Array(json.Quote(m.Types().CoreURN(m.Resource)))},
		json.Member{Name: "id", Value: json.Quote(id)},
		json.Member{Name: displayName.Name, Value: json.Quote(name)},
		json.Member{Name: "meta", Value: json.Object(
			json.Member{Name: "resourceType", Value: `"Group"`},
			json.Member{Name: "location", Value: json.Quote(location(m, id))})},
	)
}

// nameIn returns the displayName of a group; none if it is empty or no text.
func nameIn(resource string) (name string, ok bool) {
	value, _ := rewrite.Lookup(resource, displayName)
	name, ok = json.Text(value)
	return name, ok && strings.TrimSpace(name) != ""
}

// answer answers a request with a group that is not asked of the target, or not any more.
func answer(m *rewrite.Message, status int, resource string) error {
	p, asked, err := m.Projection()
	if err != nil {
		return err
	}
	m.Reply(status, resource)
	if !asked {
		return nil
	}
	return m.Project(p)
}

// gone is the refusal of a request for a virtual group that there is not, or not any more.
func gone(detail string) error {
	return &rewrite.Refusal{Status: 404, Reason: rewrite.RuleRefused, Detail: detail}
}

const (
	damaged = "there is no group with this id: it is not as the proxy gave it, or the target is another since then"
	turned  = "the group was kept from the target when it got this id, and is not any more; look it up by its " +
		"displayName, and create it if it is not there"
	renamed = "the group was kept from the target under its former name, and is not under the new one; look it up by " +
		"its displayName, and create it if it is not there"
)

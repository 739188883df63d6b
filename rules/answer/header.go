package answer

import (
	"regexp"
	"slices"
	"strings"

	"scimshim/config/tree"
	"scimshim/rewrite"
	"scimshim/rewrite/filter"
	"scimshim/rules/kind"
)

// header sends the target header fields, in place of those of the same name that the proxy would
// send.
type header struct {
	kind.RequestOnly
	fields []rewrite.Param
}

// fieldName is a token, and fieldValue printable ASCII without blanks around it
// (RFC 9110, section 5).
var (
	fieldName  = regexp.MustCompile("^[A-Za-z0-9!#$%&'*+.^_`|~-]{1,64}$")
	fieldValue = regexp.MustCompile(`^[!-~]([ -~]*[!-~])?$`)
)

const maxFieldValue = 1024

// ownFields are the fields that the proxy alone sends, and those by which one
// request would pass for another. A name that ends in a hyphen stands for all that
// begin so.
var ownFields = []string{
	"host", "authorization", "proxy-", "cookie", "cookie2", "set-cookie", // where to, and who
	"content-", "transfer-encoding", "connection", "keep-alive", "te", "trailer", "upgrade", "expect", // framing
	"http2-settings", "date",
	"if-", "range", "accept-encoding", // what an answer may be
	"x-http-method", "x-http-method-override", "x-method-override", // which method it is
	"x-original-url", "x-rewrite-url", // which path it is
}

// fieldsIn reads header fields and their values.
func fieldsIn(set *tree.Node) []rewrite.Param {
	var fields []rewrite.Param
	for name, value := range set.Entries() {
		text := value.String()
		same := func(p rewrite.Param) bool { return filter.Fold(p.Name, name) }
		switch {
		case !fieldName.MatchString(name):
			set.ErrorKey(name, "a field's name consists of letters, digits and hyphens, at most 64")
		case isOwnField(name):
			set.ErrorKey(name, "only the proxy sets this field; put credentials in auth of the route's target")
		case slices.ContainsFunc(fields, same):
			set.ErrorKey(name, "the field is already set above, in another case")
		case !value.IsScalar(): // which String has said
		case !fieldValue.MatchString(text) || len(text) > maxFieldValue:
			value.Errorf("a field's value consists of printable ASCII, at most 1024 characters, without leading " +
				"or trailing blanks")
		default:
			fields = append(fields, rewrite.Param{Name: name, Value: text})
		}
	}
	if set.IsMap() && len(set.Keys()) == 0 {
		set.Errorf("expected at least one field")
	}
	return fields
}

func isOwnField(name string) bool {
	name = strings.ToLower(name)
	return slices.ContainsFunc(ownFields, func(own string) bool {
		return name == own || strings.HasSuffix(own, "-") && strings.HasPrefix(name, own)
	})
}

func (r *header) Request(m *rewrite.Message) error {
	for _, field := range r.fields {
		m.SetHeader(field.Name, field.Value)
	}
	return nil
}

package head

import (
	"strings"

	"scimshim/proxy/ascii"
	"scimshim/proxy/reason"
	"scimshim/rewrite"
	"scimshim/rewrite/ids"
)

// maxRawID bounds a resource's id as it stands in a path.
const maxRawID = 3 * 512

// CheckPath refuses bytes that no path of SCIM has.
func CheckPath(path []byte) *rewrite.Refusal {
	for _, c := range path {
		if !isIDByte(c) && c != '/' && c != '%' {
			return reason.Refuse(400, reason.Path, "the path has a character that must not be in it")
		}
	}
	return nil
}

// isIDByte reports whether a character may stand in an id as it is.
func isIDByte(c byte) bool {
	return ascii.IsUnreserved(c) || strings.IndexByte("!$&'()*+,:=@", c) >= 0
}

// DecodeID decodes an id once. What would decode to a separator, or to a dot, is
// refused, also where a second reader would have to decode it again.
func DecodeID(raw []byte) (string, bool) {
	if len(raw) > maxRawID {
		return "", false
	}
	id := make([]byte, 0, len(raw))
	for i := 0; i < len(raw); i++ {
		c := raw[i]
		if c == '%' {
			d, ok := ascii.Unhex(raw[i+1:])
			if !ok || d == '.' {
				return "", false
			}
			c, i = d, i+2
		} else if !isIDByte(c) {
			return "", false
		}
		id = append(id, c)
	}
	return string(id), ids.FitPath(string(id))
}

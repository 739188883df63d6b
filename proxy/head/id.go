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
		if !pathBytes[c] {
			return reason.Refuse(400, reason.Path, "the path has a character that must not be in it")
		}
	}
	return nil
}

// idBytes are the characters that may stand in an id as they are.
var idBytes = func() (set [256]bool) {
	for c := range set {
		set[c] = ascii.IsUnreserved(byte(c)) || strings.IndexByte("!$&'()*+,:=@", byte(c)) >= 0
	}
	return set
}()

// pathBytes are those, and what parts and encodes them.
var pathBytes = func() [256]bool {
	set := idBytes
	set['/'], set['%'] = true, true
	return set
}()

// DecodeID decodes an id once. What would decode to a separator, or to a dot, is
// refused, also where a second reader would have to decode it again.
func DecodeID(raw []byte) (string, bool) {
	if len(raw) > maxRawID {
		return "", false
	}
	var buf [64]byte // more than most ids have
	id := buf[:0]
	for i := 0; i < len(raw); i++ {
		c := raw[i]
		if c == '%' {
			d, ok := ascii.Unhex(raw[i+1:])
			if !ok || d == '.' {
				return "", false
			}
			c, i = d, i+2
		} else if !idBytes[c] {
			return "", false
		}
		id = append(id, c)
	}
	text := string(id)
	return text, ids.FitPath(text)
}

package tree

import (
	"encoding/json"
	"strings"
)

// JSON returns n as compact JSON text: keys in file order, numbers as written,
// everything in quotes as a string. A nil Node is null. A number that JSON does not
// write so, such as 007 or +47, is noted as a fault.
func (n *Node) JSON() string {
	n.tell(Ask{As: AsAny})
	return string(n.appendJSON(nil))
}

func (n *Node) appendJSON(dst []byte) []byte {
	if n == nil {
		return append(dst, "null"...)
	}
	switch n.kind {
	case mapping:
		return n.appendObject(dst)
	case list:
		return n.appendArray(dst)
	case boolean:
		return append(dst, strings.ToLower(n.text)...)
	case text:
		return appendString(dst, n.text)
	case number:
		if jsonNumber.MatchString(n.text) {
			return append(dst, n.text...)
		}
		n.Errorf("quote this value, or write the number as JSON does")
	}
	return append(dst, "null"...)
}

func (n *Node) appendObject(dst []byte) []byte {
	dst = append(dst, '{')
	for i, e := range n.entries {
		if i > 0 {
			dst = append(dst, ',')
		}
		e.known = true
		dst = append(appendString(dst, e.key), ':')
		dst = e.value.appendJSON(dst)
	}
	return append(dst, '}')
}

func (n *Node) appendArray(dst []byte) []byte {
	dst = append(dst, '[')
	for i, item := range n.items {
		if i > 0 {
			dst = append(dst, ',')
		}
		dst = item.appendJSON(dst)
	}
	return append(dst, ']')
}

// appendString appends s in quotes; unlike json.Marshal it leaves <, > and & alone.
func appendString(dst []byte, s string) []byte {
	var b strings.Builder
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	if err := e.Encode(s); err != nil {
		panic("BUG: a string that is not JSON: " + err.Error())
	}
	return append(dst, strings.TrimSuffix(b.String(), "\n")...)
}

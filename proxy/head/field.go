package head

import "bytes"

// AppendField appends a field, or what follows the name of one. Its value ends no line, so that nothing
// in it is another field: a line end becomes a blank.
func AppendField(dst []byte, name, value string) []byte {
	dst = append(append(dst, name...), ": "...)
	from := len(dst)
	dst = append(dst, value...)
	if written := dst[from:]; bytes.IndexByte(written, '\n') >= 0 || bytes.IndexByte(written, '\r') >= 0 {
		for i, c := range written {
			if c == '\n' || c == '\r' {
				written[i] = ' '
			}
		}
	}
	return append(dst, "\r\n"...)
}

package json

// Object returns the object that has these members, in this order.
func Object(members ...Member) string {
	dst := []byte{'{'}
	for i, m := range members {
		if i > 0 {
			dst = append(dst, ',')
		}
		dst = append(AppendQuoted(dst, m.Name), ':')
		dst = append(dst, m.Value...)
	}
	return string(append(dst, '}'))
}

// Single returns the object of one member.
func Single(name, value string) string { return Object(Member{name, value}) }

// Array returns the array of these values.
func Array(values ...string) string {
	size := 2
	for _, v := range values {
		size += len(v) + 1
	}
	dst := append(make([]byte, 0, size), '[')
	for i, v := range values {
		if i > 0 {
			dst = append(dst, ',')
		}
		dst = append(dst, v...)
	}
	return string(append(dst, ']'))
}

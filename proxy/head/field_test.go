package head

import "testing"

// No value of a field makes another field of a part of it.
func TestAppendField(t *testing.T) {
	f := func(name, value, want string) {
		t.Helper()
		if got := string(AppendField([]byte("x"), name, value)); got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
	f("Accept", "application/json", "xAccept: application/json\r\n")
	f("", "", "x: \r\n")
	f("A", "b\r\nHost: c\nd\re", "xA: b  Host: c d e\r\n")
}

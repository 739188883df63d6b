package ascii

import (
	"bytes"
	"testing"
)

// Each byte is judged by itself, wherever it stands and however long the text is.
func TestBytesAreJudgedAlike(t *testing.T) {
	for c := range 256 {
		printable, value := ' ' <= c && c <= '~', c == '\t' || ' ' <= c && c != 0x7f
		for n := 1; n <= 20; n++ {
			for at := range n {
				for _, around := range []string{" ", "~", "\x80", "a"} {
					b := bytes.Repeat([]byte(around), n)
					b[at] = byte(c)
					if n == 1 {
						around = "a"
					}
					if got := IsPrintable(b); got != (printable && (around != "\x80")) {
						t.Fatalf("IsPrintable(%q) is %v", b, got)
					}
					if got := IsFieldValue(b); got != value {
						t.Fatalf("IsFieldValue(%q) is %v", b, got)
					}
				}
			}
		}
	}
}

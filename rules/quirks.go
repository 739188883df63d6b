package rules

import (
	_ "embed"
	"strings"
)

//go:embed register.tsv
var register string

// Quirk returns what the register has of something that clients send, by its id, such as Q85.
func Quirk(id string) (sent string, ok bool) {
	for line := range strings.Lines(register) {
		if rest, found := strings.CutPrefix(line, id+"\t"); found {
			sent, _, _ = strings.Cut(strings.TrimSpace(rest), "\t")
			return sent, true
		}
	}
	return "", false
}

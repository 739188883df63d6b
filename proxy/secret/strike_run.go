package secret

import (
	"encoding/base64"
	"encoding/hex"
	"strings"
)

// leastRun is how long a run of letters and digits must be to be an encoded secret.
const leastRun = 20

// isBase64 reports whether a byte may be in base64, of either alphabet.
func isBase64(c byte) bool {
	return kept[c] != 0 || c == '+' || c == '/' || c == '-' || c == '_' || c == '='
}

// runs returns the parts of a text that may be base64 or hexadecimal, line ends in them
// included.
func runs(text string) (all []span) {
	for i := 0; i < len(text); i++ {
		if !isBase64(text[i]) {
			continue
		}
		from := i
		for i < len(text) && (isBase64(text[i]) || text[i] == '\r' || text[i] == '\n') {
			i++
		}
		if i-from >= leastRun {
			all = append(all, span{from, i})
		}
	}
	return all
}

var toStandard = strings.NewReplacer("-", "+", "_", "/", "=", "", "\r", "", "\n", "")

// longestRun bounds the work for a run. Longer than that is no header of HTTP.
const longestRun = 16 << 10

// isInRun reports whether a run is a secret that was encoded before it was written in
// base64 or hexadecimal. It may begin anywhere in the run.
func (k *Striker) isInRun(run string, whole bool, depth int) bool {
	if run = toStandard.Replace(run); len(run) > longestRun {
		return false
	}
	for i := range min(4, len(run)) {
		part := run[i:]
		if len(part)&3 == 1 {
			part = part[:len(part)-1]
		}
		if b, err := base64.RawStdEncoding.DecodeString(part); err == nil && k.isIn(string(b), whole, depth-1) {
			return true
		}
		if b, err := hex.DecodeString(part[:len(part)&^1]); err == nil && k.isIn(string(b), whole, depth-1) {
			return true
		}
	}
	return false
}

// isIn reports whether a decoded text holds a secret.
func (k *Striker) isIn(text string, whole bool, depth int) bool {
	for _, v := range views(text) {
		if len(k.inView(nil, &v, whole)) > 0 {
			return true
		}
		for _, r := range runs(v.text) {
			if depth > 0 && k.isInRun(v.text[r.from:r.to], whole, depth) {
				return true
			}
		}
	}
	return false
}

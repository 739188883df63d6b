package rulestest

import "encoding/json"

// Quoted returns a text as JSON.
func Quoted(s string) string {
	text, _ := json.Marshal(s)
	return string(text)
}

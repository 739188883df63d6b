package roomtest

import (
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"html"
	"io"
	"mime/quotedprintable"
	"net/url"
	"strings"
)

// Encodings are ways to write a text, each with whether it may stand in JSON as it is.
var Encodings = []struct {
	InJSON bool
	Write  func(s string) string
}{
	{false, func(s string) string { return s }},
	{false, strings.ToUpper},
	{true, url.QueryEscape},
	{true, func(s string) string { return url.QueryEscape(url.QueryEscape(s)) }},
	{true, func(s string) string { return eachByte(s, "%%%02X") }},
	{true, func(s string) string { return eachByte(s, `\u%04X`) }},
	{true, func(s string) string { return eachByte(s, "&#%d;") }},
	{true, func(s string) string { return eachByte(s, "&#x%x;") }},
	{true, func(s string) string { return hex.EncodeToString([]byte(s)) }},
	{true, func(s string) string { return base64.StdEncoding.EncodeToString([]byte(s)) }},
	{true, func(s string) string { return base64.RawURLEncoding.EncodeToString([]byte("~" + s + "~")) }},
	{true, func(s string) string { return base64.StdEncoding.EncodeToString([]byte("Bearer " + s)) }},
	{true, func(s string) string { return base64.StdEncoding.EncodeToString([]byte("xy" + url.PathEscape(s))) }},
	// Not one run of bytes, from here on.
	{false, html.EscapeString},
	{false, func(s string) string { return strings.ReplaceAll(fmt.Sprintf("% X", s), " ", ":") }},
	{false, func(s string) string { return fmt.Sprintf("%d", []byte(s)) }},
	{false, func(s string) string { return s[:7] + "\r\n  " + s[7:] }},
	{false, func(s string) string { return s[:5] + `" + "` + s[5:] }},
	{false, func(s string) string { return Quoted(Quoted(s)) }},
	{false, func(s string) string {
		var b strings.Builder
		w := quotedprintable.NewWriter(&b)
		io.WriteString(w, strings.Repeat("x", 70)+s)
		w.Close()
		return b.String()
	}},
}

// FirstBroken is the first of the encodings that are not one run of bytes.
const FirstBroken = 13

func eachByte(s, layout string) string {
	var b strings.Builder
	for i := range len(s) {
		fmt.Fprintf(&b, layout, s[i])
	}
	return b.String()
}

// Quoted returns a text as a JSON string.
func Quoted(s string) string {
	b, _ := json.Marshal(s)
	return string(b)
}

// Bare returns the letters and digits of a text, in lower case.
func Bare(s string) string {
	return strings.Map(func(r rune) rune {
		if strings.ContainsRune("abcdefghijklmnopqrstuvwxyz0123456789", r) {
			return r
		}
		return -1
	}, strings.ToLower(s))
}

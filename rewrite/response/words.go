package response

import (
	"html"
	"regexp"
	"strings"
	"unicode"

	"scimshim/rewrite/json"
)

const (
	maxWords = 200     // characters of the target's words that are passed on
	maxPage  = 1 << 14 // bytes of a body in which they are looked for
)

// Words returns what a target says in a body that is not a SCIM error, in one short line
// without what looks like a secret (Q113). An administrator sees no other answer than
// the proxy's.
func Words(body string) string {
	begin := body[:min(len(body), maxPage)]
	switch text := strings.TrimSpace(body); {
	case text == "":
	case text[0] == '<':
		return Tidy(pageWords(begin))
	case json.Check(body) == nil:
		words := jsonWords(text)
		return Tidy(words[:min(len(words), maxPage)])
	case text[0] != '{' && text[0] != '[': // broken JSON says nothing to people
		return Tidy(begin)
	}
	return ""
}

// wrappers are the members in which common services put an error as a whole, and
// wordNames those that hold its sentence, the likelier before the less likely.
var (
	wrappers  = [...]string{"error", "response", "fault", "data"}
	wordNames = [...]string{"message", "detail", "errorMessage", "error_description", "errorDescription",
		"description", "summary", "error", "title", "msg", "reason"}
)

// maxWrapped is how many objects and lists deep a sentence is looked for.
const maxWrapped = 6

// jsonWords returns the sentence in a JSON body, out of the first of a list of
// errors if it is one.
func jsonWords(body string) string {
	if _, isText := json.Text(body); isText {
		return ""
	}
	return wordsIn(body, maxWrapped)
}

// wordsIn returns the sentence that a JSON text is, or that its object or the
// first element of its list holds.
func wordsIn(text string, depth int) string {
	if words, ok := json.Text(text); ok || depth == 0 {
		return words
	}
	if strings.HasPrefix(text, "[") {
		for e := range json.Elements(text) {
			return wordsIn(e, depth-1)
		}
		return ""
	}
	for _, name := range wrappers {
		if inner, _ := json.Lookup(text, name); strings.HasPrefix(inner, "{") {
			if words := wordsIn(inner, depth-1); words != "" {
				return words
			}
		}
	}
	for _, name := range wordNames {
		value, _ := json.Lookup(text, name)
		if words := firstText(value); words != "" {
			return words
		}
	}
	return wordsOfFields(text, depth)
}

// wordsOfFields returns the first of the errors that an object lists by the fields
// they are about, as web frameworks do, or in a list of their own.
func wordsOfFields(object string, depth int) string {
	for f := range json.Members(object) {
		words := ""
		switch {
		case json.SameName(f.Name, "errors"):
			words = wordsIn(f.Value, depth-1)
		case !json.SameName(f.Name, "schemas") && strings.HasPrefix(f.Value, "["):
			if words = firstText(f.Value); words != "" {
				words = f.Name + ": " + words
			}
		}
		if words != "" {
			return words
		}
	}
	return ""
}

// firstText returns the text that a JSON text is, or the first of its list.
func firstText(value string) string {
	for e := range json.Elements(value) {
		words, _ := json.Text(e)
		return words
	}
	return ""
}

// Plain returns the beginning of a body as plain text: of a page of HTML what is
// between the tags.
func Plain(body string) string {
	text := strings.TrimSpace(strings.ToValidUTF8(body[:min(len(body), maxPage)], ""))
	if !strings.HasPrefix(text, "<") {
		return text
	}
	text = html.UnescapeString(pageTag.ReplaceAllString(pageUnseen.ReplaceAllString(text, " "), " "))
	return strings.Join(strings.Fields(text), " ")
}

// pageTitle and pageHeading are the parts of a page of HTML that say what it is.
var (
	pageTitle   = regexp.MustCompile(`(?is)<title\b[^>]*>(.*?)</title\s*>`)
	pageHeading = regexp.MustCompile(`(?is)<h1\b[^>]*>(.*?)</h1\s*>`)
	pageUnseen  = regexp.MustCompile(`(?is)<!--.*?-->|<(script|style)\b.*?</(script|style)\s*>`)
	pageTag     = regexp.MustCompile(`<[^>]*>`)
)

// pageWords returns the title of a page of HTML and its first heading.
func pageWords(page string) string {
	title, heading := pagePart(pageTitle, page), pagePart(pageHeading, page)
	switch {
	case title == "" || strings.Contains(heading, title):
		return heading
	case heading == "" || strings.Contains(title, heading):
		return title
	}
	return title + ": " + heading
}

func pagePart(part *regexp.Regexp, page string) string {
	found := part.FindStringSubmatch(page)
	if found == nil {
		return ""
	}
	text := html.UnescapeString(pageTag.ReplaceAllString(found[1], " "))
	return strings.Join(strings.Fields(text), " ")
}

// Tidy makes one short line of a target's words, without what looks like a
// secret.
func Tidy(words string) string {
	words = masked(strings.ToValidUTF8(words, ""))
	line := []rune(strings.ReplaceAll(strings.Join(strings.FieldsFunc(words, isGap), " "), `"`, "'"))
	if len(line) > maxWords {
		line = append(line[:maxWords-1], '…')
	}
	return string(line)
}

// isGap reports whether r separates words, or is seen by nobody and could change
// how a line reads.
func isGap(r rune) bool {
	return unicode.IsSpace(r) || unicode.IsControl(r) || unicode.Is(unicode.Cf, r)
}

// What of the target's words may be a secret: it gets what the proxy sends, and
// some services quote it.
var (
	wordsToken  = regexp.MustCompile(`(?i)\b(bearer|basic)\s+[^\s"',;<>]+`)
	wordsJWT    = regexp.MustCompile(`\beyJ[A-Za-z0-9_-]+\.[A-Za-z0-9_.-]*`)
	wordsSecret = regexp.MustCompile(`(?i)((?:[a-z_-]*(?:token|secret|passw(?:or)?d|api[_-]?key)["']?\s*[=:]\s*)+)` +
		`("[^"]*"|[^\s"',;&<>]+)`)
	wordsUser  = regexp.MustCompile(`(?i)\b([a-z][a-z0-9+.-]*://)[^\s/?#"'<>]*@`)
	wordsQuery = regexp.MustCompile(`(?i)\b([a-z][a-z0-9+.-]*://[^\s?#"'<>]*)[?#][^\s"'<>]+`)
)

// masked returns words without what looks like a secret: bearer tokens, values
// that are named one, and of a URL the user and the query.
func masked(words string) string {
	words = wordsToken.ReplaceAllString(words, "$1 ***")
	words = wordsJWT.ReplaceAllString(words, "***")
	words = wordsUser.ReplaceAllString(words, "$1")
	words = wordsQuery.ReplaceAllString(words, "$1?***")
	return wordsSecret.ReplaceAllString(words, "$1***")
}

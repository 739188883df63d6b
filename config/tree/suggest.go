package tree

import "strings"

// Suggest returns the one of words that is most like word, or "" if none is near:
// at most two letters added, dropped, changed or swapped with their neighbour, which
// is less than half of the letters. Upper and lower case are alike. Of several words
// that are equally near it is the first.
func Suggest(word string, words []string) string {
	if len(word) > maxName {
		return "" // a value in the wrong place; distance takes quadratic time
	}
	best, near := maxDistance+1, ""
	for _, w := range words {
		if max(len(w), len(word))-min(len(w), len(word)) > maxDistance {
			continue
		}
		d := distance(strings.ToLower(word), strings.ToLower(w))
		if d < best && 2*d < max(len(w), len(word)) {
			best, near = d, w
		}
	}
	return near
}

// Instead says what to write in place of a word: the nearest of the words, or if none is
// near, one of them all.
func Instead(word string, words []string) string {
	switch near := Suggest(word, words); {
	case near != "":
		return `did you mean "` + near + `"?`
	case len(words) == 0:
		return "expected no keys here"
	default:
		return "expected one of: " + strings.Join(words, ", ")
	}
}

// maxDistance is how many changes a suggested word may be away.
const maxDistance = 2

// distance returns how many letters must be added, dropped, changed or swapped
// with their neighbour to turn a into b.
func distance(a, b string) int {
	x, y := []rune(a), []rune(b)
	var before []int               // the row for x[:i-2]
	above := make([]int, len(y)+1) // the row for x[:i-1]
	for j := range above {
		above[j] = j
	}
	for i := 1; i <= len(x); i++ {
		row := make([]int, len(y)+1)
		row[0] = i
		for j := 1; j <= len(y); j++ {
			change := above[j-1]
			if x[i-1] != y[j-1] {
				change++
			}
			row[j] = min(change, above[j]+1, row[j-1]+1)
			if i > 1 && j > 1 && x[i-1] == y[j-2] && x[i-2] == y[j-1] {
				row[j] = min(row[j], before[j-2]+1)
			}
		}
		before, above = above, row
	}
	return above[len(y)]
}

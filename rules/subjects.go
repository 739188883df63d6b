package rules

// A Subject is what kinds of blocks are about.
type Subject struct {
	Name  string
	Kinds []InShort
}

// An InShort is a kind of block, in a few words.
type InShort struct{ Kind, Says string }

// Subjects returns all kinds of blocks by what they are about, in the order of the phases as
// far as there is one.
func Subjects() []Subject {
	return []Subject{
		{"reading", []InShort{
			{"read", "what leaves the grammar of filters and paths is read, such as values without quotes"},
		}},
		{"to the RFC", []InShort{
			{"normalize", "a client's dialect becomes SCIM as the RFCs have it"},
		}},
		{"names and values", []InShort{
			{"rename", "attributes have other names at the target"},
			{"set", "attributes get values that a request lacks"},
			{"convert", "texts are changed wherever a request writes them or asks for them"},
			{"drop", "attributes are left out"},
			{"restore", "values come back as the client wrote them"},
		}},
		{"filters", []InShort{
			{"filter", "another filter is asked in place of one that the target does not take"},
		}},
		{"what can be asked", []InShort{
			{"queries", "the filters, orders, pages and projections that the target takes"},
		}},
		{"what is stored", []InShort{
			{"stores", "what the target has room for, by attribute"},
		}},
		{"how PATCH is taken", []InShort{
			{"patch", "the forms of operations that the target takes"},
		}},
		{"whole requests", []InShort{
			{"deletes", "what becomes of a DELETE"},
			{"reply", "requests that are answered without asking the target"},
			{"headers", "header fields that the target asks for"},
		}},
		{"errors", []InShort{
			{"errors", "what becomes of the target's errors"},
		}},
	}
}

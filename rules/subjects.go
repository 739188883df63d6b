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
			{"read", "what breaks the grammar of filters and paths and is accepted anyway, such as values " +
				"without quotes"},
		}},
		{"to the RFC", []InShort{
			{"normalize", "a client's dialect becomes SCIM as the RFCs define it"},
		}},
		{"what exists already", []InShort{
			{"adopt", "who holds a value that a request is refused for, and whether the client gets that resource"},
		}},
		{"what is the client's", []InShort{
			{"managed", "which groups the client manages, and to which ones all users belong"},
		}},
		{"names and values", []InShort{
			{"rename", "the target uses other names for attributes"},
			{"set", "attributes get values that a request lacks"},
			{"convert", "texts are changed wherever a request writes them or searches for them"},
			{"drop", "attributes are left out"},
			{"restore", "values come back as the client wrote them"},
		}},
		{"filters", []InShort{
			{"filter", "a filter that the target does not accept is replaced by another"},
		}},
		{"what can be asked", []InShort{
			{"queries", "the filters, orders, pages and projections that the target accepts"},
		}},
		{"what is stored", []InShort{
			{"stores", "what the target can store, by attribute"},
		}},
		{"how PATCH is taken", []InShort{
			{"patch", "the forms of operations that the target accepts"},
		}},
		{"whole requests", []InShort{
			{"deletes", "what happens to a DELETE"},
			{"puts", "what happens to a PUT"},
			{"reply", "requests that are answered without asking the target"},
			{"headers", "header fields that the target requires"},
		}},
		{"errors", []InShort{
			{"errors", "what happens to the target's errors"},
		}},
	}
}

package workload

import "scimshim/rewrite"

// An Exchange is a request as the client sends it, the target's answer, and what must become of both.
type Exchange struct {
	Method, Resource, ID string
	Query                []rewrite.Param
	Body                 string

	Status int // of the target's answer
	Answer string

	Sent  string // what the target must be sent: the filter where there is one, or else the body
	Shown string // what the client must be shown
}

// Bytes returns how many bytes of filter, body and answer there are to read.
func (e *Exchange) Bytes() int {
	n := len(e.Body) + len(e.Answer)
	for _, p := range e.Query {
		n += len(p.Name) + len(p.Value)
	}
	return n
}

// A Workload is a kind of exchange that the load harness measures.
type Workload struct {
	Name string
	of   func(i int) Exchange
}

// All returns the workloads, W1 to W6.
func All() []Workload {
	return []Workload{
		{"W1", getUser},      // answer 1.4 KB
		{"W2", queryByEmail}, // one user is found
		{"W3", patchUser},    // 5 operations
		{"W4", postUser},     // 1.7 KB
		Lists(200),           // 282 KB, with two names of the target's own
		Members(members),     // 61 KB
	}
}

// Ring returns n exchanges of the workload that all differ, so that what remembers whole filters or
// bodies is no faster for it.
func (w Workload) Ring(n int) []Exchange {
	ring := make([]Exchange, n)
	for i := range ring {
		ring[i] = w.of(i)
	}
	return ring
}

// Lists returns the workload W5 with lists of n users.
func Lists(n int) Workload {
	return Workload{"W5", func(i int) Exchange { return list(i, n) }}
}

// Members returns the workload W6 with n members.
func Members(n int) Workload {
	return Workload{"W6", func(i int) Exchange { return patchGroup(i, n) }}
}

func getUser(i int) Exchange {
	user := storedUser(i, scimNames)
	return Exchange{Method: "GET", Resource: "Users", ID: userID(i), Status: 200, Answer: user, Shown: user}
}

func queryByEmail(i int) Exchange {
	found := listOf(i, 1, scimNames)
	return Exchange{
		Method: "GET", Resource: "Users", Status: 200, Answer: found, Shown: found,
		Query: []rewrite.Param{
			{Name: "filter", Value: `emails[type eq "work"].value eq "` + email(i) + `"`},
			{Name: "startIndex", Value: "1"},
			{Name: "count", Value: "10"},
		},
		Sent: `emails[type eq "work" and value eq "` + email(i) + `"]`,
	}
}

func patchUser(i int) Exchange {
	after := disabledUser(i)
	return Exchange{Method: "PATCH", Resource: "Users", ID: userID(i), Body: sentPatch(i), Status: 200, Answer: after,
		Sent: wantedPatch(i), Shown: after}
}

func postUser(i int) Exchange {
	after := storedUser(i, scimNames)
	return Exchange{Method: "POST", Resource: "Users", Body: newUser(i, entra), Status: 201, Answer: after,
		Sent: newUser(i, rfc7644), Shown: after}
}

func list(i, n int) Exchange {
	return Exchange{
		Method: "GET", Resource: "Users", Status: 200,
		Query:  []rewrite.Param{{Name: "startIndex", Value: "1"}, {Name: "count", Value: "200"}},
		Answer: listOf(i*n, n, legacyNames), Shown: listOf(i*n, n, scimNames),
	}
}

func patchGroup(i, n int) Exchange {
	return Exchange{Method: "PATCH", Resource: "Groups", ID: userID(i), Body: patchOfMembers(i, n, entra), Status: 204,
		Sent: patchOfMembers(i, n, rfc7644)}
}

package main

import (
	"fmt"
	"io"
	"math/rand/v2"

	"scimshim/proxy/mock"
)

// maxSeed is far from how many people the names suffice for.
const maxSeed = 1000

// seedUsers makes n users at random, no two with one user name, and prints
// their ids and user names.
func seedUsers(w io.Writer, t *mock.Target, n int) error {
	if n < 0 || n > maxSeed {
		return usagef("--seed: expected a number from 0 to %d", maxSeed)
	}
	r := rand.New(rand.NewPCG(rand.Uint64(), rand.Uint64()))
	taken := map[string]bool{}
	for len(taken) < n {
		p := person{
			id:     hex(r),
			given:  givenNames[r.IntN(len(givenNames))],
			family: familyNames[r.IntN(len(familyNames))],
		}
		p.mail = mailOf(p.given, p.family, r)
		if taken[p.mail] {
			continue
		}
		taken[p.mail] = true
		id, err := t.Seed("Users", seed(&p))
		if err != nil {
			panic("BUG: " + err.Error())
		}
		fmt.Fprintln(w, id, p.mail)
	}
	return nil
}

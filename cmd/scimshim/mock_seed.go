package main

import (
	"fmt"
	"io"
	"math/rand/v2"

	"scimshim/cmd/scimshim/demo/cycle"
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
		p := cycle.NewPerson(r)
		if taken[p.Mail] {
			continue
		}
		taken[p.Mail] = true
		id, err := t.Seed("Users", p.Seed())
		if err != nil {
			panic("BUG: " + err.Error())
		}
		fmt.Fprintln(w, id, p.Mail)
	}
	return nil
}

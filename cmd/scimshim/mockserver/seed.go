package mockserver

import (
	"fmt"
	"io"
	"math/rand/v2"

	"scimshim/cmd/scimshim/demo/cycle"
	"scimshim/proxy/mock"
)

// MaxSeed is far from how many people the names suffice for.
const MaxSeed = 1000

// Seed makes n users at random, at most MaxSeed and no two with one user name, and prints
// their ids and user names.
func Seed(w io.Writer, t *mock.Target, n int) {
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
}

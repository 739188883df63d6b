package index

import (
	"fmt"
	"testing"
)

// BenchmarkFind looks up a value among those of 100,000 resources.
func BenchmarkFind(b *testing.B) {
	const users = 100_000
	s := spec()
	s.MaxResources = users
	x, d := newTest(s)
	d.table, d.asOf = newTable(d.seed, users), d.now()
	mails := make([]string, users)
	for i := range users {
		mails[i] = fmt.Sprintf("person.%d@example.com", i)
		u := user{id: fmt.Sprintf("%08x-0000-4000-8000-000000000000", i), mail: mails[i]}
		d.learn(u.id, onTape(b, u.json()))
	}
	for i := 0; b.Loop(); i++ {
		if ids, miss := x.Find("Users", mail, mails[i%users]); len(ids) != 1 || miss != nil {
			b.Fatal(ids, miss)
		}
	}
	b.ReportMetric(float64(d.table.bytes())/users, "bytes/resource")
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "look-ups/s")
}

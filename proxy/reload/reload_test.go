package reload_test

import (
	"fmt"
	"testing"
	"testing/synctest"

	"scimshim/proxy/reload"
)

// Many who ask for a reload at once share one, and each gets what came of one that
// began after it had asked.
func TestReloadsAreShared(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var r reload.Reloads
		n, held := 0, make(chan struct{})
		load := func() error {
			n++
			<-held
			return fmt.Errorf("reload %d", n)
		}
		got := make(chan string, 65)
		ask := func() { got <- r.Do(load).Error() }
		go ask()
		synctest.Wait() // the first has begun
		for range 64 {
			go ask()
		}
		synctest.Wait() // all others wait
		close(held)
		synctest.Wait()
		close(got)
		results := map[string]int{}
		for text := range got {
			results[text]++
		}
		if n != 2 || results["reload 1"] != 1 || results["reload 2"] != 64 {
			t.Errorf("%d reloads, with %v", n, results)
		}
		if err := r.Do(load); n != 3 || err.Error() != "reload 3" {
			t.Errorf("a later one gets %v", err)
		}
	})
}

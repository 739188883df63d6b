package index

import (
	"errors"
	"fmt"
	"time"

	"scimshim/rewrite"
)

// page takes what one page shows, and reports whether there are more.
func (w *walk) page(m *rewrite.Message) (more bool, err error) {
	total, ok := m.Total()
	if !ok || total < 0 {
		return false, fault(failed, "the target answers pages of %s without the number of results", w.spec.Resource)
	}
	back, ok := w.admit(total)
	if !ok {
		return false, errUnsteady
	}
	shown, err := w.take(m)
	if err != nil {
		return false, err
	}
	w.pages++
	if err := w.judgeSize(shown); err != nil {
		return false, err
	}
	if back > 0 {
		w.at.Start, w.repeats = max(w.at.Start-back, 1), w.repeats+shown+back
	} else {
		w.at.Start += shown
	}
	w.at.Follow(m)
	switch {
	case w.at.Start > total:
		return false, nil
	case shown == 0 && back == 0:
		return false, errUnsteady
	}
	return true, nil
}

// admit decides whether the number of results fits those before, but for what
// clients did meanwhile through the proxy. What is created moves the results after
// it away from the beginning, so that some are shown twice. What is deleted moves
// them towards it, so that some may now stand before this page and have not been
// shown: the walk goes back by as many.
func (w *walk) admit(total int) (back int, ok bool) {
	w.mu.Lock()
	defer w.mu.Unlock()
	created, deleted := w.traffic.window(w.before)
	ok = w.total < 0 || w.total-deleted <= total && total <= w.total+created
	w.before, w.expected, w.total = w.asked, total, total
	if w.at.Cursor == "" {
		back = deleted
	}
	w.repeats += created
	return back, ok
}

// take takes the resources of a page, and returns how many there are.
func (w *walk) take(m *rewrite.Message) (shown int, err error) {
	var keys []uint64
	for r := range m.Resources() {
		shown++
		id, _ := idOf(r)
		keys, _ = w.keys(keys[:0], r)
		if len(keys) > maxValues {
			return shown, &walkError{tooLarge, errValues}
		}
		again, err := w.put(id, keys)
		switch {
		case errors.Is(err, errID):
			return shown, &walkError{failed, err}
		case err != nil:
			return shown, &walkError{tooLarge, err}
		case again:
			if w.repeats--; w.repeats < 0 {
				return shown, errUnsteady
			}
		}
	}
	return shown, nil
}

// put puts a resource into the table of the walk.
func (w *walk) put(id string, keys []uint64) (again bool, err error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	t := w.coming
	if again, err = t.show(id); err != nil {
		return false, err
	}
	if !again {
		w.read++
	}
	return again, t.add(id, keys)
}

// judgeSize refuses a directory that is too large for the index, or for the rate,
// as soon as that is known.
func (w *walk) judgeSize(shown int) error {
	if w.total > w.spec.MaxResources {
		return &walkError{tooLarge, fmt.Errorf("there are %d %s, which is more than max_resources",
			w.total, w.spec.Resource)}
	}
	if w.pages == 1 && shown > 0 {
		if pages := (w.total + shown - 1) / shown; time.Duration(pages-1)*w.interval() > w.spec.MaxAge {
			return w.slow()
		}
	}
	return nil
}

package wiretest

import (
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"scimshim/proxy"
	"scimshim/proxy/proxytest"
	"scimshim/rewrite"
	"scimshim/rewrite/state"
)

// A keeping has something kept of each request.
type keeping struct{ value string }

func (k keeping) Request(m *rewrite.Message) error {
	if err := m.State.Put("room", state.Entry{Key: m.ID, Value: []byte(k.value), Until: time.Now().Add(time.Hour)}); err != nil {
		return err
	}
	_, found, err := m.State.Get("room", m.ID)
	if err == nil && !found {
		return errors.New("it is not there")
	}
	return err
}

func (keeping) Response(*rewrite.Message) error { return nil }

// keeps has a rule keep something in a store.
func keeps(in state.Keeper, value string) func(*proxy.Options, *proxy.Route) {
	return func(o *proxy.Options, r *proxy.Route) {
		o.State = in
		r.Chain = &rewrite.Chain{Steps: []rewrite.Step{{Name: "pack/keep", Rule: keeping{value}, Mode: rewrite.Enforce}}}
	}
}

// A damaged is a file that is damaged in use.
type damaged struct{ state.Keeper }

func (damaged) Put(string, ...state.Entry) error { return errors.New("write: no space left on device") }

// What cannot be kept is a refused request, of which the target sees nothing.
func TestStateFails(t *testing.T) {
	closed := state.NewMemory(state.Limits{Entries: 9, Bytes: 1 << 20})
	if err := closed.Close(); err != nil {
		t.Fatal(err)
	}
	for _, of := range []struct {
		name  string
		in    state.Keeper
		value string
		code  int
		after string // Retry-After
		says  string
		cause string
	}{
		{"no entry more", state.NewMemory(state.Limits{Bytes: 1 << 20}), "", 503, "60", "raise max_entries and max_bytes of state", "full"},
		{"no byte more", state.NewMemory(state.Limits{Entries: 9, Bytes: 9}), "", 503, "60", "raise max_entries and max_bytes of state", "full"},
		{"too long", state.NewMemory(state.Limits{Entries: 9, Bytes: 1 << 20}), strings.Repeat("v", state.MaxValue+1), 400, "", "too long for its state", "entry"},
		{"closed", closed, "", 503, "1", "the proxy is shutting down", "closed"},
		{"a full disk", damaged{state.NewMemory(state.Limits{})}, "", 503, "60", "the file of the proxy's state cannot be read or written", "file"},
	} {
		to := proxytest.StartTarget(t, proxytest.AnswerSCIM)
		p := proxytest.Start(t, to.URL(), keeps(of.in, of.value))
		a := p.Ask(proxytest.WithBody("PATCH", "/scim/v2/Users/1", proxytest.PatchBody))
		a.IsError(t, of.code)
		if a.Header.Get("Retry-After") != of.after || len(to.Lines()) > 0 {
			t.Errorf("%s: %v", of.name, a.Header)
		}
		p.Tells(a, "state", of.says)
		p.Counts(`scimshim_state_errors_total{cause="` + of.cause + `",route="test"} 1`)
		if !strings.Contains(p.Logs.String(), "state could not be kept or read") || strings.Contains(a.Body, "device") {
			t.Errorf("%s: the log has\n%s", of.name, p.Logs)
		}
	}
}

// A store is closed while requests run: each is carried out, or refused.
func TestStateIsClosedMeanwhile(t *testing.T) {
	to, kept := proxytest.StartTarget(t, proxytest.AnswerSCIM), state.NewMemory(state.Limits{Entries: 1000, Bytes: 1 << 20})
	p := proxytest.Start(t, to.URL(), keeps(kept, "v"))
	var all sync.WaitGroup
	for i := range 50 {
		all.Go(func() {
			if i == 20 {
				kept.Close()
			}
			if a := p.Ask(proxytest.Head("GET", fmt.Sprintf("/scim/v2/Users/%d", i)) + "\r\n"); a.Code != 200 && a.Code != 503 {
				t.Errorf("%d %s", a.Code, a.Body)
			}
		})
	}
	all.Wait()
}

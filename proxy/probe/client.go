package probe

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"
)

// A prober asks a target, no more often than it was allowed to, and no faster.
type prober struct {
	base  string
	token string
	// authorization returns what is shown instead of the token; nil for that
	authorization func() (string, error)
	client        Doer
	every         time.Duration // between the beginnings of two requests
	left          int           // requests that may still be sent
	next          time.Time     // when the next one may be
	mute          int           // requests in a row that had no answer
	progress      func(sent int)
	sent          int
	kept          map[string]*answer // to reads, until something is written
}

// The bounds of what a target may do to the probe.
const (
	maxBody  = 32 << 20
	maxMute  = 3
	maxPause = time.Minute // that a target may ask for by Retry-After
)

// An ending ends the questions, and what is known by then is printed.
type ending struct{ says string }

func (e *ending) Error() string { return e.says }

// get asks for a list or a resource, but nothing twice as long as nothing is written. An error ends the
// probe; a request that is not answered is not an error.
func (p *prober) get(ctx context.Context, path string, query url.Values) (*answer, error) {
	if len(query) > 0 {
		path += "?" + strings.ReplaceAll(query.Encode(), "+", "%20") // not all targets read a plus as a blank (Q06)
	}
	if a := p.kept[path]; a != nil {
		return a, nil
	}
	a, err := p.send(ctx, http.MethodGet, path, "")
	if err == nil && a.status != 0 && a.status < 500 {
		if p.kept == nil {
			p.kept = map[string]*answer{}
		}
		p.kept[path] = a
	}
	return a, err
}

// send sends one request. A target that asks for a pause gets it, once.
func (p *prober) send(ctx context.Context, method, path, body string) (*answer, error) {
	if method != http.MethodGet {
		clear(p.kept)
	}
	a, err := p.try(ctx, method, path, body)
	if err != nil || a.status != http.StatusTooManyRequests {
		return a, err
	}
	limit := &ending{"the target is rate-limiting: it answered 429"}
	seconds, err := strconv.Atoi(a.pause)
	if pause := time.Duration(seconds) * time.Second; err != nil || seconds < 0 || pause > maxPause {
		return nil, limit
	} else if err := sleep(ctx, pause); err != nil {
		return nil, err
	}
	if a, err = p.try(ctx, method, path, body); err == nil && a.status == http.StatusTooManyRequests {
		return nil, limit
	}
	return a, err
}

// try sends one request, as soon as it may be sent.
func (p *prober) try(ctx context.Context, method, path, body string) (*answer, error) {
	if p.left == 0 {
		return nil, &ending{"the limit of --requests is reached"}
	}
	if err := sleep(ctx, time.Until(p.next)); err != nil {
		return nil, err
	}
	p.next = time.Now().Add(p.every)
	p.left--
	p.sent++
	p.progress(p.sent)
	a, err := p.exchange(ctx, method, path, body)
	switch {
	case err != nil:
		return nil, err
	case a.status != 0:
		p.mute = 0
	case p.mute+1 < maxMute:
		p.mute++
	default:
		return a, p.alive(ctx)
	}
	return a, nil
}

// alive finds out whether a target that left requests without an answer still
// answers one that it has answered before. If not, nothing more can be learned.
func (p *prober) alive(ctx context.Context) error {
	a, err := p.exchange(ctx, http.MethodGet, "/Users?startIndex=1", "")
	if err == nil && a.status == 0 {
		err = fmt.Errorf("the target no longer answers: %s", a.lost)
	}
	p.mute = 0
	return err
}

// exchange sends one request and reads the answer to its end. Its error is that
// of a request that cannot be made, or of ctx.
func (p *prober) exchange(ctx context.Context, method, path, body string) (*answer, error) {
	req, err := http.NewRequestWithContext(ctx, method, p.base+path, strings.NewReader(body))
	if err != nil {
		return nil, err
	}
	req.Header.Set("Accept", "application/scim+json, application/json;q=0.9")
	req.Header.Set("User-Agent", "scimshim")
	if body != "" {
		req.Header.Set("Content-Type", "application/scim+json")
	}
	if err := p.authorize(req); err != nil {
		return nil, err
	}
	resp, err := p.client.Do(req)
	if err != nil {
		return unanswered(ctx, err)
	}
	defer resp.Body.Close()
	text, err := io.ReadAll(io.LimitReader(resp.Body, maxBody+1))
	if err != nil {
		return unanswered(ctx, err)
	}
	return readAnswer(resp, string(text)), nil
}

// authorize shows the credential.
func (p *prober) authorize(req *http.Request) error {
	if p.authorization != nil {
		value, err := p.authorization()
		req.Header.Set("Authorization", value)
		return err
	}
	if p.token != "" {
		req.Header.Set("Authorization", "Bearer "+p.token)
	}
	return nil
}

// unanswered returns the answer that did not come.
func unanswered(ctx context.Context, err error) (*answer, error) {
	if ctx.Err() != nil {
		return nil, ctx.Err()
	}
	var timeout interface{ Timeout() bool }
	if errors.As(err, &timeout) && timeout.Timeout() {
		return &answer{lost: "no answer within the time of --timeout"}, nil
	}
	var outer *url.Error // it repeats the URL, and thereby the filter
	if errors.As(err, &outer) {
		err = outer.Err
	}
	return &answer{lost: "no answer, " + err.Error()}, nil
}

// sleep waits, but not beyond the end of ctx.
func sleep(ctx context.Context, pause time.Duration) error {
	if pause <= 0 {
		return ctx.Err()
	}
	timer := time.NewTimer(pause)
	defer timer.Stop()
	select {
	case <-timer.C:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

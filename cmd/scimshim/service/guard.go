package service

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"os"
	"strings"
	"time"

	"scimshim/proxy/guard"
)

// guardTimeout is longer than healthTimeout: a decision is written to the state.
const guardTimeout = 30 * time.Second

// An AdminListener is where a running proxy is told what to do with what it holds.
type AdminListener struct {
	Host, Port string
	Cert       string // the file of its certificate; empty for plain HTTP
	BearerFile string // with the token that it wants; empty for none
}

// GuardStatus returns how the guards of all routes are.
func (a AdminListener) GuardStatus() (all []guard.Report, err error) {
	body, err := a.ask(http.MethodGet, "/-/guard")
	if err == nil {
		err = json.Unmarshal(body, &all)
	}
	return all, err
}

// Decide releases or rejects what is held, as query says, and returns what was done.
func (a AdminListener) Decide(what string, query url.Values) (string, error) {
	body, err := a.ask(http.MethodPost, "/-/guard/"+what+"?"+query.Encode())
	return string(body), err
}

func (a AdminListener) ask(method, path string) ([]byte, error) {
	client, base, err := adminClient(a.Host, a.Port, a.Cert)
	if err != nil {
		return nil, err
	}
	client.Timeout = guardTimeout
	req, err := http.NewRequest(method, base+path, nil)
	if err != nil {
		return nil, err
	}
	if a.BearerFile != "" {
		token, err := os.ReadFile(a.BearerFile)
		if err != nil {
			return nil, err
		}
		req.Header.Set("Authorization", "Bearer "+strings.TrimSpace(string(token)))
	}
	resp, err := client.Do(req)
	if err != nil {
		return nil, unanswered(err)
	}
	defer resp.Body.Close()
	body, err := io.ReadAll(io.LimitReader(resp.Body, 1<<20))
	switch {
	case err != nil:
		return nil, err
	case resp.StatusCode == http.StatusOK:
		return body, nil
	case len(body) == 0:
		return nil, fmt.Errorf("the admin listener answered with status %d", resp.StatusCode)
	}
	return nil, errors.New(strings.TrimSpace(string(body)))
}

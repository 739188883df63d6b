package rewrite

import "testing"

// Each success has the status that SCIM has for it, or is none. What the target only
// promises to do is passed on, and counted as not verified.
func TestJudgeStatus(t *testing.T) {
	const user = `{"schemas":[],"id":"7a","userName":"anna"}`
	f := func(method string, status int, body, want string, told int) {
		t.Helper()
		m := &Message{Method: method, Resource: "Users", ID: "7a"}
		switch method {
		case "POST":
			m.ID, m.Body = "", `{"userName":"anna"}`
		case "PUT":
			m.Body = `{"userName":"anna"}`
		case "PATCH":
			m.Body = `{"Operations":[{"op":"add","path":"title","value":"x"}]}`
		}
		got := verdict(t, chainOf(), m, status, body)
		if got != want || told > 0 && m.Status != told {
			t.Errorf("%s %d %s: %s, the client is told %d; want %s, %d", method, status, body, got, m.Status, want, told)
		}
	}
	for _, method := range []string{"PUT", "PATCH"} {
		f(method, 200, user, "verified", 200)
		f(method, 201, user, "verified", 200)
		f(method, 202, user, "unverified", 202)
		f(method, 201, "", "verified", 204)
		f(method, 202, "", "unverified", 202)
		f(method, 204, "", "verified", 204)
	}
	f("POST", 201, user, "verified", 201)
	f("POST", 202, user, "unverified", 202)
	f("DELETE", 201, "", "verified", 204)
	f("DELETE", 202, "", "unverified", 202)
	for _, method := range []string{"GET", "POST", "PUT", "PATCH", "DELETE"} {
		for _, status := range []int{205, 206, 207, 208, 226, 299} {
			f(method, status, user, unreadable, 0)
			f(method, status, "OK", unreadable, 0)
			f(method, status, "", unreadable, 0)
		}
	}
	for _, status := range []int{201, 202, 203, 204} {
		f("GET", status, user, unreadable, 0)
		m := &Message{Method: "GET", Resource: "ServiceProviderConfig"}
		if got := verdict(t, chainOf(), m, status, `{"schemas":[],"patch":{}}`); got != unreadable {
			t.Errorf("a description of the service with %d: %s", status, got)
		}
	}
}

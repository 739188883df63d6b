package serve_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"scimshim/rewrite"
	"scimshim/rewrite/json"
	"scimshim/rewrite/serve"
)

// A directory creates what it is sent, and notes each request.
type directory struct {
	seen []string
	last int
}

func (d *directory) do(m *rewrite.Message) error {
	d.seen = append(d.seen, strings.TrimSpace(fmt.Sprintf("%s /%s/%s %s %s", m.Method, m.Resource, m.ID, m.IfMatch, m.Body)))
	switch {
	case m.Resource == "Broken":
		return errors.New("broken")
	case strings.Contains(m.Body, "refuse"):
		return rewrite.Refuse(rewrite.RuleRefused, "invalidValue", "no such word")
	case strings.Contains(m.Body, "taken"):
		m.Answer(409, "", `{"schemas":["urn:ietf:params:scim:api:messages:2.0:Error"],"status":"409"}`)
	case m.Method == "POST":
		d.last++
		m.Answer(201, "", fmt.Sprintf(`{"id":"%d"}`, d.last))
		m.ETag = `W/"1"`
	default:
		m.Answer(204, "", "")
	}
	return nil
}

func place(path string) (resource, id string, err error) {
	resource, id, _ = strings.Cut(strings.TrimPrefix(path, "/"), "/")
	if resource == "Nowhere" {
		return "", "", &rewrite.Refusal{Status: 404, Detail: "no such endpoint"}
	}
	return resource, id, nil
}

// statuses returns the operations of an answer as method, bulkId and status.
func statuses(t *testing.T, body string) string {
	t.Helper()
	if err := json.Check(body); err != nil {
		t.Fatalf("%v in %s", err, body)
	}
	ops, _ := json.Lookup(body, "Operations")
	var list []string
	for op := range json.Elements(ops) {
		text := ""
		for _, name := range [...]string{"method", "bulkId", "status"} {
			value, _ := json.Lookup(op, name)
			value, _ = json.Text(value)
			text += value + " "
		}
		list = append(list, strings.TrimSpace(text))
	}
	return strings.Join(list, "; ")
}

func TestBulk(t *testing.T) {
	user := func(id, data string) string {
		return `{"method":"POST","path":"/Users","bulkId":"` + id + `","data":` + data + `}`
	}
	for _, of := range []struct{ name, ops, more, seen, statuses string }{
		{"in order", user("a", `{"n":1}`) + `,{"method":"put","path":"/Users/9","version":"W/\"3\"","data":{"n":2}}`, "",
			`POST /Users/  {"n":1}` + "\n" + `PUT /Users/9 W/"3" {"n":2}`, "POST a 201; PUT  204"},
		{"one that is created later comes first", user("a", `{"manager":"bulkId:b"}`) + "," + user("b", `{}`), "",
			`POST /Users/  {}` + "\n" + `POST /Users/  {"manager":"1"}`, "POST a 201; POST b 201"},
		{"a name or a part of a text is no reference", user("a", `{"bulkId:b":"see bulkId:b","x":"\"bulkId:b"}`), "",
			`POST /Users/  {"bulkId:b":"see bulkId:b","x":"\"bulkId:b"}`, "POST a 201"},
		{"in the path", user("a", `{}`) + `,{"method":"PATCH","path":"/Users/bulkId:a","data":{"n":1}}`, "",
			"POST /Users/  {}\nPATCH /Users/1  {\"n\":1}", "POST a 201; PATCH  204"},
		{"twice in one", user("a", `{"x":["bulkId:b", "bulkId:b"]}`) + "," + user("b", `{}`), "",
			"POST /Users/  {}\nPOST /Users/  {\"x\":[\"1\", \"1\"]}", "POST a 201; POST b 201"},
		{"nobody has the name", user("a", `{"x":"bulkId:c"}`), "", "", "POST a 400"},
		{"in a circle", user("a", `{"x":"bulkId:b"}`) + "," + user("b", `{"x":"bulkId:a"}`), "", "", "POST a 409; POST b 409"},
		{"of itself", user("a", `{"x":"bulkId:a"}`), "", "", "POST a 409"},
		{"of one that fails", user("a", `{"x":"bulkId:b"}`) + "," + user("b", `{"taken":1}`), "",
			`POST /Users/  {"taken":1}`, "POST a 409; POST b 409"},
		{"errors do not end it", user("a", `{"refuse":1}`) + "," + user("b", `{}`), "",
			"POST /Users/  {\"refuse\":1}\nPOST /Users/  {}", "POST a 400; POST b 201"},
		{"failOnErrors does", user("a", `{"refuse":1}`) + "," + user("b", `{"taken":1}`) + "," + user("c", `{}`), `,"failOnErrors":2`,
			"POST /Users/  {\"refuse\":1}\nPOST /Users/  {\"taken\":1}", "POST a 400; POST b 409"},
		{"a fault of the proxy's", `{"method":"POST","path":"/Broken","bulkId":"a","data":{}}`, "", "POST /Broken/  {}", "POST a 500"},
		{"DELETE sends no data", `{"method":"DELETE","path":"/Users/9","data":{"x":1}}`, "", "DELETE /Users/9", "DELETE  204"},
		{"nowhere", `{"method":"DELETE","path":"/Nowhere/9"}`, "", "", "DELETE  404"},
		{"a POST has no id", `{"method":"POST","path":"/Users/9","bulkId":"a","data":{}}`, "", "", "POST a 400"},
		{"a DELETE has one", `{"method":"DELETE","path":"/Users"}`, "", "", "DELETE  400"},
		{"a POST has a bulkId", `{"method":"POST","path":"/Users","data":{}}`, "", "", "POST  400"},
		{"a PUT has data", `{"method":"PUT","path":"/Users/1"}`, "", "", "PUT  400"},
		{"GET is none of a bulk", `{"method":"GET","path":"/Users/1"}`, "", "", "unknown  400"},
		{"no operations", ``, "", "", ""},
	} {
		var d directory
		m := &rewrite.Message{Method: "POST", Resource: "Bulk", Body: `{"Operations":[` + of.ops + `]` + of.more + `}`,
			Route: rewrite.Route{Public: "/scim"}}
		b := serve.Bulk{Do: d.do, Place: place}
		if err := b.Run(m); err != nil {
			t.Errorf("%s: %v", of.name, err)
			continue
		}
		if got := strings.Join(d.seen, "\n"); got != of.seen {
			t.Errorf("%s: sent\n%s\nwant\n%s", of.name, got, of.seen)
		}
		if got := statuses(t, m.Body); m.Status != 200 || got != of.statuses {
			t.Errorf("%s: %d %s, want %s", of.name, m.Status, got, of.statuses)
		}
	}
}

// What is no bulk as a whole is refused, and nothing of it is carried out.
func TestBulkRefused(t *testing.T) {
	many := strings.Repeat(`{"method":"DELETE","path":"/Users/1"},`, 1_001)
	for _, of := range []struct {
		body   string
		status int
	}{
		{`[]`, 400}, {`{}`, 400}, {`{"Operations":{}}`, 400}, {`{"Operations":[1]}`, 400}, {`{`, 400},
		{`{"Operations":[],"failOnErrors":"x"}`, 400}, {`{"Operations":[],"failOnErrors":-1}`, 400},
		{`{"Operations":[` + strings.TrimSuffix(many, ",") + `]}`, 413},
		{`{"Operations":[{"method":"POST","path":"/Users","bulkId":"a","data":{}},` +
			`{"method":"POST","path":"/Users","bulkId":"a","data":{}}]}`, 400},
	} {
		var d directory
		b := serve.Bulk{Do: d.do, Place: place}
		err := b.Run(&rewrite.Message{Method: "POST", Resource: "Bulk", Body: of.body})
		var r *rewrite.Refusal
		if !errors.As(err, &r) || r.Status != of.status || len(d.seen) > 0 {
			t.Errorf("%.60s: %v, %d requests; want %d", of.body, err, len(d.seen), of.status)
		}
	}
}

// Each operation says where its resource is, and in which version.
func TestBulkAnswer(t *testing.T) {
	var d directory
	m := &rewrite.Message{Method: "POST", Resource: "Bulk", Route: rewrite.Route{Public: "/scim"},
		Body: `{"Operations":[{"method":"POST","path":"/Users","bulkId":"a\"b","data":{}},{"method":"PATCH","path":"/Users/7","data":{"refuse":1}}]}`}
	b := serve.Bulk{Do: d.do, Place: place}
	if err := b.Run(m); err != nil {
		t.Fatal(err)
	}
	want := `{"schemas":["urn:ietf:params:scim:api:messages:2.0:BulkResponse"],"Operations":[` +
		`{"method":"POST","bulkId":"a\"b","location":"/scim/Users/1","version":"W/\"1\"","status":"201"},` +
		`{"method":"PATCH","location":"/scim/Users/7","status":"400","response":` +
		`{"schemas":["urn:ietf:params:scim:api:messages:2.0:Error"],"status":"400","scimType":"invalidValue","detail":"no such word"}}]}`
	if m.Body != want {
		t.Errorf("answered\n%s\nwant\n%s", m.Body, want)
	}
}

func TestSearch(t *testing.T) {
	for _, of := range []struct{ body, query string }{
		{`{}`, ""},
		{`{"schemas":["x"],"filter":"a eq \"b\"","attributes":["a","b.c"],"startIndex":1,"count":"10","sortOrder":null}`,
			`filter=a eq "b"&attributes=a,b.c&startIndex=1&count=10`},
		{`{"Filter":"a pr","excludedAttributes":"x,y","cursor":"z"}`, "filter=a pr&excludedAttributes=x,y&cursor=z"},
		{`{"attributes":[]}`, ""},
		{`{"attributes":[1]}`, "400"}, {`{"attributes":["a,b"]}`, "400"}, {`{"filter":1}`, "400"}, {`{"count":"ten"}`, "400"},
		{`{"count":1.5}`, "400"}, {`{"cuont":1}`, "400"}, {`{"filter":"a pr","FILTER":"b pr"}`, "400"}, {`[]`, "400"}, {`{`, "400"},
		{`{"filter":"a\u0000"}`, "400"}, {`{"filter":"` + strings.Repeat("x", 101) + `"}`, "400"},
	} {
		m := &rewrite.Message{Method: "POST", Resource: "Users", ID: serve.SearchPath, Body: of.body}
		err := serve.Search(m, 100)
		var got []string
		for _, p := range m.Query {
			got = append(got, p.Name+"="+p.Value)
		}
		if of.query == "400" {
			if err == nil || m.Method != "POST" {
				t.Errorf("%s: no error", of.body)
			}
			continue
		}
		if text := strings.Join(got, "&"); err != nil || text != of.query || m.Method != "GET" || m.ID+m.Body != "" {
			t.Errorf("%s: %v %s", of.body, err, text)
		}
	}
}

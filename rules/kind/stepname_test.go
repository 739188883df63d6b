package kind

import (
	"testing"

	"scimshim/config/tree"
)

func TestNameIn(t *testing.T) {
	b := &Block{Prefixes: CorePrefixes}
	for text, want := range map[string]string{
		"userName":                                 "userName",
		"emails.value":                             "emails.value",
		"enterprise.manager.value":                 "manager.value",
		"emails[type eq \"work\"].value":           "emails.value",
		"enterprise.manager eq {id}":               "manager",
		"not (title pr) or userName pr":            "title",
		CorePrefixes["enterprise"] + ":department": "department",
		"user Name":                                "",
		"{a:attr} pr and":                          "",
	} {
		err := tree.Read("f.yaml", []byte("a: '"+text+"'"), func(root *tree.Node) {
			if got := b.NameIn(root.Key("a")); got != want {
				t.Errorf("%s is called %q, want %q", text, got, want)
			}
		})
		if err != nil {
			t.Errorf("%s: %v", text, err)
		}
	}
	if got := b.NameIn(nil); got != "" {
		t.Errorf("what is not there is called %q", got)
	}
}

func TestStepName(t *testing.T) {
	for name, ok := range map[string]bool{"a": true, "work_email_2": true, "": false, "2nd": false, "a-b": false, "A": false} {
		if _, err := StepName(name); (err == nil) != ok {
			t.Errorf("%q: %v", name, err)
		}
	}
}

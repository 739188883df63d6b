package sdk

import (
	"strings"
	"testing"

	"scimshim/proxy/mock/servicenow/sdk/sdktest"
)

// sdkText undoes the escapes of a table's cell and cuts Jackson's own words off, which differ between its
// versions.
func sdkText(cell string) string {
	text := strings.NewReplacer(`\n`, "\n", `\t`, "\t").Replace(cell)
	const marker = "Invalid comparison value at position "
	before, after, found := strings.Cut(text, marker)
	if !found {
		return text
	}
	position, _, _ := strings.Cut(after, ":")
	return before + marker + position
}

// TestFilterGrammar holds the filter parser against what the UnboundID SDK answered: verdict, normal form,
// error text.
func TestFilterGrammar(t *testing.T) {
	rows := sdktest.Table(t, "testdata/unboundid-filters.tsv")
	for _, row := range rows {
		text := sdktest.Unquoted(t, row["filter_json"])
		f, err := ParseFilter(text)
		want := row["normalised_or_error_detail"]
		switch row["sdk_verdict_2.3.8"] {
		case "ACCEPT":
			if err != nil {
				t.Errorf("row %s: %s: refused: %v", row["n"], text, err)
			} else if got := f.String(); got != want {
				t.Errorf("row %s: %s: read as %s, want %s", row["n"], text, got, want)
			}
		case "REJECT":
			compareError(t, row["n"], err, "invalidFilter", want)
		case "CRASH":
			if e, ok := err.(*Error); !ok || !e.Crash {
				t.Errorf("row %s: %s: got %v, want a crash", row["n"], text, err)
			}
		default:
			t.Errorf("row %s: unknown verdict %s", row["n"], row["sdk_verdict_2.3.8"])
		}
	}
	t.Logf("%d filters compared", len(rows))
}

func compareError(t *testing.T, row string, err error, kind, want string) {
	t.Helper()
	e, ok := err.(*Error)
	if !ok {
		t.Errorf("row %s: accepted or another error (%v), want %s", row, err, want)
		return
	}
	if got := sdkText(e.Detail); e.Kind != kind || got != sdkText(want) {
		t.Errorf("row %s: %s %q, want %s %q", row, e.Kind, got, kind, sdkText(want))
	}
}

// TestPaths holds the path parser against the SDK's verdicts.
func TestPaths(t *testing.T) {
	rows := sdktest.Table(t, "testdata/unboundid-paths.tsv")
	for _, row := range rows {
		text := sdktest.Unquoted(t, row["path_json"])
		p, err := ParsePath(text)
		if row["verdict_2.3.8"] == "REJECT" {
			compareError(t, row["n"], err, "invalidPath", row["normalised_or_error_detail"])
			continue
		}
		if err != nil {
			t.Errorf("row %s: %s: refused: %v", row["n"], text, err)
			continue
		}
		if got, want := p.String(), row["normalised_or_error_detail"]; got != want {
			t.Errorf("row %s: %s: printed as %s, want %s", row["n"], text, got, want)
		}
		if got, want := elements(p), row["elements"]; got != want {
			t.Errorf("row %s: %s: %s, want %s", row["n"], text, got, want)
		}
	}
	t.Logf("%d paths compared", len(rows))
}

func elements(p Path) string {
	urn := p.URN
	if urn == "" {
		urn = "null"
	}
	var b strings.Builder
	b.WriteString("urn=" + urn + " elements=")
	for _, e := range p.Elements {
		b.WriteString("{" + e.Name)
		if e.Filter != nil {
			b.WriteString(" | " + e.Filter.String())
		}
		b.WriteString("}")
	}
	return b.String()
}

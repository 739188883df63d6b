package expression

import "testing"

// What the packs and manuals have, of a value and of a resource.
func BenchmarkEvaluation(b *testing.B) {
	for _, source := range []string{
		"lower(value)",
		`cut(fallback(before(value, "@"), value), 20)`,
		`value + "@example.com"`,
		`value in ["a", "b", "c"] || value startsWith "ada" ? lower(value) : replace(value, "[a-m]", "-")`,
	} {
		e := about(b, source)
		b.Run(source, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				if _, err := e.ofValue("ada.lovelace@example.com"); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
	texts := []string{"", "Ada", "Lovelace", "ada@example.com"}
	const composed = `attr("name.formatted") ?? trim(attr("name.givenName") + " " + attr("name.familyName")) ?? userName`
	const condition = `attr("name.formatted") == "" and attr("name.givenName") != "" and userName contains "@"`
	for source, wanted := range map[string]sort{composed: aText, condition: aTruth} {
		e, err := aboutUser().expression(source, wanted)
		if err != nil {
			b.Fatal(err)
		}
		slots := texts[:len(e.Reads)]
		b.Run(source, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				if _, err := e.OfTexts(slots); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

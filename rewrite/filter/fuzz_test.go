package filter

import "testing"

// seeds are texts of each shape that the grammar and the leniencies know.
var seeds = []string{
	`userName eq "bjensen"`,
	`title pr and not (userType eq "Employee") or a sw "\u00e9\ud83d\ude00"`,
	`emails[type eq "work" and (value co "@example.com" or primary eq true)]`,
	emailFilter, `a[b pr] eq 1e5`, EnterpriseURN + `:manager.value pr`,
	`userName eq joe`, `a eq "the "big" one" or b pr`, `a+eq+"x"+and+(b+pr)`, ` ( a  eq"x"and b pr ) `,
	`a eq "C:\"`, `not`, `((((`, `a[b[c pr]]`, `a eq "x\ud800"`, `$ref pr`, ``, `emails[type eq work].value`,
}

func FuzzParse(f *testing.F) {
	fuzzText(f, readFilter)
}

func FuzzParseTarget(f *testing.F) {
	fuzzText(f, readTarget)
}

func fuzzText(f *testing.F, read reader) {
	for _, seed := range seeds {
		f.Add(seed, uint8(All))
	}
	f.Fuzz(func(t *testing.T, text string, allow uint8) {
		printed, used, err := read(text, 0)
		if used != 0 {
			t.Errorf("%q: used %v, though none was allowed", text, used.Names())
		}
		checkText(t, read, text, printed, err)
		if _, used, _ := read(text, Lenience(allow)); used&^Lenience(allow) != 0 {
			t.Errorf("%q: used %v, though only %v were allowed", text, used.Names(), Lenience(allow).Names())
		}
	})
}

package compare

import "testing"

func TestNumbers(t *testing.T) {
	f := func(a, b string, want int) {
		t.Helper()
		got, ok := Numbers(a, b)
		back, _ := Numbers(b, a)
		if !ok || got != want || back != -want {
			t.Errorf("%s and %s: got %d, back %d, %v; want %d", a, b, got, back, ok, want)
		}
	}
	f("1.10", "1.1", 0)
	f("0", "-0.00e5", 0)
	f("100", "1e2", 0)
	f("0.001", "1E-3", 0)
	f("1e400", "1e401", -1)
	f("-1", "1", -1)
	f("-2", "-1", -1)
	f("-10", "-9", -1)
	f("10", "9", 1)
	f("0.5", "0.49999", 1)
	f("0", "0.0000000001", -1)
	f("12345678901234567890", "12345678901234567891", -1)
	if _, ok := Numbers("1e99999999999999999999", "1"); ok {
		t.Error("an exponent beyond all use is compared")
	}
}

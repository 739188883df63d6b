package compare

import (
	"cmp"
	"strconv"
	"strings"
)

// A decimal is the number 0.DIGITS times ten to the power of exponent. The
// digits neither begin nor end with a zero; those of zero are none.
type decimal struct {
	negative bool
	digits   string
	exponent int
}

// maxExponent bounds the exponents that are read, so that sums of them and of
// lengths do not overflow.
const maxExponent = 1 << 40

// Numbers compares two numbers of JSON exactly: negative, zero or
// positive. It fails where an exponent is beyond all use.
func Numbers(a, b string) (order int, ok bool) {
	x, okX := parseDecimal(a)
	y, okY := parseDecimal(b)
	if !okX || !okY {
		return 0, a == b
	}
	return x.compare(y), true
}

// parseDecimal reads a number of JSON.
func parseDecimal(s string) (d decimal, ok bool) {
	mantissa := s
	if e := strings.IndexAny(s, "eE"); e >= 0 {
		n, err := strconv.Atoi(s[e+1:])
		if err != nil || n > maxExponent || n < -maxExponent {
			return d, false
		}
		mantissa, d.exponent = s[:e], n
	}
	mantissa, d.negative = strings.CutPrefix(mantissa, "-")
	whole, fraction, _ := strings.Cut(mantissa, ".")
	d.exponent += len(whole)
	digits := whole + fraction
	d.digits = strings.TrimLeft(digits, "0")
	d.exponent -= len(digits) - len(d.digits)
	d.digits = strings.TrimRight(d.digits, "0")
	if d.digits == "" {
		return decimal{}, true
	}
	return d, true
}

// sign returns -1, 0 or 1.
func (d decimal) sign() int {
	switch {
	case d.digits == "":
		return 0
	case d.negative:
		return -1
	}
	return 1
}

func (d decimal) compare(e decimal) int {
	sign := d.sign()
	return cmp.Or(
		cmp.Compare(sign, e.sign()),
		sign*cmp.Compare(d.exponent, e.exponent),
		sign*strings.Compare(d.digits, e.digits),
	)
}

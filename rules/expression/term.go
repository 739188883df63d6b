package expression

// A frame is what an expression is worked out for.
type frame struct {
	value string   // of an expression about one value
	texts []string // of the attributes that are read, in their order
}

// An of works out a part of an expression.
type of[T any] func(frame) (T, error)

// A sort is a type of values.
type sort string

const (
	aText   sort = "a text"
	aNumber sort = "a number"
	aTruth  sort = "true or false"
)

// A term is a part of an expression whose types are right. The one of its functions that its
// sort names is there.
type term struct {
	sort   sort
	text   of[string]
	number of[int]
	truth  of[bool]
}

func textTerm(f of[string]) term { return term{sort: aText, text: f} }
func numberTerm(f of[int]) term  { return term{sort: aNumber, number: f} }
func truthTerm(f of[bool]) term  { return term{sort: aTruth, truth: f} }

// always is what does not depend on any value.
func always[T any](v T) of[T] { return func(frame) (T, error) { return v, nil } }

// with is what f makes of another part.
func with[A, T any](a of[A], f func(A) (T, error)) of[T] {
	return func(in frame) (T, error) {
		v, err := a(in)
		if err != nil {
			var none T
			return none, err
		}
		return f(v)
	}
}

// withBoth is what f makes of two other parts.
func withBoth[A, B, T any](a of[A], b of[B], f func(A, B) (T, error)) of[T] {
	return func(in frame) (t T, err error) {
		v, err := a(in)
		if err != nil {
			return t, err
		}
		w, err := b(in)
		if err != nil {
			return t, err
		}
		return f(v, w)
	}
}

// either is one of two parts, and works out that one only.
func either[T any](condition of[bool], yes, no of[T]) of[T] {
	return func(in frame) (t T, err error) {
		holds, err := condition(in)
		if err != nil {
			return t, err
		}
		if holds {
			return yes(in)
		}
		return no(in)
	}
}

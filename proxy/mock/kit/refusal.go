package kit

import (
	"fmt"
	"net/http"
	"strings"
)

// A Refusal is an error that the client gets to see. Where none is given, nothing was refused.
type Refusal struct {
	Status   int
	ScimType string // empty where the vendor has none
	Detail   string
}

// Refuse makes a refusal of its parts.
func Refuse(status int, scimType, detail string) *Refusal {
	return &Refusal{Status: status, ScimType: scimType, Detail: detail}
}

// Invalid is a 400. Where a vendor has not published its words, the format is the mock's own.
func Invalid(scimType, format string, args ...any) *Refusal {
	return Refuse(http.StatusBadRequest, scimType, fmt.Sprintf(format, args...))
}

// Missing is the 404 for what does not exist: "endpoint", "user".
func Missing(what string) *Refusal { return Refuse(http.StatusNotFound, "", "no such "+what) }

// NotAllowed is the 405 of an endpoint, with the header that names what it takes.
func NotAllowed(w http.ResponseWriter, methods ...string) *Refusal {
	w.Header().Set("Allow", strings.Join(methods, ", "))
	return Refuse(http.StatusMethodNotAllowed, "", "this endpoint takes "+strings.Join(methods, ", "))
}

package kit

import (
	"net/http"
	"strconv"

	"scimshim/proxy/mock/kit/ordered"
)

// WriteJSON writes a JSON answer. A Content-Type that was set before stays; the default is
// application/scim+json.
func WriteJSON(w http.ResponseWriter, status int, v any) {
	if w.Header().Get("Content-Type") == "" {
		w.Header().Set("Content-Type", MediaType)
	}
	w.WriteHeader(status)
	_, _ = w.Write(ordered.Encode(v)) // into the answer's buffer: cannot fail
}

// WriteError writes an error of RFC 7644, section 3.12, its members in the order schemas, status, scimType,
// detail. The scimType is left out where it is empty.
func WriteError(w http.ResponseWriter, status int, kind, detail string) {
	body := ordered.New("schemas", []any{ErrorURN}, "status", strconv.Itoa(status))
	if kind != "" {
		body.Set("scimType", kind)
	}
	body.Set("detail", detail)
	WriteJSON(w, status, body)
}

// WriteList writes a ListResponse: the page's resources, and how many there are in all.
func WriteList(w http.ResponseWriter, page []any, total, startIndex int) {
	if page == nil {
		page = []any{}
	}
	WriteJSON(w, http.StatusOK, ordered.New(
		"schemas", []any{ListURN},
		"totalResults", total,
		"Resources", page,
		"startIndex", startIndex,
		"itemsPerPage", len(page),
	))
}

// Page cuts the page out of all hits; startIndex counts from 1.
func Page[T any](all []T, startIndex, count int) []T {
	from := min(max(startIndex, 1)-1, len(all))
	return all[from:min(from+max(count, 0), len(all))]
}

// Document returns the document of discovery of that id, all of them for an empty id, or nil.
func Document(all []any, id string) any {
	if id == "" {
		return all
	}
	for _, document := range all {
		if ordered.TextOf(document, "id") == id {
			return document
		}
	}
	return nil
}

// WriteDocuments answers discovery: a list as a ListResponse, one document as it is.
func WriteDocuments(w http.ResponseWriter, found any) {
	if all, ok := found.([]any); ok {
		WriteList(w, all, len(all), 1)
	} else {
		WriteJSON(w, http.StatusOK, found)
	}
}

// Package reason names the reasons for which the proxy refuses, which are a label of its
// metrics and a field of its log: All are those of package rewrite and the proxy's own. Refuse
// makes a refusal, and Cure says what whoever has to act does about a reason.
package reason

import (
	"errors"
	"slices"

	"scimshim/rewrite"
)

// The reasons for which this package refuses, beside those of package rewrite.
const (
	Method       rewrite.Reason = "method"             // none of SCIM's, or none of the endpoint's
	Path         rewrite.Reason = "path"               // no endpoint, or a malformed path
	Gone         rewrite.Reason = "route_removed"      // the path of a route that was just taken out
	Query        rewrite.Reason = "query"              // a malformed query or an unknown parameter
	FilterLength rewrite.Reason = "filter_length"      // the filter is too long
	Credential   rewrite.Reason = "credential"         // the client's credential is missing or wrong
	ContentType  rewrite.Reason = "content_type"       // the body is no JSON, or is encoded
	Header       rewrite.Reason = "header"             // a header or framing that can be read in two ways
	Version      rewrite.Reason = "version"            // a version of HTTP other than 1.1 and 1.0
	Busy         rewrite.Reason = "busy"               // too many requests at once
	DNS          rewrite.Reason = "target_dns"         // the name of the target's host was not resolved
	Unreachable  rewrite.Reason = "target_unreachable" // no connection to the target
	TLS          rewrite.Reason = "target_tls"         // no TLS with the target
	Broken       rewrite.Reason = "target_broken"      // the connection ended before the whole answer
	Timeout      rewrite.Reason = "target_timeout"     // the target did not answer in time
	Paced        rewrite.Reason = "target_paced"       // the target may not be sent so much, or so soon
	Held         rewrite.Reason = "held"               // the guard holds changes of this sort
	Rejected     rewrite.Reason = "rejected"           // an administrator has rejected what was held
	TargetBusy   rewrite.Reason = "target_busy"        // all connections to the target are in use
	Internal     rewrite.Reason = "internal"           // a fault of the proxy's
)

// All returns the values of the label reason.
func All() []rewrite.Reason {
	return slices.Concat(rewrite.Reasons(), []rewrite.Reason{
		Method, Path, Gone, Query, FilterLength, Credential, ContentType,
		Header, Version, Busy, DNS, Unreachable,
		TLS, Broken, Timeout, Paced, Held, Rejected, TargetBusy, Internal,
	})
}

// Refuse returns a Refusal without a scimType.
func Refuse(status int, reason rewrite.Reason, detail string) *rewrite.Refusal {
	return &rewrite.Refusal{Status: status, Reason: reason, Detail: detail}
}

// RefusalOf returns the Refusal that an error is or stands for.
func RefusalOf(err error) *rewrite.Refusal {
	var r *rewrite.Refusal
	if errors.As(err, &r) {
		return r
	}
	return Refuse(500, Internal, "the proxy failed to carry out the request, which is a fault of its "+
		"own; the request id leads to its log")
}

// Of returns the reason of an error; empty for none.
func Of(err error) rewrite.Reason {
	if err == nil {
		return ""
	}
	return RefusalOf(err).Reason
}

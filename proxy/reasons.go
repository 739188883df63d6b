package proxy

import (
	"errors"
	"slices"

	"scimshim/rewrite"
)

// The reasons for which this package refuses, beside those of package rewrite.
const (
	reasonMethod       rewrite.Reason = "method"             // none of SCIM's, or none of the endpoint's
	reasonPath         rewrite.Reason = "path"               // no endpoint, or a malformed path
	reasonGone         rewrite.Reason = "route_removed"      // the path of a route that was just taken out
	reasonQuery        rewrite.Reason = "query"              // a malformed query or an unknown parameter
	reasonFilterLength rewrite.Reason = "filter_length"      // the filter is too long
	reasonCredential   rewrite.Reason = "credential"         // the client's credential is missing or wrong
	reasonContentType  rewrite.Reason = "content_type"       // the body is no JSON, or is encoded
	reasonHeader       rewrite.Reason = "header"             // a header or framing that can be read in two ways
	reasonVersion      rewrite.Reason = "version"            // a version of HTTP other than 1.1 and 1.0
	reasonBusy         rewrite.Reason = "busy"               // too many requests at once
	reasonDNS          rewrite.Reason = "target_dns"         // the name of the target's host was not resolved
	reasonUnreachable  rewrite.Reason = "target_unreachable" // no connection to the target
	reasonTLS          rewrite.Reason = "target_tls"         // no TLS with the target
	reasonBroken       rewrite.Reason = "target_broken"      // the connection ended before the whole answer
	reasonTimeout      rewrite.Reason = "target_timeout"     // the target did not answer in time
	reasonTargetBusy   rewrite.Reason = "target_busy"        // all connections to the target are in use
	reasonInternal     rewrite.Reason = "internal"           // a fault of the proxy's
)

// Reasons returns the values of the label reason.
func Reasons() []rewrite.Reason {
	return slices.Concat(rewrite.Reasons(), []rewrite.Reason{
		reasonMethod, reasonPath, reasonGone, reasonQuery, reasonFilterLength, reasonCredential, reasonContentType,
		reasonHeader, reasonVersion, reasonBusy, reasonDNS, reasonUnreachable,
		reasonTLS, reasonBroken, reasonTimeout, reasonTargetBusy, reasonInternal,
	})
}

// refuse returns a Refusal without a scimType.
func refuse(status int, reason rewrite.Reason, detail string) *rewrite.Refusal {
	return &rewrite.Refusal{Status: status, Reason: reason, Detail: detail}
}

// refusalOf returns the Refusal that an error is or stands for.
func refusalOf(err error) *rewrite.Refusal {
	var r *rewrite.Refusal
	if errors.As(err, &r) {
		return r
	}
	return refuse(500, reasonInternal, "the proxy failed to carry out the request, which is a fault of its "+
		"own; the request id leads to its log")
}

// reasonOf returns the reason of an error; empty for none.
func reasonOf(err error) rewrite.Reason {
	if err == nil {
		return ""
	}
	return refusalOf(err).Reason
}

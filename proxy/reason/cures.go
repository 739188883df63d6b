package reason

import "scimshim/rewrite"

// cures says of each reason what whoever has to act does about it.
var cures = map[rewrite.Reason]string{
	rewrite.FilterSyntax: "correct the filter where the sentence says; the client's template or mapping makes it",
	rewrite.FilterUnsupported: "match by an attribute that the target filters by, or say filter, or beyond or index " +
		"in queries",
	rewrite.PathSyntax:        "correct the attribute in the client's mapping",
	rewrite.BodySyntax:        "report it to the maker of the client, or have it understood by read or normalize",
	rewrite.BodySize:          "send less at once; the limits are in the README",
	rewrite.ValueInvalid:      "correct the value's mapping, or add booleans to normalize",
	rewrite.RuleRefused:       "the log line names the rule; do what the sentence says, or set the pack's parameter",
	rewrite.TooMany:           "narrow the filter, or raise the bounds in beyond of queries",
	rewrite.AnswerUnreadable:  "check the target's URL; state the shape of its errors in errors",
	rewrite.AnswerContradicts: "do not retry; ask the target's maker, or list the attribute in unproven of queries",
	rewrite.AssumptionBroken:  "what the rule assumes of your data is wrong: turn it off, or mend the data",
	rewrite.IndexBehind:       "wait for the next walk; the log says why the last one was not complete",
	rewrite.TargetCredential:  "renew the route's target.auth; the file of a secret is read again",
	rewrite.TargetError:       "see the target's status and its own log",
	rewrite.Partial:           "nothing, if the client repeats the request; else do what the sentence says",
	rewrite.State:             "see scimshim_state_errors_total and the log: raise its bounds, or mend its file",
	Method:                    "use a method that the endpoint has",
	Path:                      "correct the Tenant URL; the endpoint may be missing in the route's resources",
	Gone:                      "put the route back; after ten minutes its path is answered 404",
	Query:                     "correct the query; blanks and quotes in it are percent-encoded",
	FilterLength:              "ask for less at once",
	Credential:                "the client's Secret Token must be the content of its bearer_file",
	ContentType:               "send application/scim+json, not compressed",
	Header:                    "look at what stands between the client and the proxy",
	Version:                   "let what stands in front speak HTTP/1.1",
	Busy:                      "try again; scimshim_shed_total says what there is too much of",
	DNS:                       "correct the host of target.url, or the host's DNS",
	Unreachable:               "correct target.url; let the network pass its port",
	TLS:                       "renew the target's certificate, or correct target.url; the sentence says which",
	Broken:                    "if anything was sent, a write may be done: read the resource; see reuse",
	Timeout:                   "if anything was sent, a write may be done: read the resource; raise target.timeout",
	Paced:                     "nothing, if the client comes again; else raise pace of the route's target",
	Held:                      "see whether the changes are meant: scimshim guard release, or scimshim guard reject",
	Rejected:                  "nothing, if that was meant; else scimshim guard release",
	TargetBusy:                "raise max_connections, if the target can do more at once",
	Internal:                  "report it with the log line; it is a fault of the proxy",
}

// Cure says what to do about what was refused for a reason.
func Cure(reason rewrite.Reason) string { return cures[reason] }

package metric

import "slices"

// A Doc describes one metric of the proxy.
type Doc struct {
	Name   string
	Type   string // counter, gauge or histogram
	Labels []string
	Help   string
}

// metricDocs is where the metrics are defined: their collectors are made from
// it, and the documentation is checked against it.
var metricDocs = []Doc{
	{"scimshim_requests_total", "counter", []string{"route", "method", "resource", "code"},
		"Requests answered, by the status that the client got."},
	{"scimshim_request_duration_seconds", "histogram", []string{"route", "method", "resource"},
		"Time from a request's arrival to its answer."},
	{"scimshim_target_duration_seconds", "histogram", []string{"route", "method", "resource"},
		"Time that requests waited for the target, including its credential and connection."},
	{"scimshim_target_responses_total", "counter", []string{"route", "method", "resource", "code"},
		"Answers from the target, including those to requests that the proxy made itself."},
	{"scimshim_rule_messages_total", "counter", []string{"route", "rule", "outcome"},
		"Messages that a step looked at, by outcome."},
	{"scimshim_rule_operations_dropped_total", "counter", []string{"route", "rule"},
		"PATCH operations, and parts of their values and of bodies, that a step dropped."},
	{"scimshim_refusals_total", "counter", []string{"route", "reason"},
		"Requests that the proxy refused, and answers that it did not pass on."},
	{"scimshim_filter_plans_total", "counter", []string{"route", "resource", "plan"},
		"Filters that were compared with the forms that the target accepts, by how they were answered."},
	{"scimshim_unmatched_resources_total", "counter", []string{"route", "resource"},
		"Resources in a target's answer that were left out because they do not match the client's filter."},
	{"scimshim_local_answers_total", "counter", []string{"route", "resource"},
		"Requests that a step answered without asking the target."},
	{"scimshim_empty_answers_total", "counter", []string{"route", "resource", "warrant"},
		"Queries answered with an empty list, by what the answer relies on: target, index or assumption."},
	{"scimshim_unverified_answers_total", "counter", []string{"route", "resource"},
		"Answers that did not show whether they belong to their request, including errors that are not SCIM."},
	{"scimshim_assumption_broken", "gauge", []string{"route", "rule"},
		"Whether an exchange has shown that what a step assumes about the data is wrong; it then answers 503."},
	{"scimshim_panics_total", "counter", nil,
		"Requests that failed because of a bug in the proxy."},
	{"scimshim_stale_connections_total", "counter", []string{"route"},
		"Idle connections that the target had closed."},
	{"scimshim_stray_connections_total", "counter", []string{"route"},
		"Connections on which the target sent bytes that were not an answer to a request."},
	{"scimshim_connection_reuse", "gauge", []string{"route"},
		"Whether connections to the target are reused; with reuse auto, 0 after a stray connection."},
	{"scimshim_target_connections", "gauge", []string{"route", "state"},
		"Open connections to the target: active (in use by a request) or idle (kept for later requests)."},
	{"scimshim_target_left_alone", "gauge", []string{"route"},
		"Whether the target failed so often that it is sent nothing for a while; see breaker of its pace."},
	{"scimshim_requests_in_flight", "gauge", nil,
		"Requests being served, until the last byte of the answer is written."},
	{"scimshim_connections", "gauge", []string{"listener", "state"},
		"Open connections of a listener, public or admin: new (nothing was sent yet), active or idle."},
	{"scimshim_connections_limit", "gauge", []string{"listener"},
		"Connections that a listener may have open; one more takes the place of another."},
	{"scimshim_connections_refused_total", "counter", []string{"listener", "cause"},
		"Connections that were refused or closed early, by cause."},
	{"scimshim_body_bytes", "gauge", nil,
		"Bytes reserved for bodies: of requests, of answers, and of replies that are not yet sent."},
	{"scimshim_body_bytes_limit", "gauge", nil,
		"Bytes that may be reserved for bodies."},
	{"scimshim_waiting", "gauge", []string{"for"},
		"Requests that wait for memory, for their turn to have a large body rewritten, or for the pace of the target."},
	{"scimshim_shed_total", "counter", []string{"cause"},
		"Requests refused because of overload, by cause."},
	{"scimshim_ruleset_info", "gauge", []string{"hash"},
		"The rules in use; always 1."},
	{"scimshim_ruleset_loaded_timestamp_seconds", "gauge", nil,
		"When the rules in use were loaded, in seconds since 1970."},
	{"scimshim_ruleset_last_load_successful", "gauge", nil,
		"Whether the last attempt to load rules succeeded."},
	{"scimshim_ruleset_last_load_refused", "gauge", nil,
		"Whether the last attempt to load rules was refused because something would be lost, and needs to be " +
			"confirmed."},
	{"scimshim_certificate_expiry_timestamp_seconds", "gauge", []string{"shown_to", "route"},
		"When a certificate expires, in seconds since 1970; shown_to is public, admin or target, or proxy for the " +
			"target's own."},
	{"scimshim_token_expiry_timestamp_seconds", "gauge", []string{"route"},
		"When the access token for a target expires, in seconds since 1970; absent if there is none."},
	{"scimshim_ready", "gauge", nil,
		"Whether the proxy accepts requests: rules are in use, its listener answers, and it is not shutting down."},
	{"scimshim_index_resources", "gauge", []string{"route", "resource"},
		"Resources that an index knows."},
	{"scimshim_index_bytes", "gauge", []string{"route", "resource"},
		"Memory that an index uses, in bytes."},
	{"scimshim_index_complete", "gauge", []string{"route", "resource"},
		"Whether an index can be certain that nobody has a value."},
	{"scimshim_index_age_seconds", "gauge", []string{"route", "resource"},
		"Time since the last complete walk of an index began; absent before the first one."},
	{"scimshim_index_walks_total", "counter", []string{"route", "resource", "outcome"},
		"Walks through the resources of a target to build an index, by outcome."},
	{"scimshim_guard_changes_total", "counter", []string{"route", "sort"},
		"Changes that the guard of a route has let through: deletes, disables and removals of members."},
	{"scimshim_guard_refused_total", "counter", []string{"route", "sort"},
		"Requests refused because changes of their sort are held, or were rejected."},
	{"scimshim_guard_held", "gauge", []string{"route", "sort"},
		"Whether changes are held until an administrator releases or rejects them."},
	{"scimshim_state_entries", "gauge", []string{"route", "room"},
		"Entries of the state, by what they are about."},
	{"scimshim_state_bytes", "gauge", []string{"route", "room"},
		"Bytes of the state, by what they are about."},
	{"scimshim_state_errors_total", "counter", []string{"route", "cause"},
		"Times that something could not be kept in the state or read from it, by cause; the request was refused."},
	{"scimshim_log_lines_dropped_total", "counter", nil,
		"Log lines that are lost because nobody read the log in time or it could not be written."},
	{"scimshim_build_info", "gauge", []string{"version"},
		"The version of the proxy; always 1."},
}

// Docs returns a description of each metric of the proxy. The Go
// runtime's and the process's own are not among them. The caller may keep and
// change what it gets.
func Docs() []Doc {
	all := slices.Clone(metricDocs)
	for i := range all {
		all[i].Labels = slices.Clone(all[i].Labels)
	}
	return all
}

// docOf returns the definition of a metric.
func docOf(name, kind string) Doc {
	d, ok := find(name, kind)
	if !ok {
		panic("BUG: no " + kind + " " + name + " is defined")
	}
	return d
}

func find(name, kind string) (Doc, bool) {
	for _, d := range metricDocs {
		if d.Name == name && d.Type == kind {
			return d, true
		}
	}
	return Doc{}, false
}

// Package response reads what a target's answer says, of its body alone: whether it is a list and how
// many resources there are, an error and in which words, no more than that something is done, or the
// resource that was to be created. It reads what real services send, be it SCIM or not, and writes
// the lists that the proxy answers itself.
//
// It knows no request, and decides nothing: whether an answer belongs to the request, and may be
// believed, is for package rewrite to say. Bodies have passed json.Check but for those of Words,
// Plain and SaysDone, which take what came. All functions may be called from several goroutines.
//
// In reading order: Resources, ReadListing, SaysNobody, Page; ReadError, Words, Tidy; SaysDone,
// Created.
package response

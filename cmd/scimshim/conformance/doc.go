// Package conformance is a room of tests: traffic that others wrote, at servers that others
// wrote.
//
// In every go test, requests that were pasted into issues, documents and collections (the
// corpus, which lies outside of the project: SCIM_CORPUS) are played through the packs to
// imitated targets, and judged by an evaluator and an applier that know nothing of the
// rewriter (wild_*). Each must come out right, or be refused with nothing changed;
// testdata/wild-*.tsv says which, and go test -update-wild writes that anew.
//
// Under the tag conformance, which make conformance sets, SCIM servers, client suites, clients
// and an SDK of others run on this machine (testdata/install.sh installs them): cycles, the
// corpus and the suites straight and through the proxy, probes of the servers, the cycles and the
// corpus through the packs that these print, and the SDK's word on all that is sent to ServiceNow.
// What cannot be right there is in testdata/exceptions-*.tsv, each line with its reason; a line
// that is no longer true fails.
package conformance

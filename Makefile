.PHONY: test check build conformance siege wire-servers

test:
	go test ./...

check:
	.ci/run

build:
	CGO_ENABLED=0 go build -trimpath -o scimshim ./cmd/scimshim

# Real SCIM servers and client suites of others, on 127.0.0.1. Needs Node, Python and a JDK with
# Maven; what they need in turn is installed below ~/.cache.
conformance:
	cmd/scimshim/conformance/testdata/install.sh
	go test -tags conformance -count=1 -timeout=10m -v -run=Conformance ./cmd/scimshim/conformance

# The program as a process under floods, large bodies, hostile targets, half-written files and
# signals, on 127.0.0.1, with its figures. A million exchanges: make siege SIEGE=-exchanges=1000000
siege:
	go test ./cmd/scimshim/siege -tags siege -count=1 -timeout=30m -v -run=Siege $(SIEGE)

# The table of HTTP requests through nginx and HAProxy of Debian, which are unpacked below ~/.cache,
# on 127.0.0.1. UPDATE=-update-wire writes down what they refuse.
wire-servers:
	WIRE_SERVERS="$$(proxy/wiretest/testdata/wire_install.sh)" go test ./proxy/wiretest -tags wireservers -count=1 -timeout=2m -v -run=WireServers -args $(UPDATE)

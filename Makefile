.PHONY: test check build bench bench-proxy conformance siege cycle wire-servers

test:
	go test ./...

check:
	.ci/run

# Without symbols and DWARF, which a third of the file would be; panics and profiles need neither.
build:
	CGO_ENABLED=0 go build -trimpath -ldflags "-s -w" -o scimshim ./cmd/scimshim

# All benchmarks, as benchstat reads them: COUNT says how often, BENCH which, PACKAGES of which packages.
COUNT = 1
BENCH = .
PACKAGES = ./...
bench:
	go test $(PACKAGES) -run='^$$' -bench='$(BENCH)' -benchmem -count=$(COUNT) -p=1 -timeout=2h

# The program beside nginx with Lua and others on 127.0.0.1, by a load harness that is a folder of its
# own: SCIM_BENCH, or ../shared/bench. What it takes is said in deploy/bench/run.
bench-proxy:
	deploy/bench/run

# Real SCIM servers and client suites of others, on 127.0.0.1. Needs Node, Python and a JDK with
# Maven; what they need in turn is installed below ~/.cache.
conformance:
	cmd/scimshim/conformance/testdata/install.sh
	go test -tags conformance -count=1 -timeout=20m -v -run=Conformance ./cmd/scimshim/conformance

# The program as a process under floods, large bodies, hostile targets, half-written files and
# signals, on 127.0.0.1, with its figures. A million exchanges: make siege SIEGE=-exchanges=1000000
siege:
	go test ./cmd/scimshim/siege -tags siege -count=1 -timeout=30m -v -run=Siege $(SIEGE)

# Entra's initial cycle of 10,000 users and 500 groups at 50 requests a second, against a target that puts
# requests off, through a proxy that is restarted meanwhile. Takes ten minutes; make siege has a small one.
cycle:
	go test ./cmd/scimshim/siege -tags siege -count=1 -timeout=60m -v -run=InitialCycle \
	  -users=10000 -groups=500 -rate=50 -restarts=9 $(CYCLE)

# The table of HTTP requests through nginx and HAProxy of Debian, which are unpacked below ~/.cache,
# on 127.0.0.1. UPDATE=-update-wire writes down what they refuse.
wire-servers:
	WIRE_SERVERS="$$(proxy/wiretest/testdata/wire_install.sh)" go test ./proxy/wiretest -tags wireservers -count=1 -timeout=2m -v -run=WireServers -args $(UPDATE)

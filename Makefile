.PHONY: test check build

test:
	go test ./...

check:
	.ci/run

build:
	CGO_ENABLED=0 go build -trimpath -o scimshim ./cmd/scimshim

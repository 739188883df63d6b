// Scimshim is a reverse proxy that makes the SCIM 2.0 traffic of an identity
// provider acceptable to a strict target, and the target's answers acceptable
// to the identity provider. Its commands also check, test and explain the rules
// by which it does so.
//
// Every command exits with 0 if all is good, with 1 if what it was to do failed
// or what it looked at is bad, and with 2 if it was called wrongly.
package main

import "os"

func main() {
	os.Exit(run(newRoot(), os.Args[1:]))
}

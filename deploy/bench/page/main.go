// Command page writes deploy/bench/SPEED.md and its curves out of what was measured: the output of
// make bench in results/go.txt, the samples of make bench-proxy in results/proxy.tsv, and the
// tables that the tests hold, of which it has copies in results. Run it in deploy/bench:
//
//	go run ./page                             writes the page anew
//	go run ./page -samples a.json,b.json      takes samples of runs into results/proxy.tsv before
package main

import (
	"flag"
	"fmt"
	"os"
)

func main() {
	samples := flag.String("samples", "", "samples of the load harness that replace results/proxy.tsv")
	flag.Parse()
	if err := run(*samples); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

// run writes the page of the working folder.
func run(samples string) error {
	if samples != "" {
		if err := takeSamples(samples, "results/proxy.tsv"); err != nil {
			return err
		}
	}
	files, err := pageOf(".", "../../rules/workload/testdata")
	if err != nil {
		return err
	}
	for name, text := range files {
		if err := os.WriteFile(name, []byte(text), 0o644); err != nil {
			return err
		}
	}
	return nil
}

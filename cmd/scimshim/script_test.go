package main

import (
	"fmt"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"

	"scimshim/rewrite/racetest"
)

func TestMain(m *testing.M) {
	testscript.Main(m, map[string]func(){"scimshim": main})
}

// TestScripts runs the commands as a person would. Beside what testscript has,
// the scripts know these commands; see script_cmds_test.go.
//
//	misused REGEXP ARGS...        runs scimshim, which must exit with 2 and say one line
//	start NAME ARGS...            runs scimshim in the background, its log in NAME.log;
//	                              $NAME and $NAME_admin are its URLs once it listens,
//	                              $NAME_address the host and port of the last
//	end NAME [SIGNAL]             ends it (TERM), and checks that it exits with 0
//	signal NAME SIGNAL            sends it a signal
//	await FILE REGEXP [COUNT]     waits until so many lines of a file match
//	http STATUS METHOD URL [-H FIELD]... [-d BODY]
//	                              sends a request, checks the status, prints the answer
func TestScripts(t *testing.T) {
	testscript.Run(t, testscript.Params{
		Dir:                 "testdata/script",
		RequireExplicitExec: true,
		RequireUniqueNames:  true,
		Condition:           condition,
		Cmds: map[string]func(*testscript.TestScript, bool, []string){
			"misused": misusedCmd, "start": startCmd, "end": endCmd, "signal": signalCmd,
			"await": awaitCmd, "http": httpCmd, "ids": idsCmd,
		},
	})
}

// condition knows the conditions of scripts: [race] holds under the race detector, which
// multiplies the time of a command.
func condition(name string) (bool, error) {
	if name != "race" {
		return false, fmt.Errorf("unknown condition %s", name)
	}
	return racetest.On, nil
}

package deploy

import (
	"strings"
	"testing"
)

// instructions returns the instructions of the Dockerfile, one a line.
func instructions(t *testing.T) []string {
	t.Helper()
	var list []string
	joined := strings.ReplaceAll(text(t, "docker/Dockerfile"), "\\\n", " ")
	for line := range strings.Lines(joined) {
		if line = strings.TrimSpace(line); line != "" && !strings.HasPrefix(line, "#") {
			list = append(list, strings.Join(strings.Fields(line), " "))
		}
	}
	return list
}

// stages returns the instructions of the build, and those of the last stage.
func stages(t *testing.T) (build, last []string) {
	t.Helper()
	all := instructions(t)
	i := len(all) - 1
	for i > 0 && !strings.HasPrefix(all[i], "FROM ") {
		i--
	}
	return all[:i], all[i:]
}

func TestDockerfile(t *testing.T) {
	f := func(stage []string, want ...string) {
		t.Helper()
		joined := strings.Join(stage, "\n") + "\n"
		for _, w := range want {
			if !strings.Contains(joined, w) {
				t.Errorf("there is no %q in\n%s", w, joined)
			}
		}
	}
	build, last := stages(t)
	f(build, "CGO_ENABLED=0", "-trimpath", `-ldflags "-s -w"`, "go mod verify")
	f(last, "/distroless/static-debian12:nonroot\n", "\nUSER 65532:65532\n", "\nHEALTHCHECK ",
		`CMD ["/usr/local/bin/scimshim", "healthz", "--admin", "127.0.0.1:9464"]`,
		`ENTRYPOINT ["/usr/local/bin/scimshim"]`,
		`CMD ["serve", "--config", "/etc/scimshim/scimshim.yaml"]`)
}

func TestDockerfileIsPlain(t *testing.T) {
	for _, line := range instructions(t) {
		switch word, rest, _ := strings.Cut(line, " "); word {
		case "FROM":
			image, _, _ := strings.Cut(rest, " ")
			if _, tag, _ := strings.Cut(image, ":"); tag == "" || tag == "latest" {
				t.Errorf("%q has no fixed tag", line)
			}
		case "ADD":
			t.Errorf("%q: COPY does no more than it says", line)
		}
	}
	_, last := stages(t)
	for _, line := range last {
		switch word, _, _ := strings.Cut(line, " "); word {
		case "RUN":
			t.Errorf("%q: nothing can run in the last stage", line)
		case "ENTRYPOINT", "CMD", "HEALTHCHECK":
			if !strings.Contains(line, "[") {
				t.Errorf("%q needs a shell, and there is none", line)
			}
		}
	}
}

// The compiler of the image is not older than the module asks for.
func TestDockerfileGoVersion(t *testing.T) {
	_, want, _ := strings.Cut(text(t, "../go.mod"), "\ngo ")
	want, _, _ = strings.Cut(want, "\n")
	want = want[:strings.LastIndex(want, ".")]
	if from := instructions(t)[0]; !strings.HasPrefix(from, "FROM golang:"+want+"-") {
		t.Errorf("the module asks for Go %s, the build is %q", want, from)
	}
}

// The context of the build has every folder with code, and begins with nothing.
func TestDockerignore(t *testing.T) {
	lines := strings.Fields(text(t, "docker/Dockerfile.dockerignore"))
	has := map[string]bool{}
	for _, line := range lines {
		has[line] = true
	}
	for _, want := range []string{"*", "!go.mod", "!go.sum", "!cmd", "!config", "!proxy", "!rewrite", "!rules"} {
		if !has[want] {
			t.Errorf("there is no line %q", want)
		}
	}
}

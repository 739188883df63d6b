package deploy

import (
	"os/exec"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"

	"scimshim/config"
)

const unit = "systemd/scimshim.service"

// setting returns the values of a setting of the unit.
func setting(t *testing.T, name string) []string {
	t.Helper()
	var values []string
	for line := range strings.Lines(text(t, unit)) {
		if value, ok := strings.CutPrefix(strings.TrimSpace(line), name+"="); ok {
			values = append(values, value)
		}
	}
	return values
}

func TestUnit(t *testing.T) {
	f := func(name, want string) {
		t.Helper()
		got := setting(t, name)
		if len(got) == 0 || strings.Join(got, "; ") != want {
			t.Errorf("%s is %q, want %q", name, got, want)
		}
	}
	f("ExecStart", "/usr/local/bin/scimshim serve --config /etc/scimshim/scimshim.yaml")
	f("ExecReload", "/bin/kill -HUP $MAINPID")
	f("DynamicUser", "yes")
	f("NoNewPrivileges", "yes")
	f("ProtectSystem", "strict")
	f("MemoryDenyWriteExecute", "yes")
	f("CapabilityBoundingSet", "")
	f("AmbientCapabilities", "")
	f("Type", "notify")
	f("NotifyAccess", "main")
	f("WatchdogSec", "60")
	f("RestrictAddressFamilies", "AF_INET AF_INET6 AF_UNIX") // AF_UNIX for the socket of Type=notify
	f("SystemCallFilter", "@system-service; ~@privileged @resources")
	f("MemoryMax", "256M")
	f("LimitCORE", "0")
	// What the configuration names by ${CREDENTIALS_DIRECTORY}, the key of TLS included.
	f("LoadCredential", "tls.crt:/etc/scimshim/secrets/tls.crt; tls.key:/etc/scimshim/secrets/tls.key; "+
		"client:/etc/scimshim/secrets/client; target:/etc/scimshim/secrets/target")
	seconds, err := strconv.Atoi(strings.Join(setting(t, "TimeoutStopSec"), ""))
	drain := config.DefaultTimeout + config.DrainMargin
	if err != nil || time.Duration(seconds)*time.Second <= drain {
		t.Errorf("TimeoutStopSec is %d, which is not longer than drain, %v", seconds, drain)
	}
}

// maxExposure is the score, from 0 to 10, that the unit must not exceed.
const maxExposure = 2.0

func TestUnitExposure(t *testing.T) {
	tool, err := exec.LookPath("systemd-analyze")
	if err != nil {
		t.Skip("systemd-analyze is not installed (Debian package systemd)")
	}
	out, err := exec.Command(tool, "security", "--offline=true", "--no-pager", unit).CombinedOutput()
	m := regexp.MustCompile(`Overall exposure level for scimshim\.service: ([0-9.]+)`).FindSubmatch(out)
	if m == nil {
		t.Skipf("this systemd-analyze does not judge unit files (systemd 250 does): %v", err)
	}
	score, err := strconv.ParseFloat(string(m[1]), 64)
	if err != nil || score > maxExposure {
		t.Errorf("the exposure is %s, want at most %.1f\n%s", m[1], maxExposure, out)
	}
}

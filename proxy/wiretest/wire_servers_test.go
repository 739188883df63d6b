//go:build wireservers

package wiretest

import (
	"fmt"
	"io"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"scimshim/proxy/roomtest"
)

const (
	peerParallel = 24
	peerPatience = 500 * time.Millisecond // for a proxy that waits for more of a request
)

// A peer is another reverse proxy: a program below the folder that wire_install.sh fills.
type peer struct {
	name, program string
	config        func(folder string, ports [][2]string) string
	args          func(file string) []string
}

var peers = []peer{
	{peerNginx, "usr/sbin/nginx", nginxConfig, func(file string) []string {
		return []string{"-p", filepath.Dir(file), "-e", "stderr", "-c", file}
	}},
	{peerHA, "usr/sbin/haproxy", haproxyConfig, func(file string) []string { return []string{"-db", "-f", file} }},
}

// TestWireServers sends the table of requests through nginx and HAProxy of Debian, and
// what this proxy forwards through that of Go's library, and fails for what two of them
// refuse, unless it is listed. With -update-wire the refusals are written for
// TestWirePeers.
func TestWireServers(t *testing.T) {
	root := os.Getenv("WIRE_SERVERS")
	if root == "" {
		t.Fatal("WIRE_SERVERS is not set; run make wire-servers")
	}
	table, forwarded, refused := wireRequests(), map[string]bool{}, refusals{}
	for _, row := range forwardedRows(t) {
		forwarded[row.name] = true
	}
	var lines []string
	for _, p := range peers {
		start, n := time.Now(), 0
		for i, took := range p.play(t, root, table, forwarded) {
			if took {
				n++
			} else if forwarded[table[i].name] {
				refused[table[i].name] = append(refused[table[i].name], p.name)
				lines = append(lines, p.name+"\t"+table[i].name+"\n")
			}
		}
		t.Logf("%s forwards %d of %d requests, in %.1f s", p.name, n, len(table), time.Since(start).Seconds())
	}
	t.Logf("this proxy forwards %d; %d of them one of the two refuses", len(forwarded), len(refused))
	if *updateWire {
		const head = "# What of the requests that are forwarded these proxies refuse; make wire-servers UPDATE=-update-wire writes it.\n"
		if err := os.WriteFile(peersFile, []byte(head+strings.Join(lines, "")), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	refused.addGo(t)
	refused.judge(t)
}

// play sends the rows through the proxy, and returns which of them it took. Those that
// matter are tried twice, since a busy machine is silent, too.
func (p *peer) play(t *testing.T, root string, table []wireRow, matters map[string]bool) (took []bool) {
	took = make([]bool, len(table))
	inParallel(p.start(t, root), len(table), func(w peerWorker, i int) {
		row := table[i]
		took[i] = w.try(row.raw) || matters[row.name] && w.try(row.raw)
	})
	return took
}

// try sends a row, and waits until the answer to the request that follows it is there, or
// the proxy closes the connection, or keeps silent.
func (w peerWorker) try(raw string) (took bool) {
	c, err := net.Dial("tcp", w.address)
	if err != nil {
		return false
	}
	defer w.target.take()
	go io.WriteString(c, raw)
	due := strings.Count(raw, wireNext)
	var got []byte
	b := make([]byte, 32<<10)
	for strings.Count(string(got), `{"id":"next"}`) < max(due, 1) {
		_ = c.SetReadDeadline(time.Now().Add(peerPatience))
		n, err := c.Read(b)
		if got = append(got, b[:n]...); err != nil {
			break
		}
	}
	c.Close()
	return w.took()
}

// start starts the proxy with a listener and a target for each worker.
func (p *peer) start(t *testing.T, root string) (workers []peerWorker) {
	t.Helper()
	folder := t.TempDir()
	if err := os.Chmod(folder, 0o755); err != nil {
		t.Fatal(err)
	}
	var ports [][2]string
	var held []net.Listener
	for range peerParallel {
		target := startStrictTarget(t, answerStrictly)
		ln, err := net.Listen("tcp", "127.0.0.1:0")
		if err != nil {
			t.Fatal(err)
		}
		held = append(held, ln)
		address := ln.Addr().String()
		ports = append(ports, [2]string{address, target.ln.Addr().String()})
		workers = append(workers, peerWorker{address, target})
	}
	for _, ln := range held {
		ln.Close()
	}
	file := filepath.Join(folder, "conf")
	if err := os.WriteFile(file, []byte(p.config(folder, ports)), 0o644); err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command(filepath.Join(root, p.program), p.args(file)...)
	cmd.Env = append(os.Environ(), "LD_LIBRARY_PATH="+filepath.Join(root, "usr/lib/x86_64-linux-gnu")+":"+filepath.Join(root, "usr/lib/aarch64-linux-gnu"))
	cmd.Stderr = os.Stderr
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		_ = cmd.Process.Signal(os.Interrupt)
		_ = cmd.Wait()
	})
	for _, w := range workers {
		roomtest.Eventually(t, p.name+" listens", func() bool {
			c, err := net.Dial("tcp", w.address)
			if err == nil {
				c.Close()
			}
			return err == nil
		})
	}
	return workers
}

func nginxConfig(folder string, ports [][2]string) string {
	var b strings.Builder
	fmt.Fprintf(&b, `daemon off; pid %[1]s/pid; worker_processes 1; error_log stderr crit; events { worker_connections 1024; }
http { access_log off; client_max_body_size 8m; client_body_buffer_size 4m; large_client_header_buffers 4 64k; proxy_ignore_client_abort on; proxy_http_version 1.1;
client_body_temp_path %[1]s/a; proxy_temp_path %[1]s/b; fastcgi_temp_path %[1]s/c; uwsgi_temp_path %[1]s/d; scgi_temp_path %[1]s/e;
`, folder)
	for _, p := range ports {
		fmt.Fprintf(&b, "server { listen %s; location / { proxy_pass http://%s; } }\n", p[0], p[1])
	}
	return b.String() + "}\n"
}

func haproxyConfig(_ string, ports [][2]string) string {
	var b strings.Builder
	b.WriteString("global\n nbthread 1\n maxconn 1000\n tune.bufsize 65536\ndefaults\n mode http\n option http-server-close\n timeout connect 2s\n" +
		" timeout client 10s\n timeout server 10s\n")
	for i, p := range ports {
		fmt.Fprintf(&b, "listen l%d\n bind %s\n server s %s\n", i, p[0], p[1])
	}
	return b.String()
}

package deploy

import (
	"net"
	"reflect"
	"strconv"
	"strings"
	"testing"
	"time"

	"scimshim/config"
)

// A manifest is a file of kubernetes/ that runs the proxy.
type manifest struct {
	*testing.T
	file       string
	containers string // where the container of the proxy is in the spec of the Pods
}

// manifests runs a test on each of them.
func manifests(t *testing.T, f func(manifest)) {
	for _, m := range []manifest{
		{file: "kubernetes/sidecar.yaml", containers: "initContainers"},
		{file: "kubernetes/gateway.yaml", containers: "containers"},
	} {
		t.Run(m.file, func(t *testing.T) {
			m.T = t
			f(m)
		})
	}
}

// kind returns the only document of a kind.
func (m manifest) kind(name string) object {
	m.Helper()
	var found []object
	for _, o := range documents(m.T, m.file) {
		if o.text("kind") == name {
			found = append(found, o)
		}
	}
	if len(found) != 1 {
		m.Fatalf("%d documents of kind %s", len(found), name)
	}
	return found[0]
}

// pod returns the spec of the Pods.
func (m manifest) pod() object {
	m.Helper()
	spec, ok := m.kind("Deployment").get("spec.template.spec").(map[string]any)
	if !ok {
		m.Fatal("the Deployment has no Pods")
	}
	return spec
}

// container returns the container of the proxy.
func (m manifest) container() object {
	m.Helper()
	for _, c := range m.pod().list(m.containers) {
		if c.text("name") == "scimshim" {
			return c
		}
	}
	m.Fatalf("none of %s is called scimshim", m.containers)
	return nil
}

// settings returns the configuration that the proxy gets.
func (m manifest) settings() *config.Config {
	m.Helper()
	return sound(m.T, "/etc/scimshim/scimshim.yaml", m.files()["scimshim.yaml"],
		map[string]string{"POD_IP": "192.0.2.7"}, m.files())
}

// files returns the files of the ConfigMap.
func (m manifest) files() map[string]string {
	m.Helper()
	files := map[string]string{}
	for name, data := range m.kind("ConfigMap")["data"].(map[string]any) {
		files[name] = data.(string)
	}
	return files
}

// expect compares the value at a path.
func (o object) expect(t *testing.T, path string, want any) {
	t.Helper()
	if got := o.get(path); !reflect.DeepEqual(got, want) {
		t.Errorf("%s: %s is %v, want %v", o.text("name"), path, got, want)
	}
}

// The Pod meets the restricted profile of the Pod Security Standards, and more.
func TestPodIsRestricted(t *testing.T) {
	manifests(t, func(m manifest) {
		p := m.pod()
		p.expect(m.T, "automountServiceAccountToken", false)
		p.expect(m.T, "securityContext.runAsNonRoot", true)
		p.expect(m.T, "securityContext.seccompProfile.type", "RuntimeDefault")
		for _, key := range []string{"hostNetwork", "hostPID", "hostIPC"} {
			p.expect(m.T, key, nil)
		}
		for _, c := range append(p.list("initContainers"), p.list("containers")...) {
			c.expect(m.T, "securityContext.runAsNonRoot", true)
			c.expect(m.T, "securityContext.readOnlyRootFilesystem", true)
			c.expect(m.T, "securityContext.allowPrivilegeEscalation", false)
			c.expect(m.T, "securityContext.privileged", nil)
			c.expect(m.T, "securityContext.capabilities", map[string]any{"drop": []any{"ALL"}})
			c.expect(m.T, "securityContext.seccompProfile.type", "RuntimeDefault")
			if c.get("resources.limits.memory") == nil {
				m.Errorf("%s has no limit of memory", c.text("name"))
			}
			if _, tag, _ := strings.Cut(c.text("image"), ":"); tag == "" || tag == "latest" {
				m.Errorf("%s has an image without a version", c.text("name"))
			}
		}
		for _, v := range p.list("volumes") {
			v.expect(m.T, "hostPath", nil)
		}
		m.kind("Namespace").expect(m.T, "metadata.labels",
			map[string]any{"pod-security.kubernetes.io/enforce": "restricted"})
	})
}

// The configuration is sound, and finds its files where they are mounted.
func TestManifestConfiguration(t *testing.T) {
	manifests(t, func(m manifest) {
		c := m.settings()
		if len(c.Doubts) > 0 {
			m.Errorf("doubts:\n%v", c.Doubts)
		}
		proxy := m.container()
		proxy.expect(m.T, "args", []any{"serve", "--config", c.File})
		secrets := []string{c.Routes[0].Target.Auth.Secret.File}
		for _, client := range c.Routes[0].Clients {
			secrets = append(secrets, client.Bearer.File)
		}
		for _, file := range secrets {
			at := strings.LastIndex(file, "/")
			if _, ok := m.kind("Secret").get("stringData").(map[string]any)[file[at+1:]]; !ok {
				m.Errorf("the Secret has no %s", file[at+1:])
			}
			mounted := false
			for _, v := range proxy.list("volumeMounts") {
				mounted = mounted || file[:at] == v.text("mountPath")
				v.expect(m.T, "readOnly", true)
				v.expect(m.T, "subPath", nil)
			}
			if !mounted {
				m.Errorf("%s is not mounted", file)
			}
		}
	})
}

// The application beside the sidecar is given the address that it listens on.
func TestSidecarAddress(t *testing.T) {
	m := manifest{T: t, file: "kubernetes/sidecar.yaml", containers: "initContainers"}
	c := m.settings()
	env := m.pod().list("containers")[0].list("env")[0]
	env.expect(t, "value", "http://"+c.Listen+c.Routes[0].Path)
	m.container().expect(t, "restartPolicy", "Always")
}

// The Ingress and the Service lead to the port and the path that are served.
func TestGatewayAddress(t *testing.T) {
	m := manifest{T: t, file: "kubernetes/gateway.yaml", containers: "containers"}
	c := m.settings()
	service := m.kind("Service").list("spec.ports")[0]
	port := m.container().list("ports")[0]
	service.expect(t, "targetPort", port.text("name"))
	port.expect(t, "containerPort", portOf(m, c.Listen))
	m.kind("Service").expect(t, "spec.selector", m.kind("Deployment").get("spec.template.metadata.labels"))
	rule := m.kind("Ingress").list("spec.rules")[0]
	path := rule.list("http.paths")[0]
	path.expect(t, "backend.service", map[string]any{
		"name": m.kind("Service").text("metadata.name"), "port": map[string]any{"name": service.text("name")},
	})
	if got := "https://" + rule.text("host") + path.text("path"); got != c.Routes[0].PublicURL {
		t.Errorf("the Ingress serves %s, and clients are told %s", got, c.Routes[0].PublicURL)
	}
	wait, err := strconv.Atoi(m.kind("Ingress").get("metadata.annotations").(map[string]any)["nginx.ingress.kubernetes.io/proxy-read-timeout"].(string))
	if err != nil || time.Duration(wait)*time.Second <= c.Routes[0].Target.Timeout {
		t.Errorf("the Ingress waits %d s, not longer than the proxy for the target", wait)
	}
}

// portOf returns the port of an address as JSON has it.
func portOf(m manifest, address string) float64 {
	m.Helper()
	_, port, err := net.SplitHostPort(address)
	if err != nil {
		m.Fatal(err)
	}
	number, err := strconv.ParseFloat(port, 64)
	if err != nil {
		m.Fatal(err)
	}
	return number
}

// The kubelet asks the admin port, and of all others only Prometheus reaches it.
func TestManifestProbes(t *testing.T) {
	manifests(t, func(m manifest) {
		number := portOf(m, m.settings().Admin)
		proxy := m.container()
		ports := proxy.list("ports")
		ports[len(ports)-1].expect(m.T, "containerPort", number)
		for probe, path := range map[string]string{
			"startupProbe": "/readyz", "readinessProbe": "/readyz", "livenessProbe": "/healthz",
		} {
			proxy.expect(m.T, probe+".httpGet", map[string]any{"path": path, "port": "admin"})
		}
		policy := m.kind("NetworkPolicy")
		rules := policy.list("spec.ingress")
		last := rules[len(rules)-1]
		last.list("ports")[0].expect(m.T, "port", number)
		last.list("from")[0].expect(m.T, "namespaceSelector.matchLabels",
			map[string]any{"kubernetes.io/metadata.name": "monitoring"})
		policy.expect(m.T, "spec.podSelector.matchLabels", m.kind("Deployment").get("spec.template.metadata.labels"))
	})
}

// A proxy that is told to end has the time that its requests need.
func TestManifestEndsInTime(t *testing.T) {
	manifests(t, func(m manifest) {
		sleep, _ := m.container().get("lifecycle.preStop.sleep.seconds").(float64)
		grace, _ := m.pod().get("terminationGracePeriodSeconds").(float64)
		need := time.Duration(sleep)*time.Second + m.settings().Drain
		if got := time.Duration(grace) * time.Second; sleep <= 0 || got <= need {
			m.Errorf("the grace period is %v; preStop and drain need %v", got, need)
		}
	})
}

// The runtime's limit leaves room below the container's.
func TestManifestMemory(t *testing.T) {
	manifests(t, func(m manifest) {
		var soft string
		for _, e := range m.container().list("env") {
			if e.text("name") == "GOMEMLIMIT" {
				soft = e.text("value")
			}
		}
		hard := m.container().text("resources.limits.memory")
		softMiB, err1 := strconv.Atoi(strings.TrimSuffix(soft, "MiB"))
		hardMiB, err2 := strconv.Atoi(strings.TrimSuffix(hard, "Mi"))
		if err1 != nil || err2 != nil || softMiB*10 > hardMiB*9 {
			m.Errorf("GOMEMLIMIT is %q, the limit %q", soft, hard)
		}
	})
}

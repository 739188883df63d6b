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

const sidecar = "kubernetes/sidecar.yaml"

// kind returns the only document of a kind.
func kind(t *testing.T, name string) object {
	t.Helper()
	var found []object
	for _, o := range documents(t, sidecar) {
		if o.text("kind") == name {
			found = append(found, o)
		}
	}
	if len(found) != 1 {
		t.Fatalf("%d documents of kind %s", len(found), name)
	}
	return found[0]
}

// pod returns the spec of the Pods.
func pod(t *testing.T) object {
	t.Helper()
	spec, ok := kind(t, "Deployment").get("spec.template.spec").(map[string]any)
	if !ok {
		t.Fatal("the Deployment has no Pods")
	}
	return spec
}

// container returns the container of the proxy.
func container(t *testing.T) object {
	t.Helper()
	for _, c := range pod(t).list("initContainers") {
		if c.text("name") == "scimshim" {
			return c
		}
	}
	t.Fatal("no init container is called scimshim")
	return nil
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
	p := pod(t)
	p.expect(t, "automountServiceAccountToken", false)
	p.expect(t, "securityContext.runAsNonRoot", true)
	p.expect(t, "securityContext.seccompProfile.type", "RuntimeDefault")
	for _, key := range []string{"hostNetwork", "hostPID", "hostIPC"} {
		p.expect(t, key, nil)
	}
	containers := append(p.list("initContainers"), p.list("containers")...)
	if len(containers) != 2 {
		t.Errorf("%d containers", len(containers))
	}
	for _, c := range containers {
		c.expect(t, "securityContext.runAsNonRoot", true)
		c.expect(t, "securityContext.readOnlyRootFilesystem", true)
		c.expect(t, "securityContext.allowPrivilegeEscalation", false)
		c.expect(t, "securityContext.privileged", nil)
		c.expect(t, "securityContext.capabilities", map[string]any{"drop": []any{"ALL"}})
		c.expect(t, "securityContext.seccompProfile.type", "RuntimeDefault")
		if c.get("resources.limits.memory") == nil {
			t.Errorf("%s has no limit of memory", c.text("name"))
		}
		if _, tag, _ := strings.Cut(c.text("image"), ":"); tag == "" || tag == "latest" {
			t.Errorf("%s has an image without a version", c.text("name"))
		}
	}
	for _, v := range p.list("volumes") {
		v.expect(t, "hostPath", nil)
	}
	kind(t, "Namespace").expect(t, "metadata.labels",
		map[string]any{"pod-security.kubernetes.io/enforce": "restricted"})
}

// settings returns the configuration that the sidecar gets.
func settings(t *testing.T) *config.Config {
	t.Helper()
	files := map[string]string{}
	for name, data := range kind(t, "ConfigMap")["data"].(map[string]any) {
		files[name] = data.(string)
	}
	return sound(t, "/etc/scimshim/scimshim.yaml", files["scimshim.yaml"],
		map[string]string{"POD_IP": "192.0.2.7"}, files)
}

func TestSidecarConfiguration(t *testing.T) {
	c := settings(t)
	if len(c.Doubts) != 1 || !strings.Contains(c.Doubts[0].Msg, "admin") {
		t.Errorf("want one doubt, that of the admin address, got:\n%v", c.Doubts)
	}
	proxy := container(t)
	proxy.expect(t, "args", []any{"serve", "--config", c.File})
	env := pod(t).list("containers")[0].list("env")[0]
	env.expect(t, "value", "http://"+c.Listen+c.Routes[0].Path)
	mounted := false
	for _, m := range proxy.list("volumeMounts") {
		mounted = mounted || strings.HasPrefix(c.Routes[0].Target.Auth.Secret.File, m.text("mountPath")+"/")
		m.expect(t, "readOnly", true)
		m.expect(t, "subPath", nil)
	}
	if !mounted {
		t.Error("the secret of the target is not mounted")
	}
}

// The kubelet asks the admin port, and nothing but Prometheus comes in.
func TestSidecarProbes(t *testing.T) {
	_, port, err := net.SplitHostPort(settings(t).Admin)
	if err != nil {
		t.Fatal(err)
	}
	number, err := strconv.ParseFloat(port, 64)
	if err != nil {
		t.Fatal(err)
	}
	proxy := container(t)
	proxy.list("ports")[0].expect(t, "containerPort", number)
	for probe, path := range map[string]string{
		"startupProbe": "/readyz", "readinessProbe": "/readyz", "livenessProbe": "/healthz",
	} {
		proxy.expect(t, probe+".httpGet", map[string]any{"path": path, "port": "admin"})
	}
	policy := kind(t, "NetworkPolicy")
	policy.list("spec.ingress")[0].list("ports")[0].expect(t, "port", number)
	labels := kind(t, "Deployment").get("spec.template.metadata.labels")
	policy.expect(t, "spec.podSelector.matchLabels", labels)
}

// A sidecar that is told to end has the time that its requests need.
func TestSidecarEndsInTime(t *testing.T) {
	proxy := container(t)
	proxy.expect(t, "restartPolicy", "Always")
	sleep, _ := proxy.get("lifecycle.preStop.sleep.seconds").(float64)
	grace, _ := pod(t).get("terminationGracePeriodSeconds").(float64)
	need := time.Duration(sleep)*time.Second + settings(t).Drain
	if got := time.Duration(grace) * time.Second; sleep <= 0 || got <= need {
		t.Errorf("the grace period is %v; preStop and drain need %v", got, need)
	}
}

// The runtime's limit leaves room below the container's.
func TestSidecarMemory(t *testing.T) {
	proxy := container(t)
	var soft string
	for _, e := range proxy.list("env") {
		if e.text("name") == "GOMEMLIMIT" {
			soft = e.text("value")
		}
	}
	softMiB, err1 := strconv.Atoi(strings.TrimSuffix(soft, "MiB"))
	hardMiB, err2 := strconv.Atoi(strings.TrimSuffix(proxy.text("resources.limits.memory"), "Mi"))
	if err1 != nil || err2 != nil || softMiB*10 > hardMiB*9 {
		t.Errorf("GOMEMLIMIT is %q, the limit %q", soft, proxy.text("resources.limits.memory"))
	}
}

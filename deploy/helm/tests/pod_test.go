package tests

import (
	"context"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"syscall"
	"testing"
	"time"

	core "k8s.io/api/core/v1"
)

// A node does what a kubelet does with a pod of the chart: it makes the root
// file system, mounts volumes, and runs the container as the user that the pod
// names, with its arguments and variables and no others.
type node struct {
	binary  string
	secrets map[string]map[string]string
	configs map[string]*core.ConfigMap
	asUser  bool // whether it may change the user, for which it must be root
}

// run starts a pod and returns the folder of its state, and what ends the pod.
func (n node) run(t *testing.T, pod core.PodSpec, more ...string) (state string, stop func()) {
	t.Helper()
	root := t.TempDir()
	if err := os.Chmod(root, 0o755); err != nil {
		t.Fatal(err)
	}
	n.mount(t, root, pod)
	c := pod.Containers[0]
	cmd := exec.CommandContext(context.WithoutCancel(t.Context()), "/bin/salesforce_exporter", append(c.Args, more...)...)
	cmd.Path, cmd.Err = "/bin/salesforce_exporter", nil // it is inside of the root
	cmd.Dir = "/"
	cmd.Env = []string{"PATH=/bin"}
	for _, v := range c.Env {
		cmd.Env = append(cmd.Env, v.Name+"="+v.Value)
	}
	cmd.SysProcAttr = &syscall.SysProcAttr{Chroot: root, Pdeathsig: syscall.SIGKILL}
	if n.asUser {
		cmd.SysProcAttr.Credential = &syscall.Credential{Uid: uint32(*pod.SecurityContext.RunAsUser),
			Gid: uint32(*pod.SecurityContext.FSGroup)}
	}
	log := logOf(t, "pod")
	cmd.Stdout, cmd.Stderr = log, log
	start(t, cmd)
	stop = func() {
		_ = cmd.Process.Signal(syscall.SIGTERM)
		_ = cmd.Wait()
	}
	t.Cleanup(stop)
	return filepath.Join(root, "state"), stop
}

func (n node) mount(t *testing.T, root string, pod core.PodSpec) {
	t.Helper()
	text, err := os.ReadFile(n.binary)
	if err != nil {
		t.Fatal(err)
	}
	put(t, filepath.Join(root, "bin/salesforce_exporter"), text, 0o755)
	volumes := map[string]core.Volume{}
	for _, v := range pod.Volumes {
		volumes[v.Name] = v
	}
	for _, m := range pod.Containers[0].VolumeMounts {
		at := filepath.Join(root, m.MountPath)
		switch v := volumes[m.Name]; {
		case v.Projected != nil:
			for _, s := range v.Projected.Sources {
				n.project(t, at, *s.Secret, *v.Projected.DefaultMode, *pod.SecurityContext.FSGroup)
			}
		case v.ConfigMap != nil:
			for name, text := range n.configs[v.ConfigMap.Name].Data {
				put(t, filepath.Join(at, name), []byte(text), 0o644)
			}
		default: // an emptyDir, or a claim
			if err := os.MkdirAll(at, 0o777); err != nil {
				t.Fatal(err)
			}
			if err := os.Chmod(at, 0o777); err != nil {
				t.Fatal(err)
			}
		}
	}
}

func (n node) project(t *testing.T, at string, s core.SecretProjection, mode int32, group int64) {
	t.Helper()
	for _, item := range s.Items {
		text, ok := n.secrets[s.Name][item.Key]
		if !ok {
			t.Fatalf("the Secret %s has no key %s", s.Name, item.Key)
		}
		file := filepath.Join(at, item.Path)
		put(t, file, []byte(text), os.FileMode(mode))
		if n.asUser {
			if err := os.Chown(file, 0, int(group)); err != nil {
				t.Fatal(err)
			}
		}
	}
}

func put(t *testing.T, path string, text []byte, mode os.FileMode) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, text, mode); err != nil {
		t.Fatal(err)
	}
}

// start runs a program until the test ends, and shows its log if the test fails.
func start(t *testing.T, cmd *exec.Cmd) {
	t.Helper()
	if err := cmd.Start(); err != nil {
		t.Fatalf("start %s: %v", cmd.Path, err)
	}
}

// logOf is a file that is shown when the test fails.
func logOf(t *testing.T, name string) io.Writer {
	t.Helper()
	f, err := os.Create(filepath.Join(t.TempDir(), name+".log"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if text, err := os.ReadFile(f.Name()); err == nil && t.Failed() {
			t.Logf("%s:\n%s", name, text)
		}
		f.Close()
	})
	return f
}

// eventually waits for something that other programs do.
func eventually(t *testing.T, what string, done func() error) {
	t.Helper()
	var err error
	for end := time.Now().Add(2 * time.Minute); time.Now().Before(end); time.Sleep(100 * time.Millisecond) {
		if err = done(); err == nil {
			return
		}
	}
	t.Fatal(fmt.Errorf("%s: %w", what, err))
}

package tests

import (
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"syscall"
	"testing"
	"unsafe"
)

// inside names the variable that a test has in its namespaces: the exporter's
// binary.
const inside = "CHART_TEST_INSIDE"

// isolated runs the test again in namespaces, and reports whether this is there.
func isolated(t *testing.T) bool {
	t.Helper()
	if os.Getenv(inside) != "" {
		up(t)
		return true
	}
	if _, err := exec.LookPath("prometheus"); err != nil {
		t.Skip("there is no prometheus in PATH (Debian: apt-get install prometheus)")
	}
	binary := filepath.Join(t.TempDir(), "salesforce_exporter")
	build := exec.CommandContext(t.Context(), "go", "build", "-o", binary, "./cmd/salesforce_exporter")
	build.Dir, build.Env = "../../..", append(os.Environ(), "CGO_ENABLED=0")
	if text, err := build.CombinedOutput(); err != nil {
		t.Fatalf("build: %v\n%s", err, text)
	}
	cmd := exec.CommandContext(t.Context(), "/proc/self/exe", "-test.run=^"+t.Name()+"$", "-test.v")
	cmd.Env = append(os.Environ(), inside+"="+binary)
	cmd.SysProcAttr = &syscall.SysProcAttr{Cloneflags: syscall.CLONE_NEWNET | syscall.CLONE_NEWNS,
		Pdeathsig: syscall.SIGKILL}
	if os.Geteuid() != 0 {
		cmd.SysProcAttr.Cloneflags |= syscall.CLONE_NEWUSER
		cmd.SysProcAttr.UidMappings = []syscall.SysProcIDMap{{HostID: os.Geteuid(), Size: 1}}
		cmd.SysProcAttr.GidMappings = []syscall.SysProcIDMap{{HostID: os.Getegid(), Size: 1}}
		cmd.Env = append(cmd.Env, "CHART_TEST_USER=")
	} else {
		cmd.Env = append(cmd.Env, "CHART_TEST_USER=nobody")
	}
	text, err := cmd.CombinedOutput()
	if errors.Is(err, syscall.EPERM) || errors.Is(err, syscall.ENOSPC) {
		t.Skipf("this machine allows no namespaces: %v", err)
	}
	if err != nil {
		t.Fatalf("%v\n%s", err, text)
	}
	return false
}

// up turns the loopback interface on, which a new namespace has turned off.
func up(t *testing.T) {
	t.Helper()
	socket, err := syscall.Socket(syscall.AF_INET, syscall.SOCK_DGRAM, 0)
	if err != nil {
		t.Fatal(err)
	}
	defer syscall.Close(socket)
	request := struct {
		name  [16]byte
		flags uint16
		_     [22]byte
	}{flags: syscall.IFF_UP | syscall.IFF_RUNNING}
	copy(request.name[:], "lo")
	if _, _, errno := syscall.Syscall(syscall.SYS_IOCTL, uintptr(socket), syscall.SIOCSIFFLAGS,
		uintptr(unsafe.Pointer(&request))); errno != 0 {
		t.Fatalf("turn the loopback interface on: %v", errno)
	}
}

// A participant in the comparison that uses client-go as shown in the
// documentation of client-go: it acts as leader from the call to
// OnStartedLeading until the context passed to that function is done, and
// releases the lock on SIGTERM.
//
//	client-go <namespace> <lock> <identity> <lease duration> <renew deadline> <retry period>
//
// The API server is that of KUBECONFIG. ../README.md describes the output.
// Without arguments, the program prints the version of client-go.
package main

import (
	"context"
	"fmt"
	"io"
	"os"
	"os/signal"
	"runtime/debug"
	"sync/atomic"
	"syscall"
	"time"

	"golang.org/x/sys/unix"
	"k8s.io/client-go/tools/clientcmd"
	"k8s.io/client-go/tools/leaderelection"
	"k8s.io/client-go/tools/leaderelection/resourcelock"
)

var leads atomic.Bool

func main() {
	if len(os.Args) == 1 {
		fmt.Println(version())
		return
	}
	if len(os.Args) != 7 {
		exitOn(fmt.Errorf("expected six arguments, but got %d", len(os.Args)-1))
	}
	namespace, name, identity := os.Args[1], os.Args[2], os.Args[3]
	leaseDuration, renewDeadline, retryPeriod := duration(4), duration(5), duration(6)
	config, err := clientcmd.BuildConfigFromFlags("", os.Getenv("KUBECONFIG"))
	exitOn(err)
	lock, err := resourcelock.NewFromKubeconfig(resourcelock.LeasesResourceLock, namespace, name,
		resourcelock.ResourceLockConfig{Identity: identity}, config, renewDeadline)
	exitOn(err)
	go report()
	go endWithHarness()
	ctx, stop := signal.NotifyContext(context.Background(), syscall.SIGTERM)
	defer stop()
	leaderelection.RunOrDie(ctx, leaderelection.LeaderElectionConfig{
		Lock:            lock,
		LeaseDuration:   leaseDuration,
		RenewDeadline:   renewDeadline,
		RetryPeriod:     retryPeriod,
		ReleaseOnCancel: true,
		Callbacks: leaderelection.LeaderCallbacks{
			OnStartedLeading: func(ctx context.Context) {
				leads.Store(true)
				<-ctx.Done()
				leads.Store(false)
			},
			OnStoppedLeading: func() {},
			OnNewLeader:      func(leader string) { fmt.Println("LEADER", leader) },
		},
	})
	// Leave report() time to print the end of the term.
	time.Sleep(5 * time.Millisecond)
}

// Checks every millisecond whether the participant leads. For each term, prints
// the times of the first and the last check that found the participant leading.
func report() {
	led, last := false, int64(0)
	for range time.Tick(time.Millisecond) {
		now := monotonic()
		leading := leads.Load()
		if leading && !led {
			fmt.Println("LEADING", now)
		} else if led && !leading {
			fmt.Println("NOT-LEADING", last)
		}
		led = leading
		if leading {
			last = now
		}
	}
}

// Exits when the standard input ends.
func endWithHarness() {
	_, _ = io.Copy(io.Discard, os.Stdin)
	os.Exit(0)
}

// Returns the version of client-go.
func version() string {
	if info, ok := debug.ReadBuildInfo(); ok {
		for _, module := range info.Deps {
			if module.Path == "k8s.io/client-go" {
				return module.Version
			}
		}
	}
	return "of unknown version"
}

func monotonic() int64 {
	var now unix.Timespec
	exitOn(unix.ClockGettime(unix.CLOCK_MONOTONIC, &now))
	return now.Nano()
}

func duration(argument int) time.Duration {
	value, err := time.ParseDuration(os.Args[argument])
	exitOn(err)
	return value
}

func exitOn(err error) {
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

// A program that takes part in an election with client-go, as shown in the
// documentation of client-go. It prints a line for each change of its own state,
// with the time of the machine's monotonic clock, and for each new leader. When
// the standard input ends, the program finishes its work and then stops.
package main

import (
	"context"
	"flag"
	"fmt"
	"io"
	"os"
	"sync"
	"time"

	"golang.org/x/sys/unix"
	"k8s.io/client-go/tools/clientcmd"
	"k8s.io/client-go/tools/leaderelection"
	"k8s.io/client-go/tools/leaderelection/resourcelock"
)

func main() {
	kubeconfig := flag.String("kubeconfig", "", "kubeconfig file")
	server := flag.String("server", "", "address of the API server, instead of that in the kubeconfig file")
	lockType := flag.String("lock-type", "leases", "leases, configmaps, or endpoints")
	namespace := flag.String("namespace", "default", "namespace of the lock")
	name := flag.String("name", "", "name of the lock")
	identity := flag.String("identity", "", "identity of this candidate")
	leaseDuration := flag.Duration("lease-duration", 15*time.Second, "how long other candidates wait")
	renewDeadline := flag.Duration("renew-deadline", 10*time.Second, "how long to try to renew")
	retryPeriod := flag.Duration("retry-period", 2*time.Second, "how often to try")
	releaseOnCancel := flag.Bool("release-on-cancel", false, "release the lock at the end")
	flag.Parse()

	config, err := clientcmd.BuildConfigFromFlags(*server, *kubeconfig)
	exitOn(err)
	lock, err := resourcelock.NewFromKubeconfig(*lockType, *namespace, *name,
		resourcelock.ResourceLockConfig{Identity: *identity}, config, *renewDeadline)
	exitOn(err)

	ctx, cancel := context.WithCancel(context.Background())
	var working sync.Mutex
	stop := make(chan struct{})
	go func() {
		_, _ = io.Copy(io.Discard, os.Stdin)
		close(stop)
		// All work must have ended before the lock is released.
		working.Lock()
		defer working.Unlock()
		cancel()
	}()
	leaderelection.RunOrDie(ctx, leaderelection.LeaderElectionConfig{
		Lock:            lock,
		LeaseDuration:   *leaseDuration,
		RenewDeadline:   *renewDeadline,
		RetryPeriod:     *retryPeriod,
		ReleaseOnCancel: *releaseOnCancel,
		Callbacks: leaderelection.LeaderCallbacks{
			OnStartedLeading: func(ctx context.Context) {
				working.Lock()
				defer working.Unlock()
				if ctx.Err() != nil {
					return
				}
				say("leading")
				select {
				case <-ctx.Done():
				case <-stop:
				}
				say("stopped")
			},
			OnStoppedLeading: func() {},
			OnNewLeader:      func(leader string) { fmt.Println("new leader", leader) },
		},
	})
	working.Lock()
	say("ended")
}

func say(what string) {
	var now unix.Timespec
	exitOn(unix.ClockGettime(unix.CLOCK_MONOTONIC, &now))
	fmt.Println(what, now.Nano())
}

func exitOn(err error) {
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

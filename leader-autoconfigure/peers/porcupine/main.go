// A program that checks with Porcupine whether a history of commits under a fence is linearizable: whether each
// operation could have taken effect at a single moment between its call and its return, in an order that matches the
// outcomes: an operation was refused if and only if its token is smaller than an earlier token. The program reads one
// operation per line, as JSON, from the given file or else from its standard input. It exits with 1 if the history is
// not linearizable, and with 2 if the history cannot be read or there is no result within the timeout.
package main

import (
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"math"
	"os"
	"time"

	"github.com/anishathalye/porcupine"
)

// operation compares and sets the token of an election. All times are from a clock that the clients share.
type operation struct {
	Election string `json:"election"`
	Client   int    `json:"client"`
	Token    int64  `json:"token"`
	Outcome  string `json:"outcome"`
	Call     int64  `json:"call"`
	Return   int64  `json:"return"`
}

const (
	committed = "committed"
	refused   = "refused"
	// unknown is the outcome of an operation that has not returned. The operation may take effect at any time after its
	// call. Never taking effect is the same as taking effect after all other operations, when nothing observes it.
	unknown = "unknown"
)

// fence is the model of a fence, whose state is the largest token.
var fence = porcupine.Model{
	Partition: byElection,
	Init:      func() any { return int64(0) },
	Step: func(state, input, output any) (bool, any) {
		largest, token := state.(int64), input.(int64)
		switch output.(string) {
		case committed:
			return token >= largest, token
		case refused:
			return token < largest, largest
		default:
			return true, max(token, largest)
		}
	},
	DescribeOperation: func(input, output any) string { return fmt.Sprintf("%d %s", input, output) },
}

func byElection(history []porcupine.Operation) [][]porcupine.Operation {
	elections := map[any][]porcupine.Operation{}
	for _, one := range history {
		elections[one.Metadata] = append(elections[one.Metadata], one)
	}
	var parts [][]porcupine.Operation
	for _, part := range elections {
		parts = append(parts, part)
	}
	return parts
}

func read(from io.Reader) ([]operation, error) {
	var history []operation
	lines := json.NewDecoder(from)
	lines.DisallowUnknownFields()
	for {
		var next operation
		if err := lines.Decode(&next); errors.Is(err, io.EOF) {
			return history, nil
		} else if err != nil {
			return nil, err
		}
		switch {
		case next.Outcome != committed && next.Outcome != refused && next.Outcome != unknown:
			return nil, fmt.Errorf("%+v has no known outcome", next)
		case next.Outcome != unknown && next.Return < next.Call:
			return nil, fmt.Errorf("%+v returns before it is called", next)
		}
		history = append(history, next)
	}
}

// bounded limits when each operation with an unknown outcome can take effect: no later than the first return of another
// operation of the same election with the same or a larger token, if there is one. That return shows that the token of
// the fence is at least as large, and the token of the fence never becomes smaller. Taking effect later would therefore
// change nothing. An operation that would end before its call is left out. Without this bound, each of these operations
// could take effect anywhere in the rest of the history, and the check of a history that is not linearizable could take
// practically forever.
func bounded(history []operation) []porcupine.Operation {
	var result []porcupine.Operation
	for _, one := range history {
		if one.Outcome == unknown {
			one.Return = math.MaxInt64
			for _, other := range history {
				if other.Outcome != unknown && other.Election == one.Election && other.Token >= one.Token {
					one.Return = min(one.Return, other.Return)
				}
			}
		}
		if one.Return >= one.Call {
			result = append(result, porcupine.Operation{ClientId: one.Client, Input: one.Token, Call: one.Call,
				Output: one.Outcome, Return: one.Return, Metadata: one.Election})
		}
	}
	return result
}

func main() {
	timeout := flag.Duration("timeout", time.Minute, "how long to check")
	flag.Parse()
	from := os.Stdin
	if flag.NArg() > 0 {
		file, err := os.Open(flag.Arg(0))
		exitOn(err)
		from = file
	}
	history, err := read(from)
	exitOn(err)

	started := time.Now()
	result := porcupine.CheckOperationsTimeout(fence, bounded(history), *timeout)
	// If no result is found in time, nothing is proved.
	linearizable := map[porcupine.CheckResult]string{porcupine.Ok: "true", porcupine.Illegal: "false"}[result]
	if linearizable == "" {
		exitOn(fmt.Errorf("no result within %s for %d operations", *timeout, len(history)))
	}
	fmt.Printf("linearizable=%s operations=%d milliseconds=%d\n", linearizable, len(history),
		time.Since(started).Milliseconds())
	if result == porcupine.Illegal {
		os.Exit(1)
	}
}

func exitOn(err error) {
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(2)
	}
}

// Marks the root of this module; what it depends on is in the go.mod of the tests' peer. See the build script.
module io.leader/benchmarks/client-go

go 1.26.0

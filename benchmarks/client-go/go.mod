// Marks the root of this module; its dependencies are declared in the go.mod of the tests' peer. See the build script.
module io.leader/benchmarks/client-go

go 1.26.0

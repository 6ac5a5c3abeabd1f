import Experiment
import Glibc
import HardwareTopology
import Results
import SyntheticRuns

// Writes two runs of a suite that never took place, as large as asked: an old one, and a new one in which one victim in a hundred
// is slowed down 10 % more. `benches/comparison` measures how long it takes to compare them. With WINDOWS the cells are sliced, and
// only the old run is written: `benches/large-results` measures how long it takes to read it and to report on it.

let arguments = CommandLine.arguments
guard (3...4).contains(arguments.count), let cells = Int(arguments[2]), cells >= 20,
  let windows = arguments.count == 3 ? 0 : Int(arguments[3])
else {
  print("usage: synthetic-runs DIR CELLS [WINDOWS]")
  exit(1)
}
let pairs = cells / 2
let perPolicy = pairs / 10
var run = SyntheticRun()
run.policies = ["baseline"] + (1..<10).map { "policy-\($0)" }
run.victims = (0..<max(1, perPolicy / 10)).map { "chase@\($0 + 1)KiB" }
run.aggressors = (0..<10).map { "write@\($0 + 1)MiB" }
run.controls = [:]
run.windows = windows
let topology = try Topology(loading: .synthetic("core:4 pu:1")).exportXML()
for (seed, change) in [(UInt64(1), 1.0), (2, 1.1)].prefix(windows > 0 ? 1 : 2) {
  run.seed = seed
  run.slowdown = { pair in (1 + Double(pair % 7) / 10) * (pair % 100 == 0 ? change : 1) }
  let directory = try run.write(in: arguments[1], topology: topology) { cells, rounds in
    Summary(cells: cells, rounds: rounds, windows: [], margin: 0.05).rows
  }
  print(directory)
}

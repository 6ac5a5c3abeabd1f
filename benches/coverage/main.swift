import Glibc

// How often the worst-case estimate accepts series of known distributions, and how often its upper bound then covers the
// true quantile at 1e-6. Built together with Sources/Statistics by benches/worst-case-coverage.

/// A series of job times with the time that one run in a million exceeds.
struct Source {
  let name: String
  let truth: Double
  let time: (inout SplitMix64) -> Double
}

func pareto(_ shape: Double) -> Source {
  Source(
    name: shape == 0 ? "exponential" : shape == -1 ? "uniform" : "GPD \(shape)",
    truth: 1000 + 50 * stretched(log(1e6), shape: shape)
  ) { 1000 + 50 * stretched(-log1p(-$0.nextUnit()), shape: shape) }
}

func normal(_ generator: inout SplitMix64) -> Double {
  Normal.quantile(max(0x1p-53, generator.nextUnit()))
}

/// The normal distribution's own quantile at 1e-6.
let deep = -Normal.quantile(1e-6)
let sources = [
  pareto(0), pareto(0.1), pareto(-1), pareto(-0.3), pareto(0.2),
  Source(name: "Gumbel", truth: 1000 - 50 * log(-log1p(-1e-6))) {
    1000 - 50 * log(-log(max(0x1p-53, $0.nextUnit())))
  },
  Source(name: "normal", truth: 1000 + 50 * deep) { 1000 + 50 * normal(&$0) },
  Source(name: "log-normal 0.25", truth: 1000 * exp(0.25 * deep)) {
    1000 * exp(0.25 * normal(&$0))
  },
]

/// Clopper and Pearson's interval of a share, in per cent.
func share(_ count: Int, of all: Int) -> String {
  guard let rate = QuantileInterval.rate(occurrences: count, count: all),
    let low = rate.lower, let high = rate.upper
  else { return "-" }
  func percent(_ value: Double) -> Double { (1000 * value).rounded() / 10 }
  return "\(percent(rate.value)) % [\(percent(low)), \(percent(high))]"
}

let runs = Int(CommandLine.arguments[1])!
let trials = Int(CommandLine.arguments[2])!
print("\(trials) series of \(runs) runs each, exceedance 1e-6")
for (index, source) in sources.enumerated() {
  var (accepted, answered, covered) = (0, 0, 0)
  var excess: [Double] = []
  for trial in 0..<trials {
    var generator = SplitMix64(seed: SplitMix64.mixed(UInt64(trial) << 8 + UInt64(index)))
    var options = WorstCaseOptions()
    options.exceedances = [1e-6]
    options.seed = generator.next()
    let times = (0..<runs).map { _ in source.time(&generator) }
    let estimate = WorstCaseEstimate(times, options: options)
    if estimate.accepted != nil { accepted += 1 }
    guard let point = estimate.point(at: 1e-6)?.point else { continue }
    answered += 1
    if point.upper >= source.truth { covered += 1 }
    excess.append((point.upper - 1000) / (source.truth - 1000))
  }
  let median = Quantile.median(excess).map { "\((100 * $0).rounded() / 100)" } ?? "-"
  print(
    "\(source.name): accepted \(share(accepted, of: trials)), covered \(share(covered, of: answered)),",
    "bound over truth, both less 1000: median \(median)")
}

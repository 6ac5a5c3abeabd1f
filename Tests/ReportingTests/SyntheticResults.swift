import Glibc
import Results

/// Made-up results of a plausible run, the same for the same seed.
///
/// Three policies by three victims by four aggressors with controls, or less: each option takes
/// something away or breaks it.
struct SyntheticResults {
  var seed: UInt64 = 20_261_122
  var policies = ["baseline", "pinned", "sliced"]
  var victims = ["chase@L2/2", "chase@L3/2", "read@L3/2"]
  var aggressors = ["alu", "read@2*L3", "write@2*L3", "nt-write@2*L3"]
  /// Policies whose cells are all unavailable, and why.
  var unavailable: [String: String] = [:]
  var hasControls = true
  var negativeControlFails = false
  /// False sharing runs, but under no policy where its answer is known.
  var unmarkedControls = false
  var hasSummary = true
  var isPartial = false
  var host = "node01"
  var rounds = 10
  var framesPerRound = 24

  static let frame: Int64 = 2_000_000
  static let guardBand: Int64 = 50_000

  func results() -> ResultSet {
    var writer = SyntheticWriter(plan: self)
    for policy in policies {
      for victim in victims {
        for aggressor in aggressors {
          writer.pair(
            policy: policy, victim: victim, aggressor: aggressor,
            control: aggressor == "alu" && hasControls ? .negative : .none,
            factor: factor(policy, victim, aggressor))
        }
      }
    }
    if hasControls {
      writer.pair(
        policy: policies[0], victim: "false-sharing", aggressor: "false-sharing",
        control: unmarkedControls ? .none : .positive, factor: 6.2)
      writer.pair(
        policy: policies[0], victim: "padded", aggressor: "padded",
        control: unmarkedControls ? .none : .padded, factor: 1.01)
    }
    return ResultSet(
      directory: "results/2026-11-22T131500Z_\(host)_r01JD9X2Q7ZK3", isPartial: isPartial,
      cells: writer.cells, rounds: writer.rounds, summary: hasSummary ? writer.summary : [],
      windows: writer.windows, histogram: writer.histogram, events: [],
      provenance: provenance())
  }

  private func factor(_ policy: String, _ victim: String, _ aggressor: String) -> Double {
    if aggressor == "alu" { return negativeControlFails && policy == "pinned" ? 1.2 : 1.0 }
    let reach = victim.hasPrefix("chase@L2") ? 0.5 : victim.hasPrefix("chase") ? 3.4 : 2.4
    let push =
      aggressor.hasPrefix("nt-write") ? 1.0 : aggressor.hasPrefix("write") ? 0.7 : 0.4
    let passed = policy == "sliced" ? 0.006 : policy == "pinned" ? 0.78 : 1
    return 1 + reach * push * passed
  }

  private func provenance() -> Provenance {
    var noise = SyntheticNoise(state: seed)
    var facts = Provenance(
      RunIdentity(unixMilliseconds: 1_795_353_300_000, using: &noise), host: host, seed: seed,
      tool: .init(
        version: "0.1.0", commit: "unknown", buildConfiguration: "release", compiler: "Swift 6.3.1")
    )
    facts.runID = "r01JD9X2Q7ZK3"
    facts.startedUTC = "2026-11-22T13:15:00Z"
    facts.endedUTC = "2026-11-22T13:16:48Z"
    facts.arguments = ["bulkhead", "run", "benches/default.yaml"]
    facts.kernel = "Linux 6.18.1"
    facts.kernelCommandLine = "console=ttyS0 root=/dev/vda ro"
    facts.cpuModel = "Intel(R) Xeon(R) Platinum 8358 CPU @ 2.60GHz"
    facts.hypervisor = "KVM"
    facts.clockSource = "tsc"
    facts.usableCPUs = "0-3"
    facts.smt = "off"
    facts.privileged = true
    facts.notes = ["the guard is short"]
    facts.tscMegahertz = 2_600.012
    facts.mitigations = ["spectre_v2": "Mitigation: Enhanced IBRS", "l1tf": "Not affected"]
    return facts
  }
}

extension ResultSet {
  /// The same results with some rows replaced.
  func with(
    rounds: [RoundRow]? = nil, summary: [SummaryRow]? = nil, windows: [WindowRow]? = nil,
    events: [EventRow]? = nil, jitter: [JitterRow]? = nil, sentinel: [SentinelRow]? = nil
  ) -> ResultSet {
    var results = ResultSet(
      directory: directory, isPartial: isPartial, cells: cells, rounds: rounds ?? self.rounds,
      summary: summary ?? self.summary, windows: windows ?? self.windows, histogram: histogram,
      events: events ?? self.events, provenance: provenance)
    results.jitter = jitter ?? self.jitter
    results.sentinel = sentinel ?? self.sentinel
    return results
  }
}

/// SplitMix64: small, seeded, the same everywhere.
struct SyntheticNoise: RandomNumberGenerator {
  var state: UInt64

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ z >> 30) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ z >> 27) &* 0x94D0_49BB_1331_11EB
    return z ^ z >> 31
  }

  /// From 0 to 1.
  mutating func share() -> Double { Double(next() >> 11) / 9_007_199_254_740_992 }

  /// About normal, with mean 0 and deviation 1.
  mutating func normal() -> Double { (0..<12).reduce(-6) { sum, _ in sum + share() } }
}

import Results
import Verdicts

/// The controls of a run: what has to hold before any other number is believed.
struct ControlCheck: Sendable {
  enum State: Sendable, Equatable {
    case held, failed, notMeasured
  }

  let kind: ControlKind
  let held: Int
  let failures: [Pair]
  /// The slowdown that a positive control showed: a channel that is surely there.
  let shown: String?

  var state: State {
    if !failures.isEmpty { return .failed }
    return held > 0 ? .held : .notMeasured
  }

  /// `negative held (3 of 3)`, `positive held (false-sharing 6.20× under pinned)`.
  var text: String {
    let measured = held + failures.count
    return switch state {
    case .held: "\(kind.rawValue) held (\(shown ?? "\(held) of \(measured)"))"
    case .failed: "\(kind.rawValue) FAILED (\(failures.count) of \(measured))"
    case .notMeasured: "\(kind.rawValue) not measured"
    }
  }

  /// What failed, as a clause: `alu slowed chase@L2/2 1.20× under pinned`.
  var failureText: String? {
    guard let pair = failures.first, let slowdown = pair.slowdown?.value else { return nil }
    let factor = Number.times(slowdown) + Verdict.interval(pair.slowdown)
    let needed = Number.fixed(ControlRule.falseSharingFactor, decimals: 0)
    return switch kind {
    case .negative:
      "\(pair.aggressor), which shares nothing, changed \(pair.victim) to \(factor)"
        + " under \(pair.policy)"
    case .positive:
      "\(pair.victim) takes \(factor) under \(pair.policy), which is not surely \(needed)×"
    case .padded:
      "\(pair.victim) was slowed \(factor) under \(pair.policy) with its channel taken away"
    case .none: nil
    }
  }

  /// What cannot be concluded any more.
  var consequence: String {
    switch kind {
    case .negative, .padded, .none: "no slowdown here can be blamed on the aggressors"
    case .positive: "a pair that looks isolated here proves nothing"
    }
  }

  /// The check of each kind of control that the plan has.
  static func all(_ findings: Findings) -> [ControlCheck] {
    [ControlKind.negative, .positive, .padded].compactMap { kind in
      let pairs = findings.pairs.filter { $0.control == kind }
      guard !pairs.isEmpty else { return nil }
      let measured = pairs.filter { $0.slowdown != nil }
      let failures = measured.filter { $0.slowdown.flatMap(ControlRule.holds) == false }
      return ControlCheck(
        kind: kind, held: measured.count - failures.count, failures: failures,
        shown: kind == .positive ? measured.first.map(shown) : nil)
    }
  }

  private static func shown(_ pair: Pair) -> String {
    "\(pair.victim) \(Number.times(pair.slowdown?.value)) under \(pair.policy)"
  }
}

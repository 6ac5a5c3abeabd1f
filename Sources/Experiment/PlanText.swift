import Foundation
import HardwareTopology
import Partitioning
import Results
import Verdicts

/// A plan for people, and for machines.
public enum PlanText {
  /// The plan as JSON, with sorted keys.
  public static func json(_ plan: Plan) -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    guard let data = try? encoder.encode(plan) else {
      preconditionFailure("a plan holds nothing that JSON cannot")
    }
    return String(decoding: data, as: UTF8.self) + "\n"
  }

  /// The plan that `json(_:)` wrote; `nil` for another text.
  public static func plan(of json: String) -> Plan? {
    try? JSONDecoder().decode(Plan.self, from: Data(json.utf8))
  }

  /// What will be run, in which order, and how long it will take.
  public static func text(_ plan: Plan, machine: Machine) -> String {
    var lines = [heading(plan, machine: machine), ""]
    let width = plan.pairs.map { $0.policy.count }.max() ?? 0
    for pair in plan.pairs {
      let policy = pair.policy + String(repeating: " ", count: width - pair.policy.count)
      let control = pair.control == "none" ? "" : "  (\(pair.control) control)"
      let unavailable = pair.unavailable.map { "  unavailable: \($0)" } ?? ""
      lines.append(
        "\(pair.id)  \(pair.soloCell) solo \(pair.corunCell) corun  \(policy)  \(pair.victim.label) beside \(pair.aggressor.threads) × \(pair.aggressor.label)\(control)\(unavailable)"
      )
    }
    lines.append("")
    lines.append(
      "order of the pairs, rounds from 0 as in rounds.csv; phases are solo, corun, corun, solo, and at ' the reverse:"
    )
    for (round, order) in plan.order.enumerated() {
      let pairs = zip(order, plan.soloFirst[round]).map { index, soloFirst in
        plan.pairs[index].id + (soloFirst ? " " : "'")
      }
      let heading = "round \(round): "
      let rows = stride(from: 0, to: pairs.count, by: pairsPerLine).map { first in
        pairs[first..<min(first + pairsPerLine, pairs.count)].joined(separator: " ")
      }.map { $0.hasSuffix(" ") ? String($0.dropLast()) : $0 }
      let indent = String(repeating: " ", count: heading.count)
      lines.append(heading + rows.joined(separator: "\n" + indent))
    }
    lines.append(estimate(plan))
    return lines.joined(separator: "\n")
  }

  /// Keeps the order of a round within the width of a page.
  private static let pairsPerLine = 14

  /// The lines above a run.
  public static func opening(
    _ plan: Plan, machine: Machine, calibration: Calibrator.Outcome
  ) -> String {
    let notes = calibration.notes.map { "  " + $0 }
    return
      ([
        heading(plan, machine: machine),
        estimate(plan),
      ] + notes).joined(separator: "\n") + "\n"
  }

  private static func heading(_ plan: Plan, machine: Machine) -> String {
    let runnable = plan.order.first?.count ?? 0
    let own =
      machine.housekeeping.isEmpty
      ? "no core to spare for bulkhead itself" : "CPU \(machine.housekeeping) for bulkhead itself"
    let unavailable = plan.pairs.count - runnable
    let missing = unavailable > 0 ? ", \(unavailable) unavailable here" : ""
    let sizes = (plan.caches ?? []).map { "\n" + describe($0) }.joined()
    return """
      suite \(plan.suite): \(runnable) pairs of cells\(missing), \(rounds(plan)), seed \(plan.seed)
      partitions on CPU \(machine.cores.map(String.init).joined(separator: ",")), \(own); enforcer \(plan.enforcer), guard \(microseconds(plan.guardNanoseconds))\(sizes)
      """
  }

  private static func rounds(_ plan: Plan) -> String {
    guard let goal = plan.precision else { return "\(plan.rounds) rounds" }
    return
      "a pilot of \(goal.pilotRounds) rounds and what they show to be needed for \(percent(goal.fraction)) %"
  }

  private static func estimate(_ plan: Plan) -> String {
    let time = duration(plan.estimatedNanoseconds)
    guard let goal = plan.precision else { return "measuring takes about \(time)" }
    let limit =
      goal.budgetNanoseconds.map { "\(duration($0)) (--budget)" }
      ?? "\(PrecisionGoal.mostRounds) rounds; --budget sets a limit of time"
    return "the pilot takes about \(time), the whole run at most \(limit)"
  }

  /// What the pilot decided, in a line.
  static func look(_ look: PrecisionGoal.Look, _ plan: Plan) -> String {
    let goal = plan.precision.map { "\(percent($0.fraction)) %" } ?? ""
    let perRound = plan.roundsNanoseconds / Int64(max(1, plan.rounds))
    let more = look.rounds - (plan.precision?.pilotRounds ?? 0)
    let left = more > 0 ? ", about \(duration(Int64(more) * perRound)) more" : ""
    let limit =
      switch look.end {
      case .budget: "; the budget leaves time for \(look.rounds)"
      case .mostRounds: "; a run has at most \(look.rounds)"
      case .needed, .interrupted: ""
      }
    return "pilot over: \(goal) takes \(look.needed) rounds in all\(limit)\(left)"
  }

  /// A fraction as percent in few digits: `2`, `0.5`.
  private static func percent(_ fraction: Double) -> String {
    let hundredths = Int((fraction * 10_000).rounded())
    let (whole, rest) = hundredths.quotientAndRemainder(dividingBy: 100)
    if rest == 0 { return "\(whole)" }
    return "\(whole)."
      + (rest.isMultiple(of: 10) ? "\(rest / 10)" : rest < 10 ? "0\(rest)" : "\(rest)")
  }

  /// Why a cache does not have the size that hwloc says.
  private static func describe(_ cache: EffectiveCaches.Level) -> String {
    let nominal = cache.hwlocBytes.map { ", not hwloc's \(size($0))" } ?? ""
    let interval = cache.measuredBytes.map {
      " (measured \(size($0.lowerBound)) to \(size($0.upperBound)))"
    }
    return
      "L\(cache.level) counts as \(size(cache.usedBytes))\(nominal)\(interval ?? ""): \(cache.note)"
  }

  private static func size(_ bytes: Int) -> String {
    let (unit, name) = bytes < 1 << 20 ? (1 << 10, "KiB") : (1 << 20, "MiB")
    let tenths = (bytes * 10 + unit / 2) / unit
    return "\(tenths / 10)" + (tenths % 10 == 0 ? "" : ".\(tenths % 10)") + " \(name)"
  }

  static func microseconds(_ nanoseconds: Int64) -> String {
    nanoseconds % 1000 == 0 ? "\(nanoseconds / 1000) us" : "\(nanoseconds) ns"
  }

  private static func duration(_ nanoseconds: Int64) -> String {
    let seconds = (nanoseconds + 999_999_999) / 1_000_000_000
    return seconds < 120 ? "\(seconds) s" : "\(seconds / 60) min \(seconds % 60) s"
  }
}

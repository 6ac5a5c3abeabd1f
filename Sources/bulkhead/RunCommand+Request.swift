import Experiment
import Partitioning
import Policies
import Verdicts

/// The suite as the command line asks for it, and what of that cannot be.
extension RunCommand {
  /// The policies of `--policies`, with the parameters that the suite has for them.
  private func asked(
    _ text: String, otherwise suite: [PolicyReference]
  ) throws -> [PolicyReference] {
    let names = text.split(separator: ",").flatMap { name in
      name == Self.allPolicies ? PolicyCatalogue.standard : [String(name)]
    }
    guard !names.isEmpty else { throw usage("--policies names no policy") }
    let known = Suite.Vocabulary.current.policies
    return try names.enumerated().flatMap { index, name in
      let reference = PolicyReference(
        name: name, parameters: [:], location: .commandLine("--policies"))
      for part in reference.parts where !known.contains(part) {
        throw unknown("policy", part, among: known + [Self.allPolicies])
      }
      guard !names[..<index].contains(name) else {
        throw usage("--policies names \(name) twice")
      }
      let inSuite = suite.filter { $0.name == name }
      return inSuite.isEmpty ? [reference] : inSuite
    }
  }

  static let allPolicies = "all"

  /// The suite with what the command line says instead.
  func adjusted(_ suite: Suite) throws -> Suite {
    var suite = suite
    if quick {
      suite.rounds = min(suite.rounds, 6)
      suite.phaseNanoseconds = min(suite.phaseNanoseconds, 16_000_000)
      suite.warmupNanoseconds = min(suite.warmupNanoseconds, 4_000_000)
    }
    if let rounds {
      guard (1...10_000).contains(rounds) else {
        throw usage("--rounds takes a number from 1 to 10000")
      }
      suite.rounds = rounds
    }
    try adjustStopping(of: &suite)
    if let policies { suite.policies = try asked(policies, otherwise: suite.policies) }
    if let enforcer {
      let known = EnforcerCatalogue.all.map(\.name)
      guard known.contains(enforcer) else { throw unknown("enforcer", enforcer, among: known) }
      suite.enforcer = enforcer
    }
    if let guardBand {
      suite.guardBand = .nanoseconds(
        try parseTime(
          "--guard", guardBand, unit: .microseconds, range: 0...100_000_000, "0 to 100ms"))
      suite.locations[.guard] = .commandLine("--guard")
    }
    return suite
  }

  /// Who names rounds or a time has no use for the suite's precision; who names a precision, none for its rounds.
  private func adjustStopping(of suite: inout Suite) throws {
    if rounds != nil || duration != nil {
      let option = rounds != nil ? "--rounds" : "--duration"
      if precision != nil {
        throw usage(
          "--precision chooses the rounds itself and does not go with \(option); --budget limits its time"
        )
      }
      if budget != nil {
        throw usage("--budget is the limit of --precision and does not go with \(option)")
      }
      suite.precision = nil
    }
    if let precision {
      let fraction: Double
      do {
        fraction = try Quantity.fraction(precision)
      } catch {
        throw usage("--precision: \(error.description)")
      }
      guard PrecisionGoal.limits.contains(fraction) else {
        throw usage("--precision takes 0.01% to 100%, not '\(precision)'")
      }
      suite.precision = PrecisionGoal(
        fraction: fraction, budgetNanoseconds: suite.precision?.budgetNanoseconds)
    }
    guard let budget else { return }
    guard suite.precision != nil else {
      throw usage(
        "--budget is the limit of --precision, such as --precision 2%; for as many rounds as fit into a time write -D \(budget)"
      )
    }
    suite.precision?.budgetNanoseconds = try parseTime(
      "--budget", budget, unit: .seconds, range: 1_000_000_000...86_400_000_000_000, "1s to 24h")
  }

  /// A budget that does not hold the pilot can reach nothing.
  func checkBudget(of plan: Plan) throws {
    guard let goal = plan.precision, let budget = goal.budgetNanoseconds,
      plan.estimatedNanoseconds > budget
    else { return }
    func seconds(_ nanoseconds: Int64) -> Int64 { (nanoseconds + 999_999_999) / 1_000_000_000 }
    throw usage(
      "a budget of \(seconds(budget)) s does not hold the pilot: \(goal.pilotRounds) rounds take about \(seconds(plan.estimatedNanoseconds)) s; use --quick, fewer pairs or a larger --budget"
    )
  }

  func rounds(of plan: Plan, within text: String) throws -> Int {
    let limit = try parseTime(
      "--duration", text, unit: .seconds, range: 1_000_000...86_400_000_000_000, "1ms to 24h")
    let perRound = plan.roundsNanoseconds / Int64(max(1, plan.rounds))
    let left = limit - plan.verificationNanoseconds
    return Int(max(1, min(10_000, left / max(1, perRound))))
  }
}

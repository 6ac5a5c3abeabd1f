import FoundationEssentials

extension DeploymentPlan {
  /// What will be measured, and how long it takes, in two sentences.
  public var text: String {
    let phases = tour(round: 0).phases
    let pairs = Set(phases.filter { if case .pair = $0 { true } else { false } }).count
    let seconds =
      (estimatedNanoseconds + Int64(applications.count) * Verifier.estimatedNanoseconds)
      / 1_000_000_000
    return
      "\(rounds) rounds of \(phases.count) phases of \(phaseNanoseconds / 1_000_000) ms: each application alone, "
      + "\(pairs) pairs, everybody together. It takes about \(seconds) s, with the proofs of its workloads."
  }
}

extension DeploymentPlan {
  /// What will be measured and in which order, with sorted keys: the same suite, machine and seed give the same bytes.
  public var json: String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    guard let data = try? encoder.encode(Outline(self)) else {
      preconditionFailure("a plan holds nothing that JSON cannot")
    }
    return String(decoding: data, as: UTF8.self) + "\n"
  }

  /// The plan as far as the machine and the seed decide it; the rest is in suite.yaml.
  private struct Outline: Encodable {
    struct Application: Encodable {
      let id: String
      let label: String
      let workingSetBytes: Int
      let jobAccesses: Int
      let cpus: [Int]
    }

    let deployment: String
    let seed: UInt64
    let rounds: Int
    let phaseNanoseconds: Int64
    let settleNanoseconds: Int64
    let majorFrameNanoseconds: Int64?
    let applications: [Application]
    /// For each round its phases in order, each with the applications that are active in it, by number.
    let order: [[[Int]]]

    init(_ plan: DeploymentPlan) {
      deployment = plan.deployment.name
      seed = plan.seed
      rounds = plan.rounds
      phaseNanoseconds = plan.phaseNanoseconds
      settleNanoseconds = plan.settleNanoseconds
      majorFrameNanoseconds = plan.folding.majorFrameNanoseconds
      applications = plan.applications.map { application in
        Application(
          id: application.id, label: application.label,
          workingSetBytes: application.workingSetBytes, jobAccesses: application.jobAccesses,
          cpus: application.cores.map { plan.folding.pus[$0] })
      }
      order = (0..<plan.rounds).map { round in
        plan.tour(round: round).phases.map { phase in
          plan.applications.indices.filter { phase.includes($0) }
        }
      }
    }
  }
}

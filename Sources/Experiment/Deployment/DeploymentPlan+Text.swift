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

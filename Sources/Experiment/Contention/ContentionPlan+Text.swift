public import HardwareTopology

extension ContentionPlan {
  /// What is about to be measured, in two lines.
  public func opening(housekeeping: PUSet?) -> String {
    let seconds = (Double(budgetNanoseconds) / 1e8).rounded() / 10
    let kept = housekeeping.map { ", CPU \($0) kept for bulkhead" } ?? ""
    return """
      contention: \(pairCount) pair\(pairCount == 1 ? "" : "s") of CPU \(PUSet(cpus))\(kept), \
      \(teams.count) sets; at most \(seconds) s, seed \(seed)

      """
  }
}

extension Machine {
  /// The PUs between which contention is measured: one of every core first, those whose caches are near the first one's
  /// before others, then the remaining SMT siblings.
  ///
  /// All that may be used, but for those reserved explicitly: the harness's own thread sleeps while pairs run.
  public func contenders(without reserved: PUSet?) -> [Int] {
    let allowed = reserved.map(usable.subtracting) ?? usable
    let first = Array(housekeeping.intersection(allowed).prefix(1)) + cores.filter(allowed.contains)
    return first + allowed.filter { !first.contains($0) }
  }
}

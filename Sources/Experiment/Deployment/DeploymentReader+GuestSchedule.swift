import Scheduling
import Workloads

/// Checks of a partition's applications against its windows, its memory and each other.
extension DeploymentReader {
  mutating func checkApplications() {
    for partition in deployment.partitions where !spoiled.contains(partition.name) {
      guard let path = paths[partition.name] else { continue }
      checkCoresAreUsed(partition, path)
      checkMemory(partition, path)
      switch partition.guestScheduler {
      case .roundRobin: checkRoundRobin(partition, path)
      case .fixedPriority: checkFixedPriority(partition, path)
      }
    }
  }

  private func cores(
    of application: Deployment.Application, in partition: Deployment.Partition
  ) -> [Int] {
    let threads = vocabulary.facts(of: application.workload.name)?.threads ?? 1
    return partition.cores(of: application, threads: threads)
  }

  private mutating func checkCoresAreUsed(_ partition: Deployment.Partition, _ path: String) {
    let used = Set(partition.applications.flatMap { cores(of: $0, in: partition) })
    for core in partition.cores where !used.contains(core) {
      report(
        at: "\(path).cores",
        "no application of `\(partition.name)` runs on core \(core); write `core: \(core)` at one,"
          + " or take the core away")
    }
  }

  private mutating func checkMemory(_ partition: Deployment.Partition, _ path: String) {
    guard let memory = partition.memoryBytes else { return }
    var needed = 0
    for application in partition.applications {
      guard let text = application.workload.workingSet,
        case .bytes(let bytes)? = try? WorkingSet(parsing: text)
      else { continue }
      let threads = cores(of: application, in: partition).count
      let (product, overflow) = bytes.multipliedReportingOverflow(by: threads)
      let (sum, overflowOfSum) = needed.addingReportingOverflow(overflow ? .max : product)
      needed = overflowOfSum ? .max : sum
    }
    guard needed > memory else { return }
    report(
      at: "\(path).memory",
      "\(WorkingSet.bytes(memory)) is too small; the working sets of its applications alone are"
        + " \(WorkingSet.bytes(needed))")
  }

  // MARK: Round robin

  private mutating func checkRoundRobin(_ partition: Deployment.Partition, _ path: String) {
    for index in partition.applications.indices {
      for key in ["priority", "period", "budget"] {
        let place = "\(path).applications.\(index).\(key)"
        guard deployment.locations[place] != nil else { continue }
        report(
          at: place,
          "`\(partition.name)` is scheduled round robin, which has no \(key); remove it, or write"
            + " `scheduler: fixed-priority`")
      }
    }
  }

  // MARK: Fixed priority

  private mutating func checkFixedPriority(_ partition: Deployment.Partition, _ path: String) {
    let before = diagnostics.count
    for (index, application) in partition.applications.enumerated() {
      let place = "\(path).applications.\(index)"
      if deployment.locations["\(place).priority"] == nil, partition.applications.count > 1 {
        report(
          at: place,
          "`\(application.name)` has no `priority`, which fixed-priority goes by;"
            + " 1 is the most urgent")
      }
      checkBudget(of: application, in: partition, at: place)
    }
    guard diagnostics.count == before else { return }
    for core in partition.cores {
      checkNobodyStarves(partition, core, path)
      checkBudgetsFit(partition, core, path)
    }
  }

  private mutating func checkBudget(
    of application: Deployment.Application, in partition: Deployment.Partition, at place: String
  ) {
    switch (application.periodNanoseconds, application.budgetNanoseconds) {
    case (nil, nil): break
    case (_?, nil):
      report(at: "\(place).period", "a period needs a budget; add `budget: 1ms`, or remove it")
    case (nil, _?):
      report(at: "\(place).budget", "a budget needs a period; add `period: 5ms`, or remove it")
    case (let period?, let budget?) where budget > period:
      report(
        at: "\(place).budget",
        "\(timeText(budget)) is longer than the period of \(timeText(period))")
    case (let period?, let budget?):
      if let frame = deployment.majorFrameNanoseconds, frame % period != 0, period % frame != 0 {
        report(
          at: "\(place).period",
          "\(timeText(period)) neither divides the major frame of \(timeText(frame)) nor is a whole"
            + " number of frames; what the application gets would differ from frame to frame")
        return
      }
      for core in cores(of: application, in: partition) {
        guard let least = leastSupply(to: partition.name, core: core, in: period), budget > least
        else { continue }
        report(
          at: "\(place).budget",
          "`\(partition.name)` has only \(timeText(least)) of core \(core) in some period of"
            + " \(timeText(period)), which is less than \(timeText(budget))")
      }
    }
  }

  /// The time that windows give a partition in the period that has the least of it; `nil` where
  /// windows could not be read.
  private func leastSupply(to partition: String, core: Int, in period: Int64) -> Int64? {
    guard deployment.locations["major_frame"] != nil else { return period }
    guard isClean.windows, let frame = deployment.majorFrameNanoseconds else { return nil }
    let own = deployment.windows.filter { $0.partition == partition && $0.core == core }
    if period >= frame {
      return own.reduce(0) { $0 + $1.durationNanoseconds } * (period / frame)
    }
    return stride(from: 0, to: frame, by: Int(period)).map { start in
      own.reduce(Int64(0)) { sum, window in
        sum
          + max(
            0,
            min(window.endNanoseconds, start + period) - max(window.offsetNanoseconds, start))
      }
    }.min()
  }

  /// Who has no budget takes all that is left: nobody less urgent on its core would ever run.
  private mutating func checkNobodyStarves(
    _ partition: Deployment.Partition, _ core: Int, _ path: String
  ) {
    let applications = partition.applications
    let ordered = applications.indices
      .filter { cores(of: applications[$0], in: partition).contains(core) }
      .sorted { (applications[$0].priority, $0) < (applications[$1].priority, $1) }
    guard let taker = ordered.first(where: { applications[$0].budgetNanoseconds == nil }) else {
      return
    }
    for index in ordered.drop(while: { $0 != taker }).dropFirst() {
      let line = line(of: "\(path).applications.\(taker)")
      report(
        at: "\(path).applications.\(index)",
        "`\(applications[index].name)` would never run: `\(applications[taker].name)` on \(line) is"
          + " at least as urgent and has no budget, so it takes all that is left of core \(core)")
    }
  }

  private mutating func checkBudgetsFit(
    _ partition: Deployment.Partition, _ core: Int, _ path: String
  ) {
    let frame = deployment.majorFrameNanoseconds ?? 1
    guard let supply = leastSupply(to: partition.name, core: core, in: frame) else { return }
    var demand = 0.0
    for (index, application) in partition.applications.enumerated()
    where cores(of: application, in: partition).contains(core) {
      guard let period = application.periodNanoseconds, let budget = application.budgetNanoseconds
      else { continue }
      demand += Double(budget) / Double(period)
      let share = Double(supply) / Double(frame)
      // Sums of fractions such as 0.1 exceed their whole by a rounding error.
      guard demand > share + 1e-9 else { continue }
      report(
        at: "\(path).applications.\(index).budget",
        "with this the budgets of `\(partition.name)` are \(Self.percent(demand)) of core \(core),"
          + " and its windows \(Self.percent(share))")
      return
    }
  }

  private static func percent(_ share: Double) -> String {
    "\((share * 1000).rounded() / 10) %"
  }
}

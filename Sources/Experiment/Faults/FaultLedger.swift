import Partitioning
import Results
import Scheduling
import Statistics

/// What the rounds of one fault on one backend add up to.
struct FaultLedger {
  let fault: Fault
  let backend: BackendKind
  let enforcer: String
  let scene: FaultScene

  private var rounds: [(healthy: FaultObservation, faulty: FaultTrial.Outcome)] = []

  init(fault: Fault, backend: BackendKind, enforcer: String, scene: FaultScene) {
    self.fault = fault
    self.backend = backend
    self.enforcer = enforcer
    self.scene = scene
  }

  mutating func add(healthy: FaultObservation, faulty: FaultTrial.Outcome) {
    rounds.append((healthy, faulty))
  }

  /// More windows lost than this part of those planned, beyond what is lost without the fault, are the fault's.
  static let lossTolerance = 0.01

  /// A row that says why there is nothing else.
  func unavailable(_ reason: String) -> FaultRow {
    var row = blank
    row.status = .unavailable
    row.detail = reason
    return row
  }

  private var blank: FaultRow {
    var row = FaultRow()
    row.fault = fault.name
    row.backend = backend.rawValue
    row.enforcer = enforcer
    row.rounds = Int64(rounds.count)
    return row
  }

  /// The row of all rounds; there has to be one.
  var row: FaultRow {
    var row = blank
    let detections = rounds.map { detection($0.faulty) }
    let first = detections[0]
    row.injectedFrame = first.injectedFrame
    row.detectedFrame = first.detectedFrame
    let delays = detections.compactMap(\.frames)
    row.framesToDetect = delays.count == rounds.count ? delays.max() : nil
    row.detectedBy = first.kind
    row.action = first.action
    row.detail = first.detail

    let planned = rounds.reduce(0) { $0 + $1.healthy.healthy.reduce(0) { $0 + $1.planned } }
    let lostHealthy = rounds.reduce(0) { $0 + $1.healthy.healthy.reduce(0) { $0 + $1.lost } }
    let lost = rounds.reduce(0) { $0 + losses($1.faulty, $1.healthy) }
    row.windowsPlanned = planned
    row.windowsLost = lost
    row.windowsLostHealthy = lostHealthy
    let ended = rounds.contains { endsOthers($0.faulty) }
    row.isSinglePointOfFailure = ended
    row.isContained =
      !ended && Double(lost - lostHealthy) <= Double(planned) * Self.lossTolerance

    let before = rounds.flatMap { $0.healthy.healthy.flatMap(\.startErrors) }.sorted()
    let after = rounds.flatMap { observation($0.faulty)?.healthy.flatMap(\.startErrors) ?? [] }
      .sorted()
    row.startErrorP50BeforeNanoseconds = quantile(before, 500_000)
    row.startErrorP50AfterNanoseconds = quantile(after, 500_000)
    row.startErrorP99BeforeNanoseconds = quantile(before, 990_000)
    row.startErrorP99AfterNanoseconds = quantile(after, 990_000)
    row.startErrorMaxBeforeNanoseconds = before.last.map(Double.init)
    row.startErrorMaxAfterNanoseconds = after.last.map(Double.init)
    if let estimate = slowdown(\.jobBefore) {
      row.slowdownBefore = estimate.value
      row.slowdownBeforeLower = estimate.lower
      row.slowdownBeforeUpper = estimate.upper
    }
    if let estimate = slowdown(\.jobAfter) {
      row.slowdownAfter = estimate.value
      row.slowdownAfterLower = estimate.lower
      row.slowdownAfterUpper = estimate.upper
    }
    return row
  }

  // MARK: One round

  private struct Detection {
    var injectedFrame: Int64
    var detectedFrame: Int64?
    var kind: String
    var action: String
    var detail: String
    var frames: Int64? { detectedFrame.map { $0 - injectedFrame } }
  }

  /// The first event about the faulty partition from the injection on, or the module's own end.
  private func detection(_ outcome: FaultTrial.Outcome) -> Detection {
    switch outcome {
    case .moduleEnded(let instant, let kind, let detail):
      return Detection(
        injectedFrame: scene.injectedFrame, detectedFrame: instant / FaultScene.frameNanoseconds,
        kind: kind, action: "module ended", detail: detail)
    case .observed(let observation):
      let event = observation.events.first {
        $0.partition == Int64(FaultScene.faulty) && !$0.action.isEmpty
          && $0.frame >= observation.injectedFrame
      }
      return Detection(
        injectedFrame: observation.injectedFrame, detectedFrame: event?.frame,
        kind: event?.kind ?? "none", action: event?.action ?? "",
        detail: event?.detail ?? "nothing was noticed: the partition stayed inside its windows")
    }
  }

  private func observation(_ outcome: FaultTrial.Outcome) -> FaultObservation? {
    if case .observed(let observation) = outcome { observation } else { nil }
  }

  private func endsOthers(_ outcome: FaultTrial.Outcome) -> Bool {
    observation(outcome).map { $0.healthy.contains { !$0.isFinished } } ?? true
  }

  /// A module that is over has lost every window that would still have come.
  private func losses(_ outcome: FaultTrial.Outcome, _ healthy: FaultObservation) -> Int64 {
    switch outcome {
    case .observed(let observation): observation.healthy.reduce(0) { $0 + $1.lost }
    case .moduleEnded(let instant, _, _):
      FaultScene.names.indices.filter { $0 != FaultScene.faulty }.reduce(0) { sum, number in
        sum
          + Int64(
            scene.windows(of: number).count {
              $0.start >= scene.injectionNanoseconds && $0.end > instant
            })
      }
    }
  }

  // MARK: All rounds

  /// Per round the geometric mean over the healthy partitions, with the fault over without.
  private func slowdown(_ path: KeyPath<FaultObservation.Healthy, Int64>) -> Estimate? {
    var solo: [Double] = []
    var corun: [Double] = []
    for round in rounds {
      guard let faulty = observation(round.faulty) else { return nil }
      let pairs = zip(round.healthy.healthy, faulty.healthy).map {
        (Double($0[keyPath: path]), Double($1[keyPath: path]))
      }
      guard pairs.allSatisfy({ $0.0 > 0 && $0.1 > 0 }) else { return nil }
      // There are two: the geometric mean is the product of the square roots.
      solo.append(pairs.reduce(1) { $0 * $1.0.squareRoot() })
      corun.append(pairs.reduce(1) { $0 * $1.1.squareRoot() })
    }
    return RatioInterval.pairedLogRatio(solo: solo, corun: corun)
  }

  private func quantile(_ sorted: [Int64], _ partsPerMillion: Int) -> Double? {
    guard partsPerMillion <= 500_000 || sorted.count >= 100 else { return nil }
    return Quantile.nearestRank(ofSorted: sorted, partsPerMillion: partsPerMillion)
      .map(Double.init)
  }
}

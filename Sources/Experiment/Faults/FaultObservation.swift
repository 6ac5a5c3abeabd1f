import Partitioning

/// What one run of a scene showed, in numbers that a child process can hand to its parent.
struct FaultObservation: Sendable, Equatable {
  /// What the other partitions' windows from the injection on came to.
  struct Healthy: Sendable, Equatable {
    /// Whether it came to its planned end.
    var isFinished = false
    var planned: Int64 = 0
    var lost: Int64 = 0
    /// Release jitter of the windows that ran, from the injection on.
    var startErrors: [Int64] = []
    /// Median job before the injection and from it on, in time stamps; 0 where there were too few.
    var jobBefore: Int64 = 0
    var jobAfter: Int64 = 0
  }

  struct Event: Sendable, Equatable {
    var frame: Int64
    var timeNanoseconds: Int64
    /// Number of the partition; -1 for the module.
    var partition: Int64
    var kind: String
    var action: String
    var detail: String
  }

  /// The frame of the window that the fault's moment fell into.
  var injectedFrame: Int64 = 0
  /// In the order of the scene, without the faulty one.
  var healthy: [Healthy] = []
  var events: [Event] = []

  // MARK: From the child to its parent

  var report: ModuleLine.Report {
    var numbers = [injectedFrame, Int64(healthy.count)]
    for one in healthy {
      numbers += [
        one.isFinished ? 1 : 0, one.planned, one.lost, one.jobBefore, one.jobAfter,
        Int64(one.startErrors.count),
      ]
      numbers += one.startErrors
    }
    let text = events.map { event in
      ["\(event.frame)", "\(event.timeNanoseconds)", "\(event.partition)", event.kind]
        + [event.action, event.detail]
    }.map { $0.joined(separator: "\t") }.joined(separator: "\n")
    return ModuleLine.Report(numbers: numbers, text: text)
  }

  init() {}

  /// - Returns: `nil` when the report is not one of an observation.
  init?(_ report: ModuleLine.Report) {
    var rest = report.numbers[...]
    guard let frame = rest.popFirst(), let count = rest.popFirst() else { return nil }
    injectedFrame = frame
    for _ in 0..<count {
      guard rest.count >= 6 else { return nil }
      let head = Array(rest.prefix(6))
      rest = rest.dropFirst(6)
      guard head[5] >= 0, rest.count >= Int(head[5]) else { return nil }
      healthy.append(
        Healthy(
          isFinished: head[0] == 1, planned: head[1], lost: head[2],
          startErrors: Array(rest.prefix(Int(head[5]))), jobBefore: head[3], jobAfter: head[4]))
      rest = rest.dropFirst(Int(head[5]))
    }
    for line in report.text.split(separator: "\n") {
      let fields = line.split(separator: "\t", omittingEmptySubsequences: false).map(String.init)
      guard fields.count == 6, let frame = Int64(fields[0]), let time = Int64(fields[1]),
        let partition = Int64(fields[2])
      else { return nil }
      events.append(
        Event(
          frame: frame, timeNanoseconds: time, partition: partition, kind: fields[3],
          action: fields[4], detail: fields[5]))
    }
  }
}

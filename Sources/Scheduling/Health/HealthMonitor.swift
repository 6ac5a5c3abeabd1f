/// Decides what to do about faults: a state machine over observations, without a clock, a process or a signal.
///
/// Every error of a partition that is running gives an event and the action of that partition's table. A partition that has
/// used up its restarts is stopped; one that was stopped is left alone for ever; a module that was stopped takes no more orders.
public struct HealthMonitor: Sendable {
  /// What the monitor has to know of a partition.
  public struct Partition: Sendable, Hashable {
    public var name: String
    public var table: HealthMonitorTable
    /// From then on, ending is what it is meant to do. Time since the epoch.
    public var plannedEndNanoseconds: Int64

    public init(name: String, table: HealthMonitorTable, plannedEndNanoseconds: Int64) {
      self.name = name
      self.table = table
      self.plannedEndNanoseconds = plannedEndNanoseconds
    }
  }

  /// From when on something is an error.
  public struct Limits: Sendable, Hashable {
    /// Windows in a row in which a partition was there and did nothing.
    public var silentWindows = 3
    /// Windows in a row that it was not let into. More, because a busy host keeps a partition from a few by itself.
    public var missedWindows = 10
    public var overrunNanoseconds: Int64 = 1_000_000
    /// How long the dispatcher may be silent.
    public var dispatcherNanoseconds: Int64 = 100_000_000
    /// Restarts that a partition has in a run: a crash loop ends in a stop.
    public var restarts = 3

    public init() {}
  }

  /// What came of an observation.
  public struct Response: Sendable, Hashable {
    public var events: [HealthEvent] = []
    public var orders: [HealthOrder] = []

    public init() {}
  }

  public enum State: Sendable, Hashable {
    case running
    /// Between the order and the first sign of life.
    case restarting
    case stopped
    /// Came to its planned end.
    case finished
  }

  public let partitions: [Partition]
  public let limits: Limits
  public let frameNanoseconds: Int64
  public private(set) var isModuleStopped = false
  private var lives: [Life]

  private struct Life: Sendable {
    var state = State.running
    var restarts = 0
    var injectedFrame: Int64?
    /// Whether there was a heartbeat: the counts of the first are what the next are held against.
    var isKnown = false
    var steps: UInt64 = 0
    /// Windows that it was let into when it last made a step.
    var runAtStep = 0
    /// Windows due when it was last let into one, and how many those were.
    var dueAtRun = 0
    var run = 0
    /// Silence is reported once, until it ends.
    var isSilent = false
  }

  /// - Parameter frameNanoseconds: length of a major frame, above 0.
  public init(partitions: [Partition], frameNanoseconds: Int64, limits: Limits = Limits()) {
    precondition(frameNanoseconds > 0)
    self.partitions = partitions
    self.frameNanoseconds = frameNanoseconds
    self.limits = limits
    lives = Array(repeating: Life(), count: partitions.count)
  }

  public func state(of partition: Int) -> State { lives[partition].state }

  /// How often a partition was ordered to start anew.
  public func restarts(of partition: Int) -> Int { lives[partition].restarts }

  /// Takes note of an observation. Those of partitions that are stopped, or of a stopped module, change nothing.
  public mutating func observe(_ observation: HealthObservation, at time: Int64) -> Response {
    guard !isModuleStopped else { return Response() }
    switch observation {
    case .dispatcherSilent(let nanoseconds): return dispatcherSilent(nanoseconds, at: time)
    case .ended(let partition, let ending): return ended(partition, ending, at: time)
    case .heartbeat(let partition, let due, let run, let steps):
      return heartbeat(partition, due: due, run: run, steps: steps, at: time)
    case .overran(let partition, let nanoseconds):
      guard nanoseconds > limits.overrunNanoseconds else { return Response() }
      return fail(
        partition, .overrun, "ran \(nanoseconds / 1000) us past the end of its window", at: time)
    case .refusedMemory(let partition):
      return fail(partition, .memory, "reached the limit of its memory", at: time)
    case .restarted(let partition): return restarted(partition, at: time)
    case .injected(let partition, let fault):
      guard lives[partition].state == .running else { return Response() }
      lives[partition].injectedFrame = frame(at: time)
      return note("fault_injected", partition, fault, at: time)
    }
  }

  /// The major frame that an instant lies in.
  public func frame(at time: Int64) -> Int64 {
    time >= 0 ? time / frameNanoseconds : (time - frameNanoseconds + 1) / frameNanoseconds
  }
}

extension HealthMonitor {
  private mutating func ended(
    _ partition: Int, _ ending: PartitionEnding, at time: Int64
  ) -> Response {
    let isPlanned =
      ending == .exited(status: 0) && time >= partitions[partition].plannedEndNanoseconds
    if lives[partition].state == .running, isPlanned {
      lives[partition].state = .finished
      return Response()
    }
    // What ends while it is being started anew was ended for that.
    return fail(partition, ending.error, ending.text, isOver: true, at: time)
  }

  private mutating func heartbeat(
    _ partition: Int, due: Int, run: Int, steps: UInt64, at time: Int64
  ) -> Response {
    guard lives[partition].state == .running else { return Response() }
    let isFirst = !lives[partition].isKnown
    lives[partition].isKnown = true
    if isFirst || run > lives[partition].run {
      lives[partition].run = run
      lives[partition].dueAtRun = due
    }
    if isFirst || steps > lives[partition].steps {
      lives[partition].steps = steps
      lives[partition].runAtStep = run
      lives[partition].isSilent = false
      return Response()
    }
    guard !lives[partition].isSilent else { return Response() }
    let idle = run - lives[partition].runAtStep
    if idle >= limits.silentWindows {
      lives[partition].isSilent = true
      return fail(partition, .deadlock, "did nothing in \(idle) windows", at: time)
    }
    let missed = due - lives[partition].dueAtRun
    if missed >= limits.missedWindows {
      lives[partition].isSilent = true
      return fail(partition, .dispatcher, "was not let into \(missed) windows", at: time)
    }
    return Response()
  }

  private mutating func restarted(_ partition: Int, at time: Int64) -> Response {
    guard lives[partition].state == .restarting else { return Response() }
    let restarts = lives[partition].restarts
    lives[partition] = Life()
    lives[partition].restarts = restarts
    return note("restarted", partition, "start \(restarts + 1)", at: time)
  }

  private mutating func dispatcherSilent(_ nanoseconds: Int64, at time: Int64) -> Response {
    guard nanoseconds > limits.dispatcherNanoseconds else { return Response() }
    isModuleStopped = true
    var response = Response()
    response.events.append(
      HealthEvent(
        timeNanoseconds: time, frame: frame(at: time), kind: HealthError.dispatcher.rawValue,
        partition: nil, action: .stopModule, injectedFrame: nil,
        detail: "not heard of for \(nanoseconds / 1_000_000) ms"))
    response.orders.append(.stopModule)
    return response
  }

  /// An error of a partition: an event always, an order unless it is only to be logged.
  ///
  /// - Parameter isOver: whether nothing of the partition is left that could be watched on.
  private mutating func fail(
    _ partition: Int, _ error: HealthError, _ detail: String, isOver: Bool = false, at time: Int64
  ) -> Response {
    guard lives[partition].state == .running else { return Response() }
    var action = partitions[partition].table.action(for: error)
    var detail = detail
    if action == .restartPartition, lives[partition].restarts >= limits.restarts {
      action = .stopPartition
      detail += "; \(limits.restarts) restarts are used up"
    }
    var response = Response()
    response.events.append(
      HealthEvent(
        timeNanoseconds: time, frame: frame(at: time), kind: error.rawValue, partition: partition,
        action: action, injectedFrame: lives[partition].injectedFrame, detail: detail))
    switch action {
    case .log: if isOver { lives[partition].state = .stopped }
    case .stopPartition:
      lives[partition].state = .stopped
      response.orders.append(.stop(partition: partition))
    case .restartPartition:
      lives[partition].state = .restarting
      lives[partition].restarts += 1
      response.orders.append(.restart(partition: partition))
    case .stopModule:
      isModuleStopped = true
      response.orders.append(.stopModule)
    }
    return response
  }

  private func note(
    _ kind: String, _ partition: Int, _ detail: String, at time: Int64
  ) -> Response {
    var response = Response()
    response.events.append(
      HealthEvent(
        timeNanoseconds: time, frame: frame(at: time), kind: kind, partition: partition,
        action: nil, injectedFrame: lives[partition].injectedFrame, detail: detail))
    return response
  }
}

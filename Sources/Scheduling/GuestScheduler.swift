/// How a partition shares its windows out among its applications: the second level of scheduling,
/// inside the windows that the first one grants.
///
/// It decides from values alone; all instants are nanoseconds from the run's epoch. The signal
/// handler that takes these decisions is C and mirrors these lines; hence integers only.
public enum GuestScheduler: Sendable, Hashable {
  /// In turn, each for a quantum of the partition's own time: what the end of a window interrupts goes
  /// on in the next one. An application that is alone runs on.
  case roundRobin(quantumNanoseconds: Int64)
  /// The most urgent that is active and has budget left in its period. Applications without a budget
  /// are in the background: the most urgent of them takes what the others leave. Among equals the
  /// first goes first.
  case fixedPriority

  /// What the scheduler is told of an application.
  public struct Application: Sendable, Hashable {
    /// 1 is the most urgent.
    public var priority: Int
    /// In each period from the epoch it may run for its budget; `nil`: it has none.
    public var reservation: Reservation?
    /// When it may run, ascending and apart; `nil`: always.
    public var active: [Range<Int64>]?

    public init(
      priority: Int = 1, reservation: Reservation? = nil, active: [Range<Int64>]? = nil
    ) {
      self.priority = priority
      self.reservation = reservation
      self.active = active
    }
  }

  /// A budget of running time in every period of wall time.
  public struct Reservation: Sendable, Hashable {
    public var periodNanoseconds: Int64
    public var budgetNanoseconds: Int64

    public init(periodNanoseconds: Int64, budgetNanoseconds: Int64) {
      self.periodNanoseconds = periodNanoseconds
      self.budgetNanoseconds = budgetNanoseconds
    }

    /// The period that an instant lies in, also before the epoch.
    func period(at now: Int64) -> Int64 {
      let number = now / periodNanoseconds
      return number * periodNanoseconds > now ? number - 1 : number
    }

    func nextPeriod(after now: Int64) -> Int64 { (period(at: now) + 1) * periodNanoseconds }
  }

  /// What the applications have had.
  public struct State: Sendable, Hashable {
    /// The application that ran last; `nil` before the first.
    public var last: Int?
    /// What is left of its quantum.
    public var quantumLeftNanoseconds: Int64 = 0
    /// By application: the running time in the period of that number.
    public var consumed: [Consumed]

    public struct Consumed: Sendable, Hashable {
      public var period: Int64 = 0
      public var nanoseconds: Int64 = 0

      public init(period: Int64 = 0, nanoseconds: Int64 = 0) {
        self.period = period
        self.nanoseconds = nanoseconds
      }
    }

    public init(applications: Int) {
      consumed = Array(repeating: Consumed(), count: applications)
    }
  }

  public struct Decision: Sendable, Hashable {
    /// The application that runs; `nil` when none is ready.
    public var application: Int?
    /// When to decide anew at the latest; `nil`: never.
    public var until: Int64?

    public init(application: Int?, until: Int64?) {
      self.application = application
      self.until = until
    }
  }

  /// Which application runs from `now` on.
  public func decide(_ applications: [Application], _ state: State, now: Int64) -> Decision {
    let partition = Partition(scheduler: self, applications: applications, state: state, now: now)
    return switch self {
    case .roundRobin(let quantum): partition.byTurns(quantum)
    case .fixedPriority: partition.byPriority()
    }
  }

  /// Takes down that an application ran for a while.
  public func charge(
    _ state: inout State, _ application: Int, _ values: Application, _ time: Range<Int64>
  ) {
    if case .roundRobin(let quantum) = self {
      if state.last != application || state.quantumLeftNanoseconds <= 0 {
        state.quantumLeftNanoseconds = quantum
      }
      state.quantumLeftNanoseconds -= min(
        time.upperBound - time.lowerBound, state.quantumLeftNanoseconds)
    }
    state.last = application
    guard let reservation = values.reservation else { return }
    let period = reservation.period(at: time.upperBound)
    if state.consumed[application].period != period {
      state.consumed[application] = State.Consumed(period: period)
    }
    // What it ran before the period began was the last one's.
    let begin = period * reservation.periodNanoseconds
    state.consumed[application].nanoseconds += time.upperBound - max(time.lowerBound, begin)
  }
}

/// The applications of a partition at an instant.
private struct Partition {
  let scheduler: GuestScheduler
  let applications: [GuestScheduler.Application]
  let state: GuestScheduler.State
  let now: Int64

  func byPriority() -> GuestScheduler.Decision {
    let ready = applications.indices.filter(isReady)
    let chosen = ready.min(by: goesBefore)
    // Only who would go before the chosen one can make a difference while it runs.
    var changes = applications.indices.filter { index in
      !isReady(index) && (chosen.map { goesBefore(index, $0) } ?? true)
    }.map(readyFrom)
    if let chosen {
      changes.append(activeUntil(chosen))
      if let reservation = reservation(chosen) {
        changes += [now + budgetLeft(chosen, reservation), reservation.nextPeriod(after: now)]
      }
    }
    return GuestScheduler.Decision(application: chosen, until: changes.compactMap(\.self).min())
  }

  func byTurns(_ quantum: Int64) -> GuestScheduler.Decision {
    let continues = state.last.flatMap { last in
      state.quantumLeftNanoseconds > 0 && isReady(last) ? last : nil
    }
    let first = continues ?? state.last.map { $0 + 1 } ?? 0
    let turns = applications.indices.map { (first + $0) % applications.count }
    let ready = turns.filter(isReady)
    let change = turns.filter { !isReady($0) }.compactMap(readyFrom).min()
    guard let chosen = ready.first else {
      return GuestScheduler.Decision(application: nil, until: change)
    }
    let turn = now + (continues == nil ? quantum : state.quantumLeftNanoseconds)
    let until = [ready.count == 1 ? change : turn, activeUntil(chosen)].compactMap(\.self).min()
    return GuestScheduler.Decision(application: chosen, until: until)
  }

  private func reservation(_ index: Int) -> GuestScheduler.Reservation? {
    scheduler == .fixedPriority ? applications[index].reservation : nil
  }

  private func budgetLeft(_ index: Int, _ reservation: GuestScheduler.Reservation) -> Int64 {
    let consumed = state.consumed[index]
    return reservation.budgetNanoseconds
      - (consumed.period == reservation.period(at: now) ? consumed.nanoseconds : 0)
  }

  private func isReady(_ index: Int) -> Bool {
    isActive(index) && (reservation(index).map { budgetLeft(index, $0) > 0 } ?? true)
  }

  private func isActive(_ index: Int) -> Bool {
    applications[index].active?.contains { $0.contains(now) } ?? true
  }

  /// Until when one that is ready stays so by the plan.
  private func activeUntil(_ index: Int) -> Int64? {
    applications[index].active?.first { $0.contains(now) }?.upperBound
  }

  /// When one that is not ready may become so.
  private func readyFrom(_ index: Int) -> Int64? {
    if isActive(index) { return applications[index].reservation?.nextPeriod(after: now) }
    return applications[index].active?.first { $0.lowerBound > now }?.lowerBound
  }

  private func goesBefore(_ a: Int, _ b: Int) -> Bool {
    let rank = (reservation(a) == nil ? 1 : 0, applications[a].priority, a)
    return rank < (reservation(b) == nil ? 1 : 0, applications[b].priority, b)
  }
}

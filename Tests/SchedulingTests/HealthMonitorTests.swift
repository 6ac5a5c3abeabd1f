import Scheduling
import Testing

@Suite("Health monitor")
struct HealthMonitorTests {
  private func monitor(
    _ action: HealthAction = .stopPartition, actions: [String: HealthAction] = [:],
    limits: HealthMonitor.Limits = .init()
  ) -> HealthMonitor {
    HealthMonitor(
      partitions: ["a", "b"].map {
        .init(
          name: $0, table: HealthMonitorTable(otherwise: action, actions: actions),
          plannedEndNanoseconds: 1000)
      }, frameNanoseconds: 10, limits: limits)
  }

  @Test(
    "A partition's end is classed by how it came",
    arguments: [
      (PartitionEnding.signalled(11), HealthError.crash),
      (.guestEnded(reason: "triple fault"), .crash),
      (.exited(status: 0), .exit), (.exited(status: 3), .exit), (.exited(status: 12), .memory),
      (.killedForMemory, .memory),
    ])
  func classes(_ ending: PartitionEnding, _ error: HealthError) {
    var monitor = monitor()
    let response = monitor.observe(.ended(partition: 1, ending), at: 57)
    #expect(response.events.map(\.kind) == [error.rawValue])
    #expect(response.events[0].frame == 5)
    #expect(response.events[0].partition == 1)
    #expect(response.orders == [.stop(partition: 1)])
    #expect(monitor.state(of: 1) == .stopped)
    #expect(monitor.state(of: 0) == .running)
  }

  @Test("Every error follows its own action in the table", arguments: HealthAction.allCases)
  func table(_ action: HealthAction) {
    let other: HealthAction = action == .log ? .stopModule : .log
    for error in HealthError.allCases {
      var monitor = monitor(other, actions: [error.rawValue: action])
      let response = provoke(error, &monitor)
      #expect(response.events.map(\.action) == [action], "\(error)")
      let orders: [HealthOrder] =
        switch action {
        case .log: []
        case .stopPartition: [.stop(partition: 0)]
        case .restartPartition: [.restart(partition: 0)]
        case .stopModule: [.stopModule]
        }
      #expect(response.orders == orders, "\(error)")
      #expect(monitor.isModuleStopped == (action == .stopModule))
    }
  }

  /// Makes partition 0 show an error and returns what the last observation brought.
  private func provoke(
    _ error: HealthError, _ monitor: inout HealthMonitor
  ) -> HealthMonitor.Response {
    switch error {
    case .crash: return monitor.observe(.ended(partition: 0, .signalled(11)), at: 5)
    case .exit: return monitor.observe(.ended(partition: 0, .exited(status: 0)), at: 5)
    case .memory: return monitor.observe(.refusedMemory(partition: 0), at: 5)
    case .overrun:
      return monitor.observe(
        .overran(partition: 0, nanoseconds: monitor.limits.overrunNanoseconds + 1), at: 5)
    case .deadlock:
      _ = beat(&monitor, due: 1, run: 1, steps: 7)
      return beat(
        &monitor, due: 1 + monitor.limits.silentWindows, run: 1 + monitor.limits.silentWindows,
        steps: 7)
    case .dispatcher:
      _ = beat(&monitor, due: 1, run: 1, steps: 7)
      return beat(&monitor, due: 1 + monitor.limits.missedWindows, run: 1, steps: 7)
    }
  }

  private func beat(
    _ monitor: inout HealthMonitor, due: Int, run: Int, steps: UInt64, at time: Int64 = 5
  ) -> HealthMonitor.Response {
    monitor.observe(
      .heartbeat(partition: 0, windowsDue: due, windowsRun: run, steps: steps), at: time)
  }

  @Test("A heart that beats is no error, however slowly")
  func heartbeat() {
    var monitor = monitor()
    for window in 1...100 {
      let steps = UInt64(window / monitor.limits.silentWindows)
      #expect(beat(&monitor, due: window, run: window, steps: steps) == .init())
    }
  }

  @Test("Silence is reported once, and again only after a beat")
  func silence() {
    var monitor = monitor(.log)
    _ = beat(&monitor, due: 0, run: 0, steps: 0)
    let reports = (1...20).map { beat(&monitor, due: $0, run: $0, steps: 0).events.count }
    #expect(reports.reduce(0, +) == 1)
    #expect(reports.firstIndex(of: 1) == monitor.limits.silentWindows - 1)
    #expect(beat(&monitor, due: 21, run: 21, steps: 1).events.isEmpty)
    #expect(
      (22...40).reduce(0) { $0 + beat(&monitor, due: $1, run: $1, steps: 1).events.count } == 1)
  }

  @Test("A crash loop ends in a stop when its restarts are used up")
  func crashLoop() {
    var monitor = monitor(.restartPartition)
    var time: Int64 = 0
    for number in 1...monitor.limits.restarts {
      time += 10
      let response = monitor.observe(.ended(partition: 0, .signalled(6)), at: time)
      #expect(response.orders == [.restart(partition: 0)])
      #expect(monitor.restarts(of: 0) == number)
      // Its own end by the restart is no second fault.
      #expect(monitor.observe(.ended(partition: 0, .signalled(9)), at: time) == .init())
      #expect(
        monitor.observe(.restarted(partition: 0), at: time).events.map(\.kind) == ["restarted"])
    }
    let last = monitor.observe(.ended(partition: 0, .signalled(6)), at: time + 10)
    #expect(last.orders == [.stop(partition: 0)])
    #expect(last.events[0].detail.contains("restarts are used up"))
    #expect(monitor.observe(.restarted(partition: 0), at: time + 20) == .init())
  }

  @Test("The planned end is no fault, and an end before it is one")
  func plannedEnd() {
    var monitor = monitor()
    #expect(monitor.observe(.ended(partition: 0, .exited(status: 0)), at: 1000) == .init())
    #expect(monitor.state(of: 0) == .finished)
    #expect(!monitor.observe(.ended(partition: 1, .exited(status: 0)), at: 999).events.isEmpty)
    // Not even then does a crash pass.
    var other = self.monitor()
    #expect(other.observe(.ended(partition: 0, .signalled(11)), at: 2000).events.count == 1)
  }

  @Test("An event has the frames of the fault and of its detection")
  func frames() {
    var monitor = monitor()
    #expect(
      monitor.observe(.injected(partition: 0, fault: "segv"), at: 31).events.map(\.kind)
        == ["fault_injected"])
    let event = monitor.observe(.ended(partition: 0, .signalled(11)), at: 52).events[0]
    #expect(event.injectedFrame == 3)
    #expect(event.frame == 5)
    #expect(monitor.frame(at: -1) == -1)
  }

  @Test("A dispatcher that is silent for too long ends the module, and then nothing is ordered")
  func dispatcher() {
    var monitor = monitor(.restartPartition)
    let limit = monitor.limits.dispatcherNanoseconds
    #expect(monitor.observe(.dispatcherSilent(nanoseconds: limit), at: 1) == .init())
    let response = monitor.observe(.dispatcherSilent(nanoseconds: limit + 1), at: 2)
    #expect(response.orders == [.stopModule])
    #expect(response.events.map(\.partition) == [nil])
    #expect(monitor.observe(.ended(partition: 0, .signalled(9)), at: 3) == .init())
  }
}

import Foundation
import Scheduling
import Testing

/// What holds of the health monitor after any observations in any order. `BULKHEAD_TEST_SEED` repeats the run that printed it.
@Suite("Health monitor, a million random sequences")
struct HealthMonitorRandomTests {
  static let seed = {
    let given = ProcessInfo.processInfo.environment["BULKHEAD_TEST_SEED"].flatMap { UInt64($0) }
    let seed = given ?? UInt64.random(in: 0...UInt64.max)
    print("health monitor: BULKHEAD_TEST_SEED=\(seed)")
    return seed
  }()
  static let shards = 8
  static let sequences = 1_000_000

  @Test(
    "No stopped partition is restarted, every fault has its event, and budgets are kept",
    arguments: 0..<shards)
  func sequences(shard: Int) throws {
    var random = SeededGenerator(state: Self.seed &+ UInt64(shard) &* 0x9E37_79B9)
    var totals = (orders: 0, faults: 0)
    for number in 0..<(Self.sequences / Self.shards) {
      var sequence = Sequence(&random)
      let violation = sequence.run(&random)
      try #require(violation == nil, "seed \(Self.seed), shard \(shard), sequence \(number)")
      totals.orders += sequence.orders
      totals.faults += sequence.faults
    }
    // The sequences were bad enough to be worth something.
    #expect(totals.faults > Self.sequences / Self.shards / 4 && totals.orders > 1000)
  }
}

/// One sequence, with what the driver of a monitor would know by itself.
private struct Sequence {
  private static let plannedEnd: Int64 = 400
  private static let tables: [HealthMonitorTable] =
    HealthAction.allCases.map { HealthMonitorTable(otherwise: $0) } + [
      HealthMonitorTable(
        otherwise: .restartPartition, actions: ["exit": .log, "deadlock": .stopPartition]),
      HealthMonitorTable(
        otherwise: .log, actions: ["memory": .restartPartition, "overrun": .stopModule]),
    ]

  private var monitor: HealthMonitor
  private let count: Int
  private let length: Int
  private var time: Int64 = 0
  private var stopped: [Bool]
  private var restarts: [Int]
  private(set) var orders = 0
  private(set) var faults = 0

  init(_ random: inout SeededGenerator) {
    count = Int.random(in: 1...2, using: &random)
    length = Int.random(in: 1...16, using: &random)
    var limits = HealthMonitor.Limits()
    limits.restarts = Int.random(in: 0...2, using: &random)
    let tables = (0..<count).map { _ in Self.tables.randomElement(using: &random)! }
    monitor = HealthMonitor(
      partitions: tables.map {
        .init(name: "", table: $0, plannedEndNanoseconds: Self.plannedEnd)
      }, frameNanoseconds: 10, limits: limits)
    stopped = Array(repeating: false, count: count)
    restarts = Array(repeating: 0, count: count)
  }

  /// Runs the sequence; the first violation in words.
  mutating func run(_ random: inout SeededGenerator) -> String? {
    for _ in 0..<length {
      time += Int64.random(in: 0...100, using: &random)
      let observation = self.observation(&random)
      let before = (0..<count).map { monitor.state(of: $0) }
      let wasOver = monitor.isModuleStopped
      let response = monitor.observe(observation, at: time)
      if wasOver, response != .init() { return "a stopped module answered" }
      if let subject = Self.fault(observation, at: time, monitor.limits),
        !wasOver, subject.partition.map({ before[$0] == .running }) ?? true
      {
        faults += 1
        guard response.events.count == 1, let event = response.events.first else {
          return "a fault without an event"
        }
        if event.partition != subject.partition { return "an event of somebody else" }
        if event.action == nil { return "a fault without an action" }
      }
      for event in response.events where event.timeNanoseconds != time || event.frame != time / 10 {
        return "an event at another time"
      }
      if let violation = check(response) { return violation }
    }
    return nil
  }

  private mutating func check(_ response: HealthMonitor.Response) -> String? {
    if response.orders.count > 1 { return "two orders at once" }
    if response.orders.count > response.events.count { return "an order without an event" }
    for order in response.orders {
      orders += 1
      switch order {
      case .stop(let partition):
        if stopped[partition] { return "stopped twice" }
        stopped[partition] = true
        if monitor.state(of: partition) != .stopped { return "stopped and not known to be" }
      case .restart(let partition):
        if stopped[partition] { return "a stopped partition was restarted" }
        restarts[partition] += 1
        if restarts[partition] > monitor.limits.restarts { return "too many restarts" }
      case .stopModule: if !monitor.isModuleStopped { return "stopped and not known to be" }
      }
    }
    return nil
  }

  private func observation(_ random: inout SeededGenerator) -> HealthObservation {
    let partition = Int.random(in: 0..<count, using: &random)
    switch Int.random(in: 0..<16, using: &random) {
    case 0..<4: return .restarted(partition: partition)
    case 4..<7:
      let endings: [PartitionEnding] = [
        .exited(status: 0), .exited(status: 12), .signalled(11), .killedForMemory,
        .guestEnded(reason: "triple fault"),
      ]
      return .ended(partition: partition, endings.randomElement(using: &random)!)
    case 7..<12:
      let due = Int.random(in: 0...20, using: &random)
      return .heartbeat(
        partition: partition, windowsDue: due, windowsRun: Int.random(in: 0...due, using: &random),
        steps: UInt64.random(in: 0...2, using: &random))
    case 12:
      return .overran(partition: partition, nanoseconds: .random(in: 0...2_000_000, using: &random))
    case 13: return .refusedMemory(partition: partition)
    case 14: return .injected(partition: partition, fault: "x")
    default: return .dispatcherSilent(nanoseconds: .random(in: 0...110_000_000, using: &random))
    }
  }

  /// Whether an observation is a fault whatever was seen before, and whose.
  private static func fault(
    _ observation: HealthObservation, at time: Int64, _ limits: HealthMonitor.Limits
  ) -> (partition: Int?, Void)? {
    switch observation {
    case .ended(let partition, let ending):
      ending == .exited(status: 0) && time >= plannedEnd ? nil : (partition, ())
    case .overran(let partition, let nanoseconds):
      nanoseconds > limits.overrunNanoseconds ? (partition, ()) : nil
    case .refusedMemory(let partition): (partition, ())
    case .dispatcherSilent(let nanoseconds):
      nanoseconds > limits.dispatcherNanoseconds ? (nil, ()) : nil
    case .heartbeat, .restarted, .injected: nil
    }
  }
}

import CPlatform
import Scheduling
import Statistics
import Testing

@Suite("The signal handler's choice of application")
struct NextApplicationTests {
  static let shards: UInt64 = 8
  static let casesPerShard = 125_000

  @Test(
    "Is the guest scheduler's: C and Swift agree over a million random states",
    arguments: 0..<shards)
  func agreement(shard: UInt64) throws {
    let seed = UInt64.random(in: 0...UInt64.max)
    print("next application: shard \(shard), seed \(seed)")
    var random = SplitMix64(seed: seed)
    var ran = 0
    var number = 0
    while number < Self.casesPerShard {
      var partition = RandomPartition(&random)
      // Its life: decide, run for a while, be charged.
      for _ in 0..<25 {
        number += 1
        let place: Comment = "seed \(seed), case \(number)"
        let decision = partition.decide()
        try #require(partition.decideInC() == decision, place)
        if let until = decision.until { try #require(until > partition.now, place) }
        partition.run(decision, &random)
        try #require(partition.stateInC == partition.state, place)
        if decision.application != nil { ran += 1 }
      }
    }
    #expect(ran * 4 > Self.casesPerShard && ran < Self.casesPerShard)
  }
}

/// One partition with some applications, known to both sides.
private struct RandomPartition {
  let scheduler: GuestScheduler
  let applications: [GuestScheduler.Application]
  var state: GuestScheduler.State
  var now: Int64
  private let mirror: Mirror

  init(_ random: inout SplitMix64) {
    let quantum = 1 + Int64(random.next(below: 300))
    scheduler =
      random.next(below: 2) == 0 ? .roundRobin(quantumNanoseconds: quantum) : .fixedPriority
    let count = 1 + random.next(below: 5)
    applications = (0..<count).map { _ in Self.application(&random) }
    state = GuestScheduler.State(applications: count)
    now = Int64(random.next(below: 2000)) - 500
    mirror = Mirror(scheduler, applications)
  }

  private static func application(_ random: inout SplitMix64) -> GuestScheduler.Application {
    let period = 1 + random.next(below: 400)
    let hasReservation = random.next(below: 3) != 0
    var active: [Range<Int64>]?
    if random.next(below: 3) == 0 {
      var at = Int64(random.next(below: 1000)) - 500
      active = (0..<random.next(below: 4)).map { _ in
        // Some ranges touch.
        let start = at + Int64(random.next(below: 3) * random.next(below: 300))
        at = start + 1 + Int64(random.next(below: 500))
        return start..<at
      }
    }
    return GuestScheduler.Application(
      priority: 1 + random.next(below: 3),
      reservation: hasReservation
        ? GuestScheduler.Reservation(
          periodNanoseconds: Int64(period),
          budgetNanoseconds: 1 + Int64(random.next(below: period))) : nil,
      active: active)
  }

  func decide() -> GuestScheduler.Decision { scheduler.decide(applications, state, now: now) }

  func decideInC() -> GuestScheduler.Decision { mirror.decide(now) }

  var stateInC: GuestScheduler.State { mirror.state }

  /// Lets the chosen application run: until the decision's end, short of it, or beyond, as a late timer would.
  mutating func run(_ decision: GuestScheduler.Decision, _ random: inout SplitMix64) {
    let most = decision.until.map { min($0 - now, 1000) } ?? 500
    let short = Int64(random.next(below: Int(most)))
    let long = most + Int64(random.next(below: 50))
    let length = [most, short, long][random.next(below: 3)]
    if let application = decision.application {
      let time = now..<now + length
      scheduler.charge(&state, application, applications[application], time)
      mirror.charge(application, time)
    }
    now += length
    // Now and then the window is over, and the next one comes later.
    if random.next(below: 4) == 0 { now += Int64(random.next(below: 1000)) }
  }
}

/// The C side's memory of a partition.
@safe private final class Mirror {
  private var guest: cplatform_guest_scheduler
  private let values: UnsafeMutableBufferPointer<cplatform_application>
  private let ranges: [UnsafeMutableBufferPointer<cplatform_range>]

  init(_ scheduler: GuestScheduler, _ applications: [GuestScheduler.Application]) {
    unsafe values = .allocate(capacity: applications.count)
    unsafe ranges = applications.map { application in
      let active = application.active ?? []
      // One at least, so that an empty list has an address: no address stands for no list.
      let buffer = UnsafeMutableBufferPointer<cplatform_range>
        .allocate(capacity: active.count + 1)
      for (index, range) in active.enumerated() {
        unsafe buffer.initializeElement(
          at: index,
          to: cplatform_range(start_ns: range.lowerBound, end_ns: range.upperBound))
      }
      return unsafe buffer
    }
    unsafe guest = cplatform_guest_scheduler()
    for (index, application) in applications.enumerated() {
      var value = unsafe cplatform_application()
      unsafe value.active =
        application.active == nil ? nil : UnsafePointer(ranges[index].baseAddress)
      unsafe value.active_count = UInt32(application.active?.count ?? 0)
      unsafe value.priority = Int32(application.priority)
      unsafe value.period_ns = application.reservation?.periodNanoseconds ?? 0
      unsafe value.budget_ns = application.reservation?.budgetNanoseconds ?? 0
      unsafe values.initializeElement(at: index, to: value)
    }
    unsafe guest.applications = values.baseAddress
    unsafe guest.count = UInt32(applications.count)
    unsafe guest.last = -1
    if case .roundRobin(let quantum) = scheduler { unsafe guest.quantum_ns = quantum }
  }

  func decide(_ now: Int64) -> GuestScheduler.Decision {
    let decision = unsafe cplatform_guest_decide(&guest, now)
    return GuestScheduler.Decision(
      application: decision.application < 0 ? nil : Int(decision.application),
      until: decision.until_ns == .max ? nil : decision.until_ns)
  }

  func charge(_ application: Int, _ time: Range<Int64>) {
    unsafe cplatform_guest_charge(
      &guest, Int32(application), time.lowerBound, time.upperBound)
  }

  /// What the C side keeps, in the scheduler's terms.
  var state: GuestScheduler.State {
    var state = unsafe GuestScheduler.State(applications: values.count)
    state.last = unsafe guest.last < 0 ? nil : Int(guest.last)
    state.quantumLeftNanoseconds = unsafe guest.quantum_left_ns
    state.consumed = unsafe values.map {
      unsafe GuestScheduler.State.Consumed(period: $0.period, nanoseconds: $0.consumed_ns)
    }
    return state
  }

  deinit {
    for index in unsafe ranges.indices { unsafe ranges[index].deallocate() }
    unsafe values.deallocate()
  }
}

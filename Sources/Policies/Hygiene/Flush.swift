import HardwareTopology
public import Partitioning
import Scheduling

/// What a window left in its core's private caches is displaced before the core goes to the next, in constant time.
public struct Flush: Policy {
  public let name = "flush"
  public let summary =
    "The outgoing partition displaces what it left in L1 and L2 by reading, and waits until a fixed instant before it gives the core away."
  public let limits =
    "Every window begins with cold caches, and the guard is longer by the pad. The L1 of instructions, TLBs and branch predictors cannot be displaced from here; what was displaced goes to the last-level cache, which stays shared."
  public let aspect = PolicyAspect.hygiene
  public let parameters = [
    PolicySetting(
      name: "pad",
      meaning:
        "Time from a window's stop to the release of its core; by default twice what displacing was measured to take, and room for a late stop.",
      kind: .time, range: 1...1_000_000_000, defaultText: "measured")
  ]
  /// `nil`: as measured on the machine.
  public let padNanoseconds: Int64?

  /// A release that is so much later than planned tells the successor nothing: it begins at its own planned start, and the rest of
  /// the guard, five times as long, lies between.
  static let toleranceNanoseconds: Int64 = 10_000
  /// So many windows may be released later: the host has taken the core for a while.
  static let toleratedShare = 0.05

  public init(padNanoseconds: Int64? = nil) { self.padNanoseconds = padNanoseconds }

  public func configured(_ values: [String: Double]) -> any Policy {
    Flush(padNanoseconds: values["pad"].map { Int64($0) } ?? padNanoseconds)
  }

  public var base: (any Policy)? { SlicedGuard() }

  public func probe(_ request: PolicyRequest) -> Availability {
    guard let cpu = request.cores.first else { return .unavailable(reason: "no core may be used") }
    guard request.topology.bytes(ofCacheLevel: 2, for: cpu) != nil else {
      return .unavailable(
        reason: "hwloc knows no size of an L2 of CPU \(cpu), so that nobody knows what to displace")
    }
    guard request.topology.isThisSystem else {
      return .unavailable(reason: "its pad is measured on the machine itself")
    }
    return .available
  }

  /// - Throws: `FlushRefusal` when the windows have no room for it, `SystemError` when the pad cannot be measured.
  public func apply(to arrangement: inout Arrangement, _ request: PolicyRequest) throws {
    if arrangement.partitions.contains(where: \.isBestEffort) {
      throw FlushRefusal(
        "a best-effort partition is taken off its core whenever another wakes, with no time to displace anything"
      )
    }
    let cpus = arrangement.cpus.joined().joined()
    guard let schedule = arrangement.schedule, let cpu = cpus.first,
      let level2 = cpus.compactMap({ request.topology.bytes(ofCacheLevel: 2, for: $0) }).max()
    else { throw FlushRefusal("without windows there is no switch to clean up at") }
    let bytes = SwitchHygiene.displacedBytes(level2Bytes: Int(level2))
    let hygiene =
      try padNanoseconds.map { SwitchHygiene(displacedBytes: bytes, padNanoseconds: $0) }
      ?? HygieneCalibration.known(cpu: cpu, displacedBytes: bytes).hygiene
    let guarded = arrangement.guardNanoseconds + hygiene.padNanoseconds
    let shortest = schedule.table.windows.map(\.durationNanoseconds).min() ?? 0
    guard shortest >= 2 * guarded else {
      throw FlushRefusal(
        "a pad of \(hygiene.padNanoseconds / 1000) us and a guard of \(arrangement.guardNanoseconds / 1000) us would take more than half of a window of \(shortest / 1000) us; windows of \(2 * guarded / 1000 + 1) us have room for them"
      )
    }
    arrangement.guardNanoseconds = guarded
    for number in arrangement.partitions.indices {
      arrangement.partitions[number].hygiene = hygiene
    }
  }

  /// The cores were released when they were planned to be, whatever the windows had done.
  public func evidence(_ observation: PolicyObservation) -> Evidence {
    let windows = observation.threads.flatMap(\.windows).filter {
      $0.start != nil && $0.status != .cut
    }
    let errors = windows.compactMap(\.padErrorNanoseconds)
    let kept = errors.count { $0.magnitude <= Self.toleranceNanoseconds }
    let most = errors.max().map { max(0, $0) } ?? 0
    let pads = Set(observation.partitions.compactMap(\.setting.hygiene?.padNanoseconds)).sorted()
      .map { "\($0 / 1000) us" }
    let isHeld =
      !windows.isEmpty && errors.count == windows.count
      && Double(windows.count - kept) <= Self.toleratedShare * Double(windows.count)
    return Evidence(
      held: isHeld,
      detail:
        "\(errors.count) of \(windows.count) windows cleaned up after, \(kept) of them released within \(Self.toleranceNanoseconds / 1000) us of the end of a pad of \(pads.isEmpty ? "none" : pads.joined(separator: " and ")), the latest \(most / 1000) us after it"
    )
  }
}

/// Why caches cannot be displaced between the windows of an arrangement.
public struct FlushRefusal: PolicyRefusal, Equatable, CustomStringConvertible {
  public let description: String

  init(_ description: String) { self.description = description }
}

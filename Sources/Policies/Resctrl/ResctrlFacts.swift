import Platform

/// What was seen of one partition's group over a round: the worst, not the last.
struct ResctrlFacts: Equatable {
  /// The schemata that were asked for.
  var asked = ""
  /// How often they were read.
  var looks = 0
  /// What of it was otherwise at any of them; empty when nothing was.
  var otherwise = ""
  /// Threads in the group, the fewest that were seen.
  var threads = 0
  var lostThreads = 0
  /// The most that its lines took in the last-level caches, in bytes, and what its masks come to.
  var occupancyBytes: UInt64?
  var partBytes: UInt64?
  /// The most traffic in a phase by the memory's own count, in 10^6 bytes in a second.
  var megabytesPerSecond: Double?
  /// What the asked bandwidth comes to, where it is a rate; and where it is a percentage, that.
  var limitMegabytesPerSecond: Double?
  var limitPercent: Int?

  private var lastTraffic: (bytes: UInt64, nanoseconds: Int64)?

  mutating func add(
    _ reading: ResctrlSession.Reading, at nanoseconds: Int64, _ bandwidth: BandwidthResource?
  ) {
    asked = reading.asked.description
    looks += 1
    if !reading.differences.isEmpty { otherwise = reading.differences.joined(separator: ", ") }
    threads = looks == 1 ? reading.threads : max(threads, reading.threads)
    lostThreads = max(lostThreads, reading.lostThreads)
    if let bytes = reading.occupancy.bytes { occupancyBytes = max(occupancyBytes ?? 0, bytes) }
    partBytes = reading.partBytes
    if let bytes = reading.traffic.bytes {
      if let last = lastTraffic, bytes >= last.bytes, nanoseconds > last.nanoseconds {
        let rate = Double(bytes - last.bytes) * 1000 / Double(nanoseconds - last.nanoseconds)
        megabytesPerSecond = max(megabytesPerSecond ?? 0, rate)
      }
      lastTraffic = (bytes, nanoseconds)
    }
    guard let bandwidth, let value = reading.asked["MB"]?.values.max() else { return }
    limitMegabytesPerSecond = bandwidth.megabytesPerSecond(Int(value))
    limitPercent = bandwidth.unit == .percent ? Int(value) : nil
  }

  static func == (left: ResctrlFacts, right: ResctrlFacts) -> Bool {
    left.coded("", "") == right.coded("", "")
  }
}

// Facts travel as words, as those of every lever do.
extension ResctrlFacts {
  private enum Key: String, CaseIterable {
    case asked, looks, otherwise, threads, lost, occupancy, part, rate, limit, percent
  }

  func coded(_ policy: String, _ role: String) -> [String: String] {
    let values: [Key: String?] = [
      .asked: asked, .looks: "\(looks)", .otherwise: otherwise, .threads: "\(threads)",
      .lost: "\(lostThreads)", .occupancy: occupancyBytes.map { "\($0)" },
      .part: partBytes.map { "\($0)" }, .rate: megabytesPerSecond.map { "\($0)" },
      .limit: limitMegabytesPerSecond.map { "\($0)" }, .percent: limitPercent.map { "\($0)" },
    ]
    return values.reduce(into: [:]) { coded, entry in
      coded["\(policy).\(role).\(entry.key.rawValue)"] = entry.value
    }
  }

  /// `nil` where nothing was read of this partition.
  init?(_ policy: String, _ role: String, in readings: [String: String]) {
    func text(_ key: Key) -> String? { readings["\(policy).\(role).\(key.rawValue)"] }
    guard let asked = text(.asked), let looks = text(.looks).flatMap({ Int($0) }), looks > 0,
      let threads = text(.threads).flatMap({ Int($0) })
    else { return nil }
    self.asked = asked
    self.looks = looks
    self.threads = threads
    otherwise = text(.otherwise) ?? ""
    lostThreads = text(.lost).flatMap { Int($0) } ?? 0
    occupancyBytes = text(.occupancy).flatMap { UInt64($0) }
    partBytes = text(.part).flatMap { UInt64($0) }
    megabytesPerSecond = text(.rate).flatMap { Double($0) }
    limitMegabytesPerSecond = text(.limit).flatMap { Double($0) }
    limitPercent = text(.percent).flatMap { Int($0) }
  }

  /// What is wrong with the group; `nil` when the schemata were in force and every thread was in it.
  var fault: String? {
    if !otherwise.isEmpty { return otherwise }
    if threads == 0 { return "no thread was in its group" }
    if lostThreads > 0 { return "\(lostThreads) of \(threads) threads had left its group" }
    return nil
  }
}

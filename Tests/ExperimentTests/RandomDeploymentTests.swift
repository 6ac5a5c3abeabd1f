import Experiment
import Foundation
import Scheduling
import Statistics
import Testing

/// Valid deployments made at random, as text, and what holds for all of them.
/// `BULKHEAD_TEST_SEED` repeats a run with its seed.
struct RandomDeploymentTests {
  static let seed = {
    let given = ProcessInfo.processInfo.environment["BULKHEAD_TEST_SEED"].flatMap { UInt64($0) }
    let seed = given ?? UInt64.random(in: 0...UInt64.max)
    print("random deployments: BULKHEAD_TEST_SEED=\(seed)")
    return seed
  }()

  @Test(
    "Windows never overlap, fit into the frame, and keep their shares when folded", arguments: 0..<4
  )
  func invariants(shard: Int) throws {
    var random = SplitMix64(seed: Self.seed &+ UInt64(shard) &* 0x9E37_79B9)
    for round in 0..<100 {
      let text = Self.text(&random)
      let comment: Comment = "seed \(Self.seed), shard \(shard), round \(round):\n\(text)"
      let deployment = try #require(try? Deployment.parse(text), comment)
      let frame = try #require(deployment.majorFrameNanoseconds, comment)
      #expect(Self.areApart(try #require(deployment.table), frame), comment)
      let count = 1 + random.next(below: 8)
      let folding = try Folding(deployment, onto: Array(0..<count))
      let schedule = try #require(folding.schedule, comment)
      let folded = schedule.table
      #expect(folded.majorFrameNanoseconds == frame * Int64(folding.foldCount), comment)
      #expect(Self.areApart(folded, folded.majorFrameNanoseconds), comment)
      for partition in deployment.partitions {
        for core in partition.cores {
          let (share, isOnPU) = Self.share(of: partition.name, core, folding, folded, frame)
          #expect(isOnPU, comment)
          #expect(abs(share - deployment.share(of: partition.name, core: core)) < 1e-12, comment)
        }
      }
    }
  }

  /// The part of its core's turns that a partition has in a folded schedule, and whether all of it
  /// is on the core's PU.
  private static func share(
    of partition: String, _ core: Int, _ folding: Folding, _ table: ScheduleTable, _ frame: Int64
  ) -> (share: Double, isOnPU: Bool) {
    let own = table.windows.indices.filter {
      folding.origins[$0].core == core && table.windows[$0].partition == partition
    }
    let turns = Set(own.map { folding.origins[$0].turn })
    let granted = own.reduce(Int64(0)) { $0 + table.windows[$1].durationNanoseconds }
    return (
      Double(granted) / Double(frame * Int64(turns.count)),
      own.allSatisfy { table.windows[$0].cpu == folding.pus[core] }
    )
  }

  /// Whether no two windows of a core meet, by comparing each with each, and none exceeds the frame.
  private static func areApart(_ table: ScheduleTable, _ frame: Int64) -> Bool {
    let windows = table.windows
    for (index, window) in windows.enumerated() {
      let end = window.offsetNanoseconds + window.durationNanoseconds
      guard window.offsetNanoseconds >= 0, window.durationNanoseconds > 0, end <= frame else {
        return false
      }
      for other in windows[..<index] where other.cpu == window.cpu {
        let otherEnd = other.offsetNanoseconds + other.durationNanoseconds
        if window.offsetNanoseconds < otherEnd, other.offsetNanoseconds < end { return false }
      }
    }
    return Set(windows.map(\.cpu)).allSatisfy { cpu in
      windows.filter { $0.cpu == cpu }.reduce(0) { $0 + $1.durationNanoseconds } <= frame
    }
  }

  // MARK: Making them

  /// A deployment of 1 to 6 cores in minor frames that each core divides among its partitions, in
  /// either form.
  private static func text(_ random: inout SplitMix64) -> String {
    let coreCount = 1 + random.next(below: 6)
    let minorFrames = 1 + random.next(below: 4)
    let minor = 1000 * (1 + random.next(below: 5))
    var partitions: [[Int]] = (0..<coreCount).flatMap { core in
      (0...random.next(below: 3)).map { _ in [core] }
    }
    if coreCount > 1 { partitions.append([0, coreCount - 1]) }
    var lines = [
      "cores: \(coreCount)", "major_frame: \(minor * minorFrames)us", "partitions:",
    ]
    for (index, cores) in partitions.enumerated() {
      let applications = cores.map { "{ name: a\(index)-\($0), workload: chase, core: \($0) }" }
      lines.append(
        "  - { name: p\(index), cores: \(cores), applications: [\(applications.joined(separator: ", "))] }"
      )
    }
    var windows: [String] = []
    var turns: [String] = []
    for core in 0..<coreCount {
      let owners = partitions.indices.filter { partitions[$0].contains(core) }
      let slot = minor / owners.count
      if random.next(below: 2) == 0 {
        for (place, owner) in owners.enumerated() {
          let start = random.next(below: slot / 2)
          let length = 1 + random.next(below: slot - start - 1)
          windows.append(
            "  - { core: \(core), partition: p\(owner), offset: \(place * slot + start),"
              + " duration: \(length), period: \(minor) }")
        }
      } else {
        let list = (0..<minorFrames).flatMap { _ in
          owners.flatMap { owner in
            let length = 1 + random.next(below: slot - 2)
            return ["{ p\(owner): \(length) }", "{ idle: \(slot - length) }"]
          }
        }
        turns.append("  \(core): [\(list.joined(separator: ", "))]")
      }
    }
    if !windows.isEmpty { lines += ["windows:"] + windows }
    if !turns.isEmpty { lines += ["schedule:"] + turns }
    return lines.joined(separator: "\n") + "\n"
  }
}

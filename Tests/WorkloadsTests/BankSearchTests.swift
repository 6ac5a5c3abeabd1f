import Statistics
import Testing

@testable import Workloads

/// Memory with known banks and rows, as a search sees it: the time of a pair has a bulk, a share of each line (the way to its
/// channel), noise, and what a row conflict costs.
private struct SimulatedMemory {
  let banks: Int
  var conflict = 150.0
  var wayDeviation = 10.0
  var noise = 25.0
  private let seed: UInt64
  private var random: SplitMix64

  init(banks: Int, seed: UInt64, conflict: Double = 150, wayDeviation: Double = 10) {
    self.banks = banks
    self.seed = seed
    self.conflict = conflict
    self.wayDeviation = wayDeviation
    random = SplitMix64(seed: seed &+ 99)
  }

  func place(of line: Int) -> (bank: Int, row: Int) {
    var random = SplitMix64(seed: seed &+ UInt64(line) &* 31337)
    return (random.next(below: banks), random.next(below: 256))
  }

  private func way(to line: Int) -> Double {
    var random = SplitMix64(seed: seed ^ UInt64(line) &* 7919)
    return Self.normal(&random) * wayDeviation
  }

  mutating func time(_ a: Int, _ b: Int, isFine: Bool) -> Double {
    let (first, second) = (place(of: a), place(of: b))
    let conflicts = first.bank == second.bank && first.row != second.row
    return 750 + way(to: a) + way(to: b) + (conflicts ? conflict : 0)
      + Self.normal(&random) * (isFine ? noise / 3 : noise)
  }

  /// About normal: twelve uniform numbers (Irwin and Hall).
  private static func normal(_ random: inout SplitMix64) -> Double {
    (0..<12).reduce(-6) { sum, _ in sum + random.nextUnit() }
  }
}

@Suite("Search for lines of one memory bank")
struct BankSearchTests {
  private func search(
    _ memory: SimulatedMemory, wanted: Int, lines: Int = 8192, timeAfter pairs: Int = .max
  ) throws(WorkloadUnavailable) -> [Int] {
    var memory = memory
    var left = pairs
    return try BankSearch.lines(
      wanted, of: Array(1...lines),
      isTimeUp: {
        left -= 1
        return left < 0
      }, time: { memory.time($0, $1, isFine: $2) })
  }

  @Test(
    "Finds lines that are all in one bank and in different rows",
    arguments: [16, 64, 256, 768], [1, 2, 3, 4] as [UInt64])
  func finds(banks: Int, seed: UInt64) throws {
    let memory = SimulatedMemory(banks: banks, seed: seed)
    let lines = try search(memory, wanted: 4)
    #expect(lines.count == 4)
    #expect(lines.first == 1, "the bank is that of the first candidate")
    #expect(Set(lines.map { memory.place(of: $0).bank }).count == 1)
    #expect(Set(lines.map { memory.place(of: $0).row }).count == 4)
  }

  @Test("The same seed finds the same lines")
  func repeatable() throws {
    let memory = SimulatedMemory(banks: 64, seed: 9)
    #expect(try search(memory, wanted: 8) == search(memory, wanted: 8))
  }

  @Test(
    "Where a conflict costs nothing it finds nothing, and says what it saw",
    arguments: [1, 2, 3, 4, 5, 6, 7, 8] as [UInt64])
  func nothing(seed: UInt64) {
    let error = #expect(throws: WorkloadUnavailable.self) {
      try search(SimulatedMemory(banks: 64, seed: seed, conflict: 0), wanted: 4)
    }
    #expect(error?.description.hasPrefix("no gap in the histogram of ") == true)
  }

  @Test(
    "Lines that are slow with whatever line, being far away, do not pass for a bank",
    arguments: [1, 2, 3, 4, 5, 6, 7, 8] as [UInt64])
  func farAway(seed: UInt64) {
    #expect(throws: WorkloadUnavailable.self) {
      try search(
        SimulatedMemory(banks: 64, seed: seed, conflict: 0, wayDeviation: 40), wanted: 4)
    }
  }

  @Test("What was sorted when the time was up is enough to go on with")
  func timeIsUp() throws {
    let memory = SimulatedMemory(banks: 16, seed: 1)
    let lines = try search(memory, wanted: 4, timeAfter: 1000)
    #expect(lines.allSatisfy { $0 < 1100 })
    #expect(Set(lines.map { memory.place(of: $0).bank }).count == 1)
  }

  @Test("The bulk of a histogram ends three standard deviations above its median")
  func bulk() {
    var random = SplitMix64(seed: 4)
    let times = (0..<2001).map { _ in
      1000 + 20 * (0..<12).reduce(-6) { sum, _ in sum + random.nextUnit() }
    }
    let threshold = Bulk(times + [5000, 6000]).threshold
    #expect((1045...1075).contains(threshold))
    #expect(
      Bulk([700, 700, 700]).threshold > 700, "equal times are no reason to see gaps in noise")
  }
}

import Partitioning
import Statistics
import Testing

@Suite("Overlap of partitions")
struct RanIntervalTests {
  func interval(_ partition: String, _ start: Int64, _ end: Int64) -> RanInterval {
    RanInterval(partition: partition, start: start, end: end)
  }

  @Test("Is the time in which two partitions run at once; a partition beside itself is none")
  func examples() {
    #expect(RanInterval.overlapNanoseconds([]) == 0)
    #expect(RanInterval.overlapNanoseconds([interval("a", 0, 10), interval("a", 5, 15)]) == 0)
    #expect(RanInterval.overlapNanoseconds([interval("a", 0, 10), interval("b", 10, 20)]) == 0)
    #expect(RanInterval.overlapNanoseconds([interval("a", 0, 10), interval("b", 7, 20)]) == 3)
    #expect(
      RanInterval.overlapNanoseconds([
        interval("a", 0, 10), interval("b", 2, 4), interval("c", 3, 8),
      ]) == 6, "three at once count once")
    #expect(RanInterval.overlapNanoseconds([interval("a", 5, 5), interval("b", 0, 10)]) == 0)
    #expect(RanInterval.overlapNanoseconds([interval("a", 9, 1), interval("b", 0, 10)]) == 0)
  }

  @Test("Is what counting nanosecond by nanosecond gives", arguments: UInt64(1)...25)
  func bruteForce(seed: UInt64) {
    var generator = SplitMix64(seed: seed)
    for _ in 0..<40 {
      let intervals = (0..<generator.next(below: 12)).map { _ in
        let start = Int64(generator.next(below: 60))
        return interval(
          ["a", "b", "c"][generator.next(below: 3)], start,
          start + Int64(generator.next(below: 20)))
      }
      let counted = (Int64(0)..<80).count { instant in
        Set(intervals.filter { $0.start <= instant && instant < $0.end }.map(\.partition)).count > 1
      }
      #expect(RanInterval.overlapNanoseconds(intervals) == Int64(counted), "\(intervals)")
    }
  }
}

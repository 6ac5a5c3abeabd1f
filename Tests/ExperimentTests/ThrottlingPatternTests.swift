import Platform
import Results
import Testing

@testable import Experiment

@Suite("Real-time throttling is recognised by its period")
struct ThrottlingPatternTests {
  let pattern = ThrottlingPattern(
    periodNanoseconds: 1_000_000_000, stopNanoseconds: 50_000_000)

  func found(_ items: [(end: Int64, length: Int64)]) -> [Int] {
    pattern.indices(in: AttributionTests.disturbances(items))
  }

  @Test("stops of the length, one in each period, are found among short gaps")
  func regular() {
    let gaps: [(end: Int64, length: Int64)] = [
      (100_000_000, 3_000), (1_000_000_000, 50_100_000), (1_500_000_000, 4_000),
      (2_000_004_000, 53_000_000), (2_999_000_000, 49_900_000),
    ]
    #expect(found(gaps) == [1, 3, 4])
  }

  @Test("one stop of the length can be anything")
  func single() { #expect(found([(1_000_000_000, 50_000_000)]) == []) }

  @Test("stops that are not whole periods apart are something else")
  func irregular() {
    #expect(found([(1_000_000_000, 50_000_000), (1_400_000_000, 50_000_000)]) == [])
    #expect(found([(1_000_000_000, 50_000_000), (8_000_000_000, 50_000_000)]) == [])
  }

  @Test("stops of another length are something else")
  func length() {
    #expect(found([(1_000_000_000, 30_000_000), (2_000_000_000, 30_000_000)]) == [])
    #expect(found([(1_000_000_000, 70_000_000), (2_000_000_000, 70_000_000)]) == [])
  }

  @Test("a missed period between two stops does not hide them")
  func skipped() {
    #expect(found([(1_000_000_000, 50_000_000), (3_000_000_000, 50_000_000)]) == [0, 1])
  }

  @Test("the kernel's settings say what to look for; switched off, nothing is")
  func settings() throws {
    let found = try #require(
      ThrottlingPattern(.init(runtimeMicroseconds: 950_000, periodMicroseconds: 1_000_000)))
    #expect(found == pattern)
    #expect(
      ThrottlingPattern(.init(runtimeMicroseconds: -1, periodMicroseconds: 1_000_000)) == nil)
    #expect(
      ThrottlingPattern(.init(runtimeMicroseconds: 1_000_000, periodMicroseconds: 1_000_000)) == nil
    )
    #expect(ThrottlingPattern(nil) == nil)
  }

  @Test("it labels before anything else does, and only where the pattern is asked for")
  func label() {
    let stops = AttributionTests.disturbances([
      (1_000_000_000, 50_000_000), (2_000_000_000, 50_000_000),
    ])
    for (throttling, cause) in [(pattern, "rt_throttling"), (nil, "unattributed")] {
      var labelled = stops
      Attribution(cpu: 1, intervals: [], throttling: throttling).label(&labelled)
      #expect(labelled.map(\.cause.rawValue) == [cause, cause])
    }
  }
}

import HardwareTopology
import Platform
import Results
import Statistics
import Testing

@testable import Experiment

@Suite("Hidden siblings")
struct SiblingTests {
  func verdict(_ slowdowns: [Double]) -> SiblingVerdict {
    SiblingFinding(first: 0, second: 1, slowdowns: slowdowns).verdict
  }

  /// Twelve moments with noise of about 2 %, of which some are slowed.
  func moments(shared: Int, by factor: Double = 1.95, seed: UInt64) -> [Double] {
    var generator = SplitMix64(seed: seed)
    return (0..<12).map { ($0 < shared ? factor : 1) * (1 + 0.04 * (generator.nextUnit() - 0.5)) }
  }

  @Test("two threads of one core slow each other at every moment: yes", arguments: 0..<20)
  func siblings(seed: UInt64) {
    #expect(verdict(moments(shared: 12, seed: seed)) == .yes)
    #expect(verdict(moments(shared: 12, by: 1.5, seed: seed)) == .yes)
  }

  @Test("two cores do not: no, also with one odd moment", arguments: 0..<20)
  func cores(seed: UInt64) {
    #expect(verdict(moments(shared: 0, seed: seed)) == .no)
    #expect(verdict(moments(shared: 1, seed: seed)) == .no)
  }

  @Test("episodes, in which a hypervisor puts two on one core, are inconclusive", arguments: 2...9)
  func episodes(shared: Int) {
    #expect(verdict(moments(shared: shared, seed: 7)) == .inconclusive)
  }

  @Test("a slowdown between the two limits is inconclusive")
  func between() {
    #expect(verdict(moments(shared: 12, by: 1.2, seed: 3)) == .inconclusive)
  }

  @Test("few moments, none, or a value that is no number are inconclusive")
  func few() {
    #expect(verdict([]) == .inconclusive)
    #expect(verdict([2, 2, 2, 2, 2]) == .inconclusive)
    #expect(verdict(moments(shared: 0, seed: 1) + [.nan]) == .inconclusive)
  }

  @Test(
    "every pair is looked at once, neighbours and half-way pairs first", arguments: [0, 1, 2, 4, 7])
  func pairs(count: Int) {
    let pairs = SiblingProbe.pairs(of: Array(10..<(10 + count)))
    #expect(pairs.count == count * (count - 1) / 2)
    #expect(Set(pairs.map { "\($0.0)-\($0.1)" }).count == pairs.count)
    #expect(pairs.allSatisfy { $0.0 < $0.1 })
    let distances = pairs.prefix(max(0, count - 1)).map { $0.1 - $0.0 }
    #expect(distances.allSatisfy { $0 == 1 })
  }
}

@Suite("What doctor says can be trusted")
struct MachineTrustTests {
  static func row(_ source: JitterRow.Source, count: Int64, lost: Double = 0.1) -> JitterRow {
    var row = JitterRow()
    row.cpu = 2
    row.source = source
    row.seconds = 1
    row.n = count
    row.count = count
    row.lostPercent = lost
    row.p50Nanoseconds = 12_340
    row.longestNanoseconds = 2_500_000
    return row
  }

  func lines(
    gaps: Int64, lost: Double = 0.1, slowdown: Double? = 0.012,
    findings: [SiblingFinding] = [SiblingFinding(first: 0, second: 1, slowdowns: [])]
  ) -> [DoctorLine.Subject: DoctorLine] {
    let trust = MachineTrust(
      floor: [Self.row(.gaps, count: gaps, lost: lost), Self.row(.timer, count: 500)],
      siblings: SiblingProbe.Outcome(findings: findings, pairs: 3), smallestSlowdown: slowdown)
    let lines = trust.doctorLines
    #expect(lines.map(\.subject) == DoctorLine.Subject.measured)
    for line in lines { #expect(line.fix.isEmpty == (line.grade == .ok), "\(line)") }
    return Dictionary(uniqueKeysWithValues: lines.map { ($0.subject, $0) })
  }

  @Test("the more gaps, the fewer percentiles")
  func percentiles() {
    #expect(
      lines(gaps: 1)[.percentiles]?.seen
        == "trust for jobs of 10 us: up to p99.99, 100 us: up to p99.9, 1 ms: up to p99")
    #expect(
      lines(gaps: 900)[.percentiles]?.seen
        == "trust for jobs of 10 us: up to p99, 100 us: up to p90, 1 ms: none")
    #expect(lines(gaps: 900)[.percentiles]?.grade == .ok)
    #expect(lines(gaps: 5000)[.percentiles]?.grade == .warn)
  }

  @Test("no gap in a second may still be three in a second, and the line says so")
  func noGaps() throws {
    let line = try #require(lines(gaps: 0)[.percentiles])
    #expect(
      line.seen == "trust for jobs of 10 us: up to p99.99, 100 us: up to p99.9, 1 ms: up to p99")
    #expect(
      line.why.hasSuffix("λ is at most 3.0 at 95 % confidence, from 0 gaps in 1.00 s on CPU 2"))
  }

  @Test("of the hardware threads of one core, one is probed: what the topology shows is not hidden")
  func onePerCore() throws {
    let topology = try Topology(loading: .synthetic("pack:1 core:3 pu:2"))
    func probed(_ usable: PUSet) -> [Int] { MachineTrust.onePerCore(of: usable, in: topology) }
    #expect(probed([0, 1, 2, 3, 4, 5]) == [0, 2, 4])
    #expect(probed([1, 2, 3]) == [1, 2])
    #expect(probed([3]) == [3])
    #expect(probed([]) == [])
  }

  @Test("the floor is told in numbers, and the fix names the CPUs")
  func floor() throws {
    let line = try #require(lines(gaps: 1000, lost: 3)[.noiseFloor])
    #expect(line.grade == .warn)
    #expect(
      line.seen
        == "up to 1000 gaps/s (CPU 2), 3.00 % of the time, longest 2.50 ms; timers wake 12.3 us late (p50), at most 2.50 ms"
    )
    #expect(line.fix.contains("isolcpus=managed_irq,domain,2 "))
    #expect(lines(gaps: 1000, lost: 0.5)[.noiseFloor]?.grade == .ok)
  }

  @Test("a slowdown that no-difference shows too is no finding")
  func slowdown() {
    #expect(lines(gaps: 1)[.smallestSlowdown]?.seen == "1.20 % at p50")
    #expect(lines(gaps: 1, slowdown: 0.2)[.smallestSlowdown]?.grade == .warn)
    #expect(lines(gaps: 1, slowdown: nil)[.smallestSlowdown]?.grade == .warn)
  }

  @Test("siblings that were found are named, and so are pairs that stay open")
  func siblings() {
    func finding(_ second: Int, _ value: Double) -> SiblingFinding {
      SiblingFinding(first: 0, second: second, slowdowns: .init(repeating: value, count: 12))
    }
    let found = lines(gaps: 1, findings: [finding(1, 1.9), finding(2, 1.2), finding(3, 1)])
    #expect(
      found[.hiddenSiblings]?.seen == "yes: 0-1 (1.90x); inconclusive: 0-2 (1.20x); 3 pairs")
    let none = lines(gaps: 1, findings: [finding(1, 1)])
    #expect(none[.hiddenSiblings]?.seen == "no: 1 of 3 pairs looked at")
    #expect(none[.hiddenSiblings]?.grade == .ok)
  }
}

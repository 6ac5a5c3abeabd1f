public import Platform
import Workloads

/// Looks for hardware threads of one core among PUs that claim to be cores, as a hypervisor may show them.
public struct SiblingProbe {
  private let cpus: [Int]
  private let scale: TickScale

  public init(cpus: [Int], scale: TickScale) {
    self.cpus = cpus
    self.scale = scale
  }

  /// Moments for each pair; with 12, the interval of the median leaves out the two lowest and highest.
  static let moments = 12
  static let workNanoseconds = 150_000.0

  /// What was seen, and how many pairs there are: with many PUs there is not time for all.
  public struct Outcome: Sendable {
    public let findings: [SiblingFinding]
    public let pairs: Int
  }

  /// Works on every PU alone and on every pair, in turn, `moments` times spread over about `nanoseconds`.
  ///
  /// - Throws: `SystemError` when a thread cannot be started on a PU.
  public func run(nanoseconds: Int64) throws(SystemError) -> Outcome {
    let all = Self.pairs(of: cpus)
    guard let first = cpus.first, !all.isEmpty else { return Outcome(findings: [], pairs: 0) }
    let scale = scale
    let work = try onPU(first) {
      FixedWork.calibrated(nanoseconds: Self.workNanoseconds, scale: scale)
    }
    let start = monotonicNanoseconds()
    let pace = nanoseconds / Int64(Self.moments)
    var pairs = all
    var slowdowns = [[Double]](repeating: [], count: all.count)
    for moment in 0..<Self.moments {
      sleep(untilMonotonicNanoseconds: start + Int64(moment) * pace)
      let began = monotonicNanoseconds()
      var alone: [Int: Double] = [:]
      for cpu in Set(pairs.flatMap { [$0.0, $0.1] }).sorted() {
        alone[cpu] = try onPU(cpu) { work.run(scale: scale) }
      }
      for (index, pair) in pairs.enumerated() {
        // The first moment shows how many pairs there is time for.
        if moment == 0, index > 0, monotonicNanoseconds() - began > pace {
          pairs = Array(pairs[..<index])
          break
        }
        let together = try onPUs([pair.0, pair.1]) { work.run(scale: scale) }
        slowdowns[index].append(min(together[0] / alone[pair.0]!, together[1] / alone[pair.1]!))
      }
    }
    return Outcome(
      findings: zip(pairs, slowdowns).map {
        SiblingFinding(first: $0.0, second: $0.1, slowdowns: $1)
      }, pairs: all.count)
  }

  /// Every pair, those first that are near each other or half of all PUs apart: so are siblings usually numbered.
  static func pairs(of cpus: [Int]) -> [(Int, Int)] {
    let count = cpus.count
    func rank(_ distance: Int) -> Int {
      distance == count / 2 ? 1 : distance == 1 ? 0 : distance + 1
    }
    let places = (0..<count).flatMap { a in ((a + 1)..<max(count, a + 1)).map { (a, $0) } }
    return places.sorted { (rank($0.1 - $0.0), $0.0) < (rank($1.1 - $1.0), $1.0) }
      .map { (cpus[$0.0], cpus[$0.1]) }
  }
}

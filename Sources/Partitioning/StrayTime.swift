public import Platform
import Workloads

extension ThreadRecord {
  /// For how long the partition ran between its windows, by what the `timestamps` workload saw; in nanoseconds, one value for
  /// each window that ran but the last.
  ///
  /// A window's leak tells what its first and last instruction were off the plan. An enforcer that does not place
  /// windows at all, or loses hold of a partition between two of them, shows here only: whatever lies between the stamps of
  /// an end and of the next start and in no gap, the partition ran.
  public func strayNanoseconds(scale: TickScale) -> [Int64] {
    let ran = windows.compactMap(\.ran)
    var gap = samples.startIndex
    return zip(ran, ran.dropFirst()).map { before, after in
      let (from, to) = (before.endTicks, max(before.endTicks, after.startTicks))
      while gap < samples.endIndex, samples[gap].endTicks <= from { gap += 1 }
      var still: UInt64 = 0
      for sample in samples[gap...].prefix(while: { $0.beginTicks < to }) {
        still += min(sample.endTicks, to) - max(sample.beginTicks, from)
      }
      return Int64(scale.nanoseconds(of: to - from - min(still, to - from)))
    }
  }
}

/// How a window gets its core: when its partition wakes for it, and whom it calls when it has stopped.
///
/// A timer can be late by more than a guard band. A partition that follows another without a pause is therefore called by
/// its predecessor, the moment that one has stopped; its own timer is only there for when nobody calls. Where the core is
/// idle before a window, the partition wakes well ahead instead: nobody is disturbed by its waiting.
public struct HandOver: Sendable, Hashable {
  /// Wake this long before the planned start, when not called earlier.
  public var leadNanoseconds: Int64
  /// The partition that follows on the core without a pause, by its place in the list; it is to be called.
  public var successor: Int?

  public init(leadNanoseconds: Int64, successor: Int? = nil) {
    self.leadNanoseconds = leadNanoseconds
    self.successor = successor
  }

  /// The hand-overs of all windows on one core, in the shape of the windows.
  ///
  /// - Parameters:
  ///   - partitions: for each partition on the core its windows, in time order; no two of all of them overlap.
  ///   - guard: windows stop this long before their planned end.
  ///   - lead: how far ahead of a window its partition wakes where the core is idle.
  public static func plan(
    _ partitions: [[PlannedWindow]], guard: Int64, lead: Int64
  ) -> [[HandOver]] {
    var plan = partitions.map { $0.map { _ in HandOver(leadNanoseconds: lead) } }
    let inOrder = partitions.indices.flatMap { partition in
      partitions[partition].indices.map { (partition: partition, window: $0) }
    }.sorted {
      partitions[$0.partition][$0.window].start < partitions[$1.partition][$1.window].start
    }
    for (before, after) in zip(inOrder, inOrder.dropFirst()) {
      let pause =
        partitions[after.partition][after.window].start
        - partitions[before.partition][before.window].end
      guard pause < lead else { continue }
      // A fifth of the guard after the predecessor's stop, so that the two timers do not meet.
      plan[after.partition][after.window].leadNanoseconds = min(
        lead, pause + `guard` - `guard` / 5)
      if before.partition != after.partition {
        plan[before.partition][before.window].successor = after.partition
      }
    }
    return plan
  }
}

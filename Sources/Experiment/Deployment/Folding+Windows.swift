import Scheduling

extension Folding {
  /// The period of the schedule on this machine; `nil` where partitions run all the time.
  var majorFrameNanoseconds: Int64? { schedule?.table.majorFrameNanoseconds }

  /// The PUs that the deployment uses, each once.
  var usedPUs: [Int] { Array(Set(pus)).sorted() }

  /// The windows that a partition's virtual CPU on one of the deployment's cores has in a span of time.
  ///
  /// Where cores are folded, two virtual CPUs of a partition may share a PU: each has the windows that come from its own core.
  func windows(
    of partition: String, core: Int, from start: Int64, until end: Int64
  ) -> [PlannedWindow] {
    guard let schedule else {
      return [PlannedWindow(start: start, end: end, index: 0, frame: 0)]
    }
    return schedule.windows(of: partition, cpu: pus[core], from: start, until: end)
      .filter { origins[$0.index].core == core }
  }
}

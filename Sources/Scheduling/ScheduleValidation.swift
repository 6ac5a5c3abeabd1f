extension ScheduleTable {
  /// Everything that is wrong with the table, in the order in which its author would look for it:
  /// the frame, the partitions, each window by itself, then windows against each other.
  ///
  /// - Parameters:
  ///   - onlineCPUs: the PUs that are online.
  ///   - allowedCPUs: the PUs that this process may use (its cpuset).
  ///   - presentCPUs: the PUs that the machine has, online or not. Where they are not known, a PU
  ///     with a number above every online one counts as one that the machine does not have.
  /// - Returns: the errors; none when the table can be enforced.
  public func validate(
    onlineCPUs: Set<Int>, allowedCPUs: Set<Int>, presentCPUs: Set<Int>? = nil
  ) -> [ScheduleError] {
    let present = presentCPUs ?? Set(0...max(0, onlineCPUs.max() ?? 0))
    let references = windows.indices.map { WindowReference(index: $0, window: windows[$0]) }
    var errors = frameErrors() + partitionErrors()
    for reference in references {
      errors += windowErrors(reference)
      if let error = cpuError(
        reference, present: present, online: onlineCPUs, allowed: allowedCPUs)
      {
        errors.append(error)
      }
    }
    return errors + overlapErrors(references)
  }

  private var hasUsableFrame: Bool {
    majorFrameNanoseconds > 0 && majorFrameNanoseconds <= Self.longestMajorFrameNanoseconds
  }

  private func frameErrors() -> [ScheduleError] {
    if hasUsableFrame { return [] }
    return majorFrameNanoseconds <= 0
      ? [.majorFrameNotPositive(nanoseconds: majorFrameNanoseconds)]
      : [.majorFrameTooLong(nanoseconds: majorFrameNanoseconds)]
  }

  private func partitionErrors() -> [ScheduleError] {
    var seen: Set<String> = []
    var reported: Set<String> = []
    return partitions.filter { !seen.insert($0).inserted && reported.insert($0).inserted }
      .map { .duplicatePartition(name: $0) }
  }

  private func windowErrors(_ reference: WindowReference) -> [ScheduleError] {
    let window = reference.window
    var errors: [ScheduleError] = []
    if !partitions.contains(window.partition) {
      errors.append(.unknownPartition(reference, known: partitions))
    }
    if window.durationNanoseconds <= 0 {
      errors.append(.windowLengthNotPositive(reference))
    }
    // Against a frame that is itself wrong, every window would be outside: say it once, above.
    if hasUsableFrame {
      let end = window.endNanoseconds ?? .max
      if window.offsetNanoseconds < 0 || window.offsetNanoseconds >= majorFrameNanoseconds
        || end > majorFrameNanoseconds
      {
        errors.append(
          .windowOutsideFrame(reference, majorFrameNanoseconds: majorFrameNanoseconds))
      }
    }
    return errors
  }

  private func cpuError(
    _ reference: WindowReference, present: Set<Int>, online: Set<Int>, allowed: Set<Int>
  ) -> ScheduleError? {
    let cpu = reference.window.cpu
    if online.contains(cpu) {
      return allowed.contains(cpu)
        ? nil : .forbiddenCPU(reference, allowed: allowed.intersection(online).sorted())
    }
    return present.contains(cpu)
      ? .offlineCPU(reference, online: online.sorted())
      : .unknownCPU(reference, present: present.sorted())
  }

  /// Each window that starts before an earlier one on its core has ended, with the one that lasts
  /// longest among those; a window without length is already reported and overlaps nothing.
  private func overlapErrors(_ references: [WindowReference]) -> [ScheduleError] {
    let ordered = references.filter { $0.window.durationNanoseconds > 0 }.sorted {
      ($0.window.cpu, $0.window.offsetNanoseconds, $0.index)
        < ($1.window.cpu, $1.window.offsetNanoseconds, $1.index)
    }
    var errors: [ScheduleError] = []
    var latest: WindowReference?
    for reference in ordered {
      guard let current = latest, current.window.cpu == reference.window.cpu else {
        latest = reference
        continue
      }
      let currentEnd = current.window.endNanoseconds ?? .max
      if reference.window.offsetNanoseconds < currentEnd {
        errors.append(.overlap(current, reference))
      }
      if reference.window.endNanoseconds ?? .max > currentEnd { latest = reference }
    }
    return errors
  }
}

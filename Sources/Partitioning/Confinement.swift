import CPlatform

/// What a partition's own process is kept from, so that no fault of its code reaches the others.
///
/// None of it needs a privilege, and none can be lifted by the code. What cannot be had is left out: a partition without it is worse
/// contained, which `bulkhead faults` shows.
enum Confinement {
  /// Confines the calling process, whose threads all exist by now.
  ///
  /// - Parameters:
  ///   - isContainer: whether it must stay open to a look at its name spaces. All threads of a container are on its own cores, so that
  ///     none keeps another from ending.
  ///   - memoryBytes: what it may map in private memory beyond what it has; `nil` for no limit.
  ///   - schedulingClass: that of its threads.
  ///   - longestStretchNanoseconds: of windows of the partition that touch: between them it need not sleep.
  static func confine(
    isContainer: Bool, memoryBytes: Int?, schedulingClass: SchedulingClass,
    longestStretchNanoseconds: Int64
  ) {
    if let memoryBytes { _ = cplatform_limit_further_memory(UInt64(memoryBytes)) }
    if case .realTime = schedulingClass {
      // A thread that does not sleep for several times as long is out of its enforcer's hands.
      _ = cplatform_limit_real_time(UInt64(max(100_000, 3 * longestStretchNanoseconds / 1000)))
    }
    if !isContainer { _ = cplatform_die_at_once() }
    _ = cplatform_forbid_processes()
  }
}

/// The CPU time that the kernel has charged to threads.
public enum ThreadCPUTime {
  /// CPU time of all the given threads together, of whatever process, in nanoseconds: the first number of
  /// /proc/TID/schedstat (Documentation/scheduler/sched-stats.rst). A thread that runs is charged at its next tick, so
  /// read it while the threads sleep. `nil` where the kernel does not say, or a thread is gone.
  public static func nanoseconds(of threads: Set<Int32>) -> Int64? {
    var sum: Int64 = 0
    for thread in threads {
      guard let line = ProcFile("/proc/\(thread)/schedstat").line,
        let charged = line.words.first.flatMap({ Int64($0) })
      else { return nil }
      sum += charged
    }
    return sum
  }
}

extension MachineFacts {
  /// How much of each period the kernel lets real-time threads run before it stops them.
  ///
  /// `/proc/sys/kernel/sched_rt_runtime_us` and `sched_rt_period_us`; see sched-rt-group.rst of the kernel.
  public struct RealTimeThrottling: Sendable, Equatable {
    /// Time that real-time threads may run in a period; -1: all of it, nothing is throttled.
    public var runtimeMicroseconds: Int64
    public var periodMicroseconds: Int64

    public init(runtimeMicroseconds: Int64, periodMicroseconds: Int64) {
      self.runtimeMicroseconds = runtimeMicroseconds
      self.periodMicroseconds = periodMicroseconds
    }

    init?(_ file: ProcReader) {
      guard let runtime = file("/proc/sys/kernel/sched_rt_runtime_us").line.flatMap({ Int64($0) }),
        let period = file("/proc/sys/kernel/sched_rt_period_us").line.flatMap({ Int64($0) })
      else { return nil }
      self.init(runtimeMicroseconds: runtime, periodMicroseconds: period)
    }

    public var isOff: Bool { runtimeMicroseconds < 0 || runtimeMicroseconds >= periodMicroseconds }
  }

  /// The kernel's interface to cache and bandwidth partitioning in hardware.
  public enum Resctrl: Sendable, Equatable {
    /// The kernel or the processor has none.
    case absent
    /// The kernel has it; nobody mounted it.
    case unmounted
    case mounted(path: String)

    init(filesystems: String, mounts: String) {
      if let mount = MachineFacts.mounts(in: mounts).first(where: { $0.type == "resctrl" }) {
        self = .mounted(path: mount.path)
      } else {
        self = filesystems.words.contains("resctrl") ? .unmounted : .absent
      }
    }
  }

  /// Which version of control groups is mounted.
  public enum Cgroups: String, Sendable, Equatable {
    case none, v1, v2
    /// Version 1 controllers with a version 2 tree beside them.
    case hybrid

    init(mounts: String) {
      let types = Set(MachineFacts.mounts(in: mounts).map(\.type))
      switch (types.contains("cgroup"), types.contains("cgroup2")) {
      case (true, true): self = .hybrid
      case (true, false): self = .v1
      case (false, true): self = .v2
      case (false, false): self = .none
      }
    }
  }

  /// Hardware event counters, and who may use them.
  public struct PerformanceCounters: Sendable, Equatable {
    /// Processor PMUs that the kernel registered, for instance `cpu` or `armv8_pmuv3_0`; empty in most guests.
    public var units: [String] = []
    /// `perf_event_paranoid`: up to 2 an ordinary user may count in user mode; above (Debian, Ubuntu) not at all.
    public var paranoidLevel: Int?

    public init() {}

    init(_ file: ProcReader) {
      // `cpu` is x86; `cpu_core` and `cpu_atom` are x86 with two kinds of cores; `armv…` is arm64.
      units = file("/sys/bus/event_source/devices").names.filter {
        ["cpu", "cpu_core", "cpu_atom"].contains($0) || $0.hasPrefix("armv")
      }
      paranoidLevel = file("/proc/sys/kernel/perf_event_paranoid").line.flatMap { Int($0) }
    }
  }

  /// The mount points of `/proc/mounts`: device, path, type and options in each line.
  static func mounts(in text: String) -> [(path: String, type: String)] {
    text.split(separator: "\n").compactMap { line in
      let fields = line.words
      return fields.count >= 3 ? (path: fields[1], type: fields[2]) : nil
    }
  }
}

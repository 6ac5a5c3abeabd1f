extension MachineFacts {
  /// What every CPU has spent its time on since the machine started, at one instant.
  public struct CPUTimeReading: Sendable, Equatable {
    /// Time in the kernel's ticks (`USER_HZ`).
    public struct Ticks: Sendable, Equatable {
      /// Running anything: user, nice, system, interrupts, soft interrupts.
      public var busy: UInt64
      /// Ready to run while the hypervisor ran something else.
      public var steal: UInt64
    }

    public var ticks: [Int: Ticks]
    public var instant: ContinuousClock.Instant

    /// `USER_HZ`: the kernel shows time to user space in 10 ms, whatever its own tick is, on x86-64 and arm64.
    public static let ticksPerSecond = 100.0

    /// - Parameters:
    ///   - stat: `/proc/stat`.
    ///   - instant: when it was read.
    public init(stat: String, at instant: ContinuousClock.Instant) {
      var ticks: [Int: Ticks] = [:]
      for line in stat.split(separator: "\n") where line.hasPrefix("cpu") {
        // cpuN user nice system idle iowait irq softirq steal guest guest_nice; the line without N is the sum.
        let fields = line.words
        guard let cpu = Int(fields[0].dropFirst(3)), fields.count > 8 else { continue }
        let values = fields.dropFirst().prefix(8).compactMap { UInt64($0) }
        guard values.count == 8 else { continue }
        let busy = values[0] + values[1] + values[2] + values[5] + values[6]
        ticks[cpu] = Ticks(busy: busy, steal: values[7])
      }
      self.ticks = ticks
      self.instant = instant
    }

    public static func now(root: String = "/") -> CPUTimeReading {
      let text = ProcFile("/proc/stat", under: root).text ?? ""
      return CPUTimeReading(stat: text, at: .now)
    }

    /// The share of the wall time between two readings that went to steal and to work, for every CPU in both.
    public func shares(since earlier: CPUTimeReading) -> CPUTimeShares {
      let seconds = (instant - earlier.instant) / .seconds(1)
      var shares = CPUTimeShares(seconds: seconds)
      guard seconds > 0 else { return shares }
      func percent(_ now: UInt64, _ before: UInt64) -> Double {
        // A guest's steal has been seen to step back after a migration; a negative share means nothing.
        Double(now - min(now, before)) / Self.ticksPerSecond / seconds * 100
      }
      for (cpu, now) in ticks {
        guard let before = earlier.ticks[cpu] else { continue }
        shares.stealPercent[cpu] = percent(now.steal, before.steal)
        shares.busyPercent[cpu] = percent(now.busy, before.busy)
      }
      return shares
    }
  }

  /// Shares of each CPU's wall time over an interval, in percent.
  public struct CPUTimeShares: Sendable, Equatable {
    public var seconds: Double
    public var stealPercent: [Int: Double] = [:]
    public var busyPercent: [Int: Double] = [:]

    public init(seconds: Double) { self.seconds = seconds }

    /// The share of wall time x CPUs; `nil` when none of the CPUs was read.
    public func stealPercent(of cpus: [Int]) -> Double? { Self.mean(stealPercent, of: cpus) }
    public func busyPercent(of cpus: [Int]) -> Double? { Self.mean(busyPercent, of: cpus) }

    /// The smallest share that an interval of this length can show over so many CPUs: one tick.
    public func resolutionPercent(cpus: Int) -> Double {
      100 / (CPUTimeReading.ticksPerSecond * seconds * Double(cpus))
    }

    private static func mean(_ shares: [Int: Double], of cpus: [Int]) -> Double? {
      let read = cpus.compactMap { shares[$0] }
      return read.isEmpty ? nil : read.reduce(0, +) / Double(read.count)
    }
  }
}

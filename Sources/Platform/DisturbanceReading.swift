/// What the kernel has counted so far of everything that can hold up one thread on one CPU.
///
/// Finer than `NoiseReading`, and meant to be read many times in a second by a thread of the harness while other threads
/// are measured: it is read from the outside and costs the measured thread nothing. `nil` where the kernel does not say.
public struct DisturbanceReading: Sendable, Equatable {
  /// When reading began, on `CLOCK_MONOTONIC`: what was over by then is counted, what came later may be.
  public var instant: Int64 = 0
  /// Interrupts of the CPU's own timer, and all others.
  public var timerInterrupts: Int64?
  public var otherInterrupts: Int64?
  /// Time that the hypervisor took from the CPU, in ticks of `NoiseReading.ticksPerSecond`.
  public var stealTicks: Int64?
  /// Times the thread was taken off its CPU against its will.
  public var involuntarySwitches: Int64?
  /// Time the thread was ready to run and did not, because another did: the second number of
  /// /proc/PID/task/TID/schedstat (Documentation/scheduler/sched-stats.rst). Counted when the thread runs again.
  public var waitNanoseconds: Int64?

  public init() {}

  /// Reads the counters of each CPU and of the thread that is measured there; a thread that is 0 has not started yet.
  public static func now(cpus: [Int], threads: [Int32]) -> [DisturbanceReading] {
    let instant = monotonicNanoseconds()
    let table = ProcFile("/proc/interrupts").text.map(InterruptCounts.init(table:))
    let steal = ProcFile("/proc/stat").text.map(NoiseReading.stealTicks(stat:))
    return zip(cpus, threads).map { cpu, thread in
      var reading = DisturbanceReading()
      reading.instant = instant
      reading.timerInterrupts = table?.timer[cpu]
      reading.otherInterrupts = table?.other[cpu]
      reading.stealTicks = steal?[cpu]
      if thread != 0 {
        let folder = "/proc/self/task/\(thread)"
        reading.involuntarySwitches = ProcFile("\(folder)/status").text.flatMap(
          NoiseReading.involuntarySwitches(status:))
        reading.waitNanoseconds = ProcFile("\(folder)/schedstat").line.flatMap(
          waitNanoseconds(schedstat:))
      }
      return reading
    }
  }

  static func waitNanoseconds(schedstat: String) -> Int64? {
    let fields = schedstat.words
    return fields.count == 3 ? Int64(fields[1]) : nil
  }
}

/// The interrupts of `/proc/interrupts` by CPU: those of the CPU's own timer apart from all others.
struct InterruptCounts: Equatable {
  private(set) var timer: [Int: Int64] = [:]
  private(set) var other: [Int: Int64] = [:]

  /// The header names the CPUs. `ERR:` and `MIS:` have one number for the whole machine and count for nobody
  /// (arch/x86/kernel/irq.c, arch_show_interrupts).
  init(table: String) {
    let lines = table.split(separator: "\n")
    let cpus = (lines.first?.split(separator: " ") ?? []).compactMap { Int($0.dropFirst(3)) }
    for cpu in cpus { (timer[cpu], other[cpu]) = (0, 0) }
    for line in lines.dropFirst() {
      let fields = line.split(separator: " ")
      guard let name = fields.first, name != "ERR:", name != "MIS:" else { continue }
      let counts = fields.dropFirst().prefix(cpus.count).compactMap { Int64($0) }
      guard counts.count == cpus.count else { continue }
      let isTimer = name == "LOC:" || fields.last == "arch_timer"
      for (cpu, count) in zip(cpus, counts) {
        if isTimer { timer[cpu, default: 0] += count } else { other[cpu, default: 0] += count }
      }
    }
  }
}

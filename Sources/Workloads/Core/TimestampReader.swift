import CPlatform

/// Does nothing but read the clock and note every gap: the witness of what the enforcer, the operating system and the
/// hypervisor do to a partition, seen from inside it.
///
/// A sample is a gap: it ends with the first instruction after the gap, and began with the last one before it.
struct TimestampReader: PartitionCode {
  /// Shorter gaps are the loop itself; interrupts and switches take longer.
  private let gapTicks: UInt64

  init(gapTicks: UInt64) { self.gapTicks = gapTicks }

  static var readsPerStep: Int { @inline(__always) get { 64 } }

  @inline(never) @_noLocks
  func measure(_ measurement: Measurement) -> Never { unsafe watch(measurement) }

  @inline(never) @_noLocks
  func load(_ measurement: Measurement) -> Never { unsafe watch(measurement) }

  @_noLocks @inline(__always)
  private func watch(_ measurement: Measurement) -> Never {
    let line = unsafe measurement.line
    let ring = unsafe measurement.ring
    let polls = unsafe measurement.polls
    var cpu: UInt32 = 0
    var last = unsafe cplatform_ticks_ordered(&cpu)
    // The first reading is the end of the gap before the first window, which began before anybody looked: it is as long as
    // a sample can say, so that it holds the stamp of the window's start.
    unsafe ring.append(
      Sample(
        endTicks: last, durationTicks: UInt32.max, cpu: UInt16(truncatingIfNeeded: cpu), labels: 0))
    while true {
      var left = Self.readsPerStep
      while left != 0 {
        let now = unsafe cplatform_ticks_ordered(&cpu)
        let gap = now &- last
        if gap > gapTicks {
          unsafe ring.append(
            Sample(
              endTicks: now, durationTicks: UInt32(truncatingIfNeeded: min(gap, 0xffff_ffff)),
              cpu: UInt16(truncatingIfNeeded: cpu), labels: 0))
        }
        last = now
        left &-= 1
      }
      unsafe cplatform_line_add_work(line, 1)
      if polls { unsafe Cooperative.check(line) }
    }
  }
}

extension WorkloadCatalogue {
  public static let timestamps = Workload(
    name: "timestamps",
    summary: "Reads the clock in a tight loop and notes every gap of more than a microsecond.",
    why: "The witness of window starts and ends, interrupts and stolen time, seen from inside.",
    limits: "A gap has a length and no name: its cause is inferred from counters around it.",
    source: "the spinning reader of oslat and sysjitter",
    channel: "none: the witness of window starts and ends, interrupts and stolen time",
    accessName: "reading", accessesPerStep: TimestampReader.readsPerStep,
    defaultJobAccesses: TimestampReader.readsPerStep,
    verification: .costs(
      moreThan: .init("alu"), control: .init("alu"), atLeast: 2,
      claim:
        "a reading of the clock, ordered on both sides, takes longer than an arithmetic operation"),
    makeCode: { TimestampReader(gapTicks: UInt64($0.ticksPerNanosecond * 1000)) })
}

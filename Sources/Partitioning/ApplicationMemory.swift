import CPlatform
import Platform
import Scheduling
import Workloads

/// What the harness and one application share: its line, its samples, the records of its slices, and when it may run.
@safe final class ApplicationMemory: @unchecked Sendable {
  // Sendable because the virtual CPU alone writes to it between start and end.

  let plan: ApplicationPlan
  let line: UnsafeMutablePointer<cplatform_line>
  let ring: SampleRing
  private let slot: OpaquePointer
  private let number: UInt32
  private let slices: UnsafeMutablePointer<cplatform_slice>
  private let sampleArena: Arena
  private let arena: Arena

  private static let page = 4096

  /// - Parameter sliceCapacity: room for this many slices; zero for an application that has the slot for itself.
  init(
    _ plan: ApplicationPlan, number: Int, of slot: OpaquePointer, sliceCapacity: Int
  ) throws(SystemError) {
    self.plan = plan
    unsafe self.slot = slot
    self.number = UInt32(number)
    unsafe line = cplatform_slot_line(slot, self.number)
    // The counter stands on a page of its own in front of the samples.
    sampleArena = try Arena(
      bytes: Self.page + plan.sampleCapacity * MemoryLayout<Sample>.stride, sharing: .inherited)
    unsafe ring = SampleRing(
      samples: (sampleArena.base + Self.page)
        .bindMemory(to: Sample.self, capacity: plan.sampleCapacity),
      capacity: plan.sampleCapacity,
      offered: sampleArena.base.bindMemory(to: Int.self, capacity: 1))

    let ranges = plan.active ?? []
    let sliceBytes = sliceCapacity * MemoryLayout<cplatform_slice>.stride
    arena = try Arena(
      bytes: sliceBytes + (ranges.count + 1) * MemoryLayout<cplatform_range>.stride,
      sharing: .inherited)
    unsafe slices = arena.base.bindMemory(to: cplatform_slice.self, capacity: sliceCapacity)
    unsafe cplatform_slot_set_slices(slot, self.number, slices, UInt32(sliceCapacity))

    let active = unsafe (arena.base + sliceBytes)
      .bindMemory(to: cplatform_range.self, capacity: ranges.count + 1)
    for (index, range) in ranges.enumerated() {
      unsafe active[index] = cplatform_range(start_ns: range.lowerBound, end_ns: range.upperBound)
    }
    var values = unsafe cplatform_application()
    unsafe values.active = plan.active == nil ? nil : UnsafePointer(active)
    unsafe values.active_count = UInt32(ranges.count)
    unsafe values.priority = Int32(clamping: plan.priority)
    unsafe values.period_ns = plan.reservation?.periodNanoseconds ?? 0
    unsafe values.budget_ns = plan.reservation?.budgetNanoseconds ?? 0
    unsafe cplatform_slot_set_application(slot, self.number, values)
  }

  /// Touches the memory from the calling thread. What is in it stays.
  func populate() {
    sampleArena.populate()
    arena.populate()
  }

  /// - Parameter windows: of the slot; they are the slices of an application that has it for itself.
  func record(epoch: Int64, windows: [WindowRecord], hasSlotForItself: Bool) -> ApplicationRecord {
    unsafe ApplicationRecord(
      name: plan.name, samples: ring.kept, samplesDropped: ring.dropped,
      slices: hasSlotForItself ? windows.slices : sliceRecords(epoch: epoch),
      slicesDropped: hasSlotForItself ? 0 : Int(cplatform_slot_slices_dropped(slot, number)),
      steps: Int64(line.pointee.work))
  }

  private func sliceRecords(epoch: Int64) -> [SliceRecord] {
    unsafe (0..<Int(cplatform_slot_slices(slot, number))).map { index in
      let slice = unsafe slices[index]
      let isCutShort = slice.end_ns == 0
      return SliceRecord(
        window: Int(slice.window), start: slice.start_ns - epoch,
        end: (isCutShort ? slice.start_ns : slice.end_ns) - epoch,
        startTicks: slice.start_ticks, endTicks: isCutShort ? slice.start_ticks : slice.end_ticks,
        steps: Int64(slice.steps))
    }
  }
}

extension [WindowRecord] {
  /// One slice for each window that ran.
  fileprivate var slices: [SliceRecord] {
    indices.compactMap { index in
      self[index].ran.map { ran in
        SliceRecord(
          window: index, start: ran.start, end: ran.end, startTicks: ran.startTicks,
          endTicks: ran.endTicks, steps: ran.steps)
      }
    }
  }
}

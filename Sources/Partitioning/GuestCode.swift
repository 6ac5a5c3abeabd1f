import CPlatform
import Glibc
public import Platform
import Synchronization
public import Workloads

/// Why a guest runs no more.
public enum GuestEnd: Sendable, Equatable, CustomStringConvertible {
  /// It never began.
  case refused(SystemError)
  case ended(GuestExit)

  public var description: String {
    switch self {
    case .refused(let error): error.description
    case .ended(let exit): exit.description
    }
  }
}

/// Runs another code as it is, in a guest of a virtual machine.
///
/// An enforcer works on it as on any thread. Its signal takes the thread out of the guest, the handler keeps it, and with the return
/// of the handler the thread goes back in: that is the kick of a hypervisor's own scheduler.
@safe public final class GuestCode: PartitionCode, @unchecked Sendable {
  // Sendable because one thread at a time makes it ready and runs it.

  private let code: any PartitionCode
  private let processor: GuestProcessor
  // Written by the guest's thread, which an enforcer may stop for good at any instruction: it may hold no lock that others wait
  // for, and what it left half written is not read.
  private let written: UnsafeMutablePointer<GuestEnd>
  private let isWritten = Atomic<Bool>(false)
  private let atEnd: @Sendable (GuestEnd) -> Void
  private let call: UnsafeMutablePointer<Call>

  /// - Parameters:
  ///   - machine: the partition's; each of its threads and applications has a processor of its own there.
  ///   - atEnd: what is done, on the guest's thread, when the guest has come to an end. Where it returns, the thread leaves its slot.
  public init(
    _ code: any PartitionCode, in machine: GuestMachine,
    atEnd: @escaping @Sendable (GuestEnd) -> Void = { _ in }
  ) throws(SystemError) {
    self.code = code
    self.atEnd = atEnd
    processor = try GuestProcessor(of: machine)
    unsafe written = .allocate(capacity: 1)
    unsafe call = .allocate(capacity: 1)
  }

  deinit {
    if isWritten.load(ordering: .acquiring) { unsafe written.deinitialize(count: 1) }
    unsafe written.deallocate()
    unsafe call.deallocate()
  }

  /// How the guest came to its end; `nil` while it has not.
  public private(set) var end: GuestEnd? {
    get { isWritten.load(ordering: .acquiring) ? unsafe written.pointee : nil }
    set {
      guard let newValue, end == nil else { return }
      unsafe written.initialize(to: newValue)
      isWritten.store(true, ordering: .releasing)
    }
  }

  public func prepare(_ measurement: Measurement, measures: Bool) {
    unsafe code.prepare(measurement, measures: measures)
    unsafe call.initialize(
      to: Call(code: code, measurement: measurement, measures: measures))
    do {
      try unsafe processor.set(to: { unsafe Call.begin($0) }, context: call)
    } catch {
      end = .refused(error)
    }
  }

  public func measure(_ measurement: Measurement) -> Never { unsafe run(measurement) }

  public func load(_ measurement: Measurement) -> Never { unsafe run(measurement) }

  private func run(_ measurement: Measurement) -> Never {
    if end == nil {
      end = .ended(processor.run())
    }
    atEnd(end!)
    unsafe measurement.leave()
  }

  /// What the guest starts with.
  @unsafe private struct Call {
    let code: any PartitionCode
    let measurement: Measurement
    let measures: Bool

    static func begin(_ context: UnsafeMutableRawPointer?) -> Never {
      let call = unsafe context!.assumingMemoryBound(to: Call.self)
      if unsafe call.pointee.measures {
        unsafe call.pointee.code.measure(call.pointee.measurement)
      } else {
        unsafe call.pointee.code.load(call.pointee.measurement)
      }
    }
  }
}

import Platform
import Synchronization

/// The line between a module in a process of its own and whoever watches it: signs of life on the way, a report at the end.
///
/// It lies in memory that both share, so that what was written before a crash can be read after it.
@safe public final class ModuleLine: @unchecked Sendable {
  // Sendable because the words are atomic, and the report is written by one side before `isReported` and read by the other after.

  private struct Words: ~Copyable {
    let beat = Atomic<Int64>(0)
    let epoch = Atomic<Int64>(0)
    let resumption = Atomic<Int64>(0)
    let numberCount = Atomic<Int>(0)
    let textCount = Atomic<Int>(0)
    let isReported = Atomic<Bool>(false)
  }

  private static let page = 4096
  private let arena: Arena
  private let words: UnsafeMutablePointer<Words>

  /// - Parameter capacity: bytes that a report may take.
  init(capacity: Int) throws(SystemError) {
    arena = try Arena(bytes: Self.page + capacity, sharing: .inherited)
    unsafe words = arena.base.bindMemory(to: Words.self, capacity: 1)
    unsafe words.initialize(to: Words())
  }

  // MARK: The module's side

  /// Says that the module's dispatcher runs.
  public func beat() {
    unsafe words.pointee.beat.store(monotonicNanoseconds(), ordering: .relaxed)
  }

  /// Says when the run's instants count from.
  public func begin(epoch: Int64) {
    unsafe words.pointee.epoch.store(epoch, ordering: .relaxed)
  }

  /// Asks to be continued at an instant of `CLOCK_MONOTONIC`, before the module stops itself.
  public func askToBeContinued(at instant: Int64) {
    unsafe words.pointee.resumption.store(instant, ordering: .releasing)
  }

  /// Leaves the report behind. False when it does not fit.
  func report(_ report: Report) -> Bool {
    let text = Array(report.text.utf8)
    let bytes = report.numbers.count * 8 + text.count
    guard Self.page + bytes <= arena.bytes else { return false }
    for (index, number) in report.numbers.enumerated() {
      unsafe arena.base.storeBytes(of: number, toByteOffset: Self.page + index * 8, as: Int64.self)
    }
    let start = Self.page + report.numbers.count * 8
    for (index, byte) in text.enumerated() {
      unsafe arena.base.storeBytes(of: byte, toByteOffset: start + index, as: UInt8.self)
    }
    unsafe words.pointee.numberCount.store(report.numbers.count, ordering: .relaxed)
    unsafe words.pointee.textCount.store(text.count, ordering: .relaxed)
    unsafe words.pointee.isReported.store(true, ordering: .releasing)
    return true
  }

  // MARK: The watcher's side

  /// What a module brings back.
  public struct Report: Sendable, Equatable {
    public var numbers: [Int64]
    public var text: String

    public init(numbers: [Int64], text: String) {
      self.numbers = numbers
      self.text = text
    }
  }

  /// The last sign of life, on `CLOCK_MONOTONIC`; 0 before the first.
  var lastBeat: Int64 { unsafe words.pointee.beat.load(ordering: .relaxed) }

  /// 0 before the run began.
  var epoch: Int64 { unsafe words.pointee.epoch.load(ordering: .relaxed) }

  /// When the module wants to be continued; 0 when it does not, and after this has been read once.
  func takeResumption(after instant: Int64) -> Bool {
    let asked = unsafe words.pointee.resumption.load(ordering: .acquiring)
    guard asked != 0, asked <= instant else { return false }
    unsafe words.pointee.resumption.store(0, ordering: .relaxed)
    return true
  }

  var report: Report? {
    guard unsafe words.pointee.isReported.load(ordering: .acquiring) else { return nil }
    let count = unsafe words.pointee.numberCount.load(ordering: .relaxed)
    let textCount = unsafe words.pointee.textCount.load(ordering: .relaxed)
    let numbers = (0..<count).map {
      unsafe arena.base.load(fromByteOffset: Self.page + $0 * 8, as: Int64.self)
    }
    let text = (0..<textCount).map {
      unsafe arena.base.load(fromByteOffset: Self.page + count * 8 + $0, as: UInt8.self)
    }
    return Report(numbers: numbers, text: String(decoding: text, as: UTF8.self))
  }
}

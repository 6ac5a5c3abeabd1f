import Partitioning
import Scheduling
import Testing
import Workloads

@testable import Experiment

@Suite("Which symbol a probe came after")
struct LeakagePairingTests {
  /// A frame is 100 long: the sender's window from 0, the receiver's from 50. A tick is a nanosecond.
  private static func window(
    _ frame: Int, receiver: Bool, ran: Bool = true, isCut: Bool = false
  ) -> WindowRecord {
    let start = Int64(frame * 100 + (receiver ? 50 : 0))
    return WindowRecord(
      planned: PlannedWindow(start: start, end: start + 50, index: 0, frame: Int64(frame)),
      ran: ran
        ? WindowRecord.Ran(
          start: start, end: start + 45, startTicks: UInt64(start), endTicks: UInt64(start + 45),
          steps: 1, cpu: 0, isCutShort: isCut) : nil)
  }

  private static func sample(
    at end: Int, _ duration: UInt32, labels: UInt16 = 0
  ) -> Sample {
    Sample(endTicks: UInt64(end), durationTicks: duration, cpu: 0, labels: labels)
  }

  private typealias Side = (windows: [WindowRecord], samples: [Sample])

  private static func side(_ frames: Int, receiver: Bool) -> Side {
    (
      (0..<frames).map { window($0, receiver: receiver) },
      (0..<frames).map { sample(at: $0 * 100 + (receiver ? 70 : 30), UInt32(10 + $0)) }
    )
  }

  @Test("Each probe goes with the entry of the window before it")
  func ordinary() {
    let pairing = LeakagePairing(
      sender: Self.side(4, receiver: false), receiver: Self.side(4, receiver: true))
    #expect(pairing.pairs.map(\.entry) == [0, 1, 2, 3])
    #expect(pairing.pairs.map(\.probeTicks) == [10, 11, 12, 13])
    #expect(pairing.unpaired == 0)
  }

  @Test("A sender that missed a window has made no entry of it, and the later ones still fit")
  func senderMissed() {
    var sender = Self.side(4, receiver: false)
    sender.windows[1].ran = nil
    sender.samples.remove(at: 1)
    let pairing = LeakagePairing(sender: sender, receiver: Self.side(4, receiver: true))
    #expect(pairing.pairs.map(\.entry) == [0, 1, 2])
    #expect(pairing.pairs.map(\.probeTicks) == [10, 12, 13])
    #expect(pairing.unpaired == 1)
  }

  @Test("A receiver that missed a window leaves its symbol out")
  func receiverMissed() {
    var receiver = Self.side(4, receiver: true)
    receiver.windows[2].ran = nil
    receiver.samples.remove(at: 2)
    let pairing = LeakagePairing(sender: Self.side(4, receiver: false), receiver: receiver)
    #expect(pairing.pairs.map(\.entry) == [0, 1, 3])
  }

  @Test("What was split, began before its window, or died in it does not count")
  func doubtful() {
    var sender = Self.side(4, receiver: false)
    sender.samples[0].labels = SampleLabel.split
    var receiver = Self.side(4, receiver: true)
    // Ends in the window and began 70 before, in an earlier one.
    receiver.samples[1].durationTicks = 90
    receiver.windows[2] = Self.window(2, receiver: true, isCut: true)
    let pairing = LeakagePairing(sender: sender, receiver: receiver)
    #expect(pairing.pairs.map(\.entry) == [3])
    #expect(pairing.unpaired == 3)
  }

  @Test("Two samples in a window are one too many")
  func two() {
    var sender = Self.side(2, receiver: false)
    sender.samples.insert(Self.sample(at: 40, 3), at: 1)
    let pairing = LeakagePairing(sender: sender, receiver: Self.side(2, receiver: true))
    // The second window's is then the third sample.
    #expect(pairing.pairs.map(\.entry) == [2])
  }

  @Test("A receiver's window that no sender's window was planned before has no symbol")
  func order() {
    var receiver = Self.side(2, receiver: true)
    let first = WindowRecord(
      planned: PlannedWindow(start: -50, end: 0, index: 0, frame: -1), ran: nil)
    receiver.windows.insert(first, at: 0)
    let pairing = LeakagePairing(sender: Self.side(2, receiver: false), receiver: receiver)
    #expect(pairing.pairs.map(\.entry) == [0, 1])
    #expect(pairing.unpaired == 1)
  }

  @Test("A second window of the receiver after the same symbol is not paired again")
  func twice() {
    var receiver = Self.side(2, receiver: true)
    let again = WindowRecord(
      planned: PlannedWindow(start: 96, end: 99, index: 1, frame: 0),
      ran: WindowRecord.Ran(
        start: 96, end: 99, startTicks: 96, endTicks: 99, steps: 1, cpu: 0))
    receiver.windows.insert(again, at: 1)
    receiver.samples.insert(Self.sample(at: 98, 1), at: 1)
    let pairing = LeakagePairing(sender: Self.side(2, receiver: false), receiver: receiver)
    #expect(pairing.pairs.map(\.probeTicks) == [10, 11])
  }

  @Test("Nothing gives nothing")
  func nothing() {
    let pairing = LeakagePairing(sender: ([], []), receiver: ([], []))
    #expect(pairing.pairs.isEmpty && pairing.unpaired == 0)
  }
}

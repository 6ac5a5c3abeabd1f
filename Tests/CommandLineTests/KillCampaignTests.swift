import Dispatch
import Foundation
import Results
import Statistics
import Testing

/// `BULKHEAD_KILLS` says at how many moments, `BULKHEAD_TEST_SEED` at which; Scripts/kill-campaign takes 50.
@Suite("Killed at random moments", .serialized, .timeLimit(.minutes(30)))
struct KillCampaignTests {
  static let moments =
    ProcessInfo.processInfo.environment["BULKHEAD_KILLS"].flatMap { Int($0) } ?? 8

  @Test("Nothing of a run outlives it, its files can be read, and the machine answers meanwhile")
  func campaign() throws {
    var generator = seededGenerator()
    let folder = try Folder()
    try folder.write("long.yaml", tinySuite(rounds: 5000))
    try folder.write("tiny.yaml", tinySuite())
    let before = MachineSnapshot.atRest()
    let sleeper = Sleeper()
    var killed: [String: Int] = [:]
    for moment in 0..<Self.moments {
      let victims = Self.victims
      let victim = victims[moment % victims.count]
      let mark = UUID().uuidString
      let running = try Running(
        victim + ["-q", "-o", "output"], in: folder, environment: [Marked.variable: mark])
      usleep(UInt32(generator.next(below: 2_500_000)))
      running.send(SIGKILL)
      // What does not work here has ended by itself, with a message.
      if try running.wait().status == -SIGKILL {
        killed[victim.joined(separator: " "), default: 0] += 1
      }
      let left = Marked.waitForEnd(of: mark)
      #expect(left.isEmpty, "moment \(moment), \(victim): \(left) lived on for 30 s")
    }
    try expectReadable("output", in: folder)
    let next = try Executable.run(["run", "tiny.yaml", "-q", "-o", "output"], in: folder)
    #expect(next.status == 0, "\(next.errors)")
    let after = MachineSnapshot.settled(as: before)
    #expect(after.differences(from: before).isEmpty)
    let worst = sleeper.stop()
    print(
      "kill campaign: \(killed.values.reduce(0, +)) of \(Self.moments) killed (\(killed)); "
        + "a 10 ms sleeper woke at most \(worst / 1000) us late")
    #expect(killed.values.reduce(0, +) > 0)
    // No bound of a machine's, but of its being usable at all: throttled real-time threads leave 50 ms of each second.
    #expect(worst < 5_000_000_000)
  }

  /// What is killed in turn: threads, real-time threads and agents where they are allowed, processes, containers, guests.
  private static let victims: [[String]] =
    [["run", "long.yaml"]]
    + [
      ["-e", "timer,stacks"], ["-e", "timer", "-P", "fifo:10"], ["-e", "dispatcher,priority"],
      ["-e", "timer", "--backend", "process"], ["-e", "sigstop,freezer"],
      ["-e", "timer", "--backend", "container"], ["-e", "timer", "--backend", "vm"],
    ].map { ["enforcers", "--windows", "1ms,100us", "-D", "20s"] + $0 }

  /// A directory is there once its files are; before that there is nothing to read.
  private func expectReadable(_ parent: String, in folder: Folder) throws {
    for name in (try? folder.entries(parent)) ?? [] {
      let directory = folder.path("\(parent)/\(name)")
      let provenance = FileManager.default.fileExists(atPath: "\(directory)/env/provenance.json")
      guard provenance else { continue }
      #expect(throws: Never.self, "\(name)") { _ = try ResultSet(reading: directory) }
    }
  }
}

/// A thread that sleeps for 10 ms, over and over, and notes the longest it overslept.
private final class Sleeper: @unchecked Sendable {
  // Sendable because the thread alone writes, until it was joined through the semaphore.
  private let isOver = DispatchSemaphore(value: 0)
  private let ended = DispatchSemaphore(value: 0)
  private var worst: UInt64 = 0

  init() {
    let thread = Thread { [self] in
      while isOver.wait(timeout: .now()) == .timedOut {
        let before = DispatchTime.now().uptimeNanoseconds
        usleep(10_000)
        worst = max(worst, DispatchTime.now().uptimeNanoseconds - before - 10_000_000)
      }
      ended.signal()
    }
    thread.start()
  }

  /// Nanoseconds.
  func stop() -> UInt64 {
    isOver.signal()
    ended.wait()
    return worst
  }
}

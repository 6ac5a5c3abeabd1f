import Dispatch
import Foundation
import Results
import Statistics
import Testing

/// `BULKHEAD_KILLS` says at how many moments, `BULKHEAD_TEST_SEED` at which; Scripts/kill-campaign takes 50.
@Suite("Killed at random moments", .serialized, .timeLimit(.minutes(20)))
struct KillCampaignTests {
  static let moments =
    ProcessInfo.processInfo.environment["BULKHEAD_KILLS"].flatMap { Int($0) } ?? 8

  @Test("Nothing of a run outlives it, its files can be read, and the machine answers meanwhile")
  func campaign() throws {
    var generator = seededGenerator()
    let folder = try Folder()
    try folder.write("long.yaml", tinySuite(rounds: 5000))
    try folder.write("tiny.yaml", tinySuite())
    let before = MachineState.now()
    let sleeper = Sleeper()
    var killed: [String: Int] = [:]
    var processes: Set<Int32> = []
    for moment in 0..<Self.moments {
      let victims = Self.victims
      let victim = victims[moment % victims.count]
      let mark = UUID().uuidString
      let running = try Running(
        victim + ["-q", "-o", "output"], in: folder, environment: [Marked.variable: mark])
      usleep(UInt32(generator.next(below: 2_500_000)))
      processes.formUnion(Marked.processes(mark))
      running.send(SIGKILL)
      // What does not work here has ended by itself, with a message.
      if try running.wait().status == -SIGKILL {
        killed[victim.joined(separator: " "), default: 0] += 1
      }
      let left = Marked.waitForEnd(of: mark)
      #expect(left.isEmpty, "moment \(moment), \(victim): \(left) lived on for 5 s")
    }
    try expectReadable("output", in: folder)
    let next = try Executable.run(["run", "tiny.yaml", "-q", "-o", "output"], in: folder)
    #expect(next.status == 0, "\(next.errors)")
    let state = MachineState.now()
    #expect(state.groups(of: processes).isEmpty)
    #expect(state.settings == before.settings)
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

/// Processes that were started for one moment, and all that they started: they carry a mark in their environment.
private enum Marked {
  static let variable = "BULKHEAD_CAMPAIGN"

  static func processes(_ mark: String) -> [Int32] {
    let all = (try? FileManager.default.contentsOfDirectory(atPath: "/proc")) ?? []
    return all.compactMap { Int32($0) }.filter { process in
      guard let environment = FileManager.default.contents(atPath: "/proc/\(process)/environ")
      else { return false }
      return environment.range(of: Data("\(variable)=\(mark)".utf8)) != nil
    }
  }

  /// Those that are still there when all should long have ended.
  static func waitForEnd(of mark: String) -> [Int32] {
    for _ in 0..<500 {
      if processes(mark).isEmpty { return [] }
      usleep(10_000)
    }
    return processes(mark)
  }
}

/// What a run might have changed on the machine and left so.
private struct MachineState {
  var groups: [String]
  var settings: [String: String]

  static func now() -> MachineState {
    let root = "/sys/fs/cgroup"
    let groups = (FileManager.default.enumerator(atPath: root)?.compactMap { $0 as? String } ?? [])
      .filter { $0.split(separator: "/").last?.hasPrefix("bulkhead-") == true }
    let files = [
      "/proc/sys/kernel/sched_rt_runtime_us", "/proc/sys/kernel/sched_rt_period_us",
      "/proc/sys/vm/nr_hugepages", "/sys/kernel/mm/transparent_hugepage/enabled",
    ]
    return MachineState(
      groups: groups,
      settings: Dictionary(
        uniqueKeysWithValues: files.map {
          ($0, (try? String(contentsOfFile: $0, encoding: .utf8)) ?? "")
        }))
  }

  /// Control groups carry the number of the process that made them.
  func groups(of processes: Set<Int32>) -> [String] {
    groups.filter { group in
      let name = group.split(separator: "/").last ?? ""
      return name.split(separator: "-").dropFirst().first.flatMap { Int32($0) }.map(
        processes.contains)
        == true
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

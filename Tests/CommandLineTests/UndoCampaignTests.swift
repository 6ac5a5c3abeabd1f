import Foundation
import Glibc
import Results
import Statistics
import Testing

/// `BULKHEAD_UNDOS` says how often, `BULKHEAD_TEST_SEED` when; Scripts/undo-campaign takes 6.
@Suite("Every way out of a run leaves the machine as it was", .serialized, .timeLimit(.minutes(30)))
struct UndoCampaignTests {
  static let rounds =
    ProcessInfo.processInfo.environment["BULKHEAD_UNDOS"].flatMap { Int($0) } ?? 1
  /// Whether this is the campaign, which no other test runs beside.
  private static let isAlone = ProcessInfo.processInfo.environment["BULKHEAD_UNDOS"] != nil

  /// What a run at real-time priority changes for as long as it lasts.
  private static let throttling = "/proc/sys/kernel/sched_rt_runtime_us"

  /// How a run comes to its end.
  enum Ending: String, CaseIterable {
    case normal = "normal end"
    case interrupt = "SIGINT"
    case kill = "kill -9"
    case terminate = "SIGTERM"
    /// Nobody is left to undo; the next start does.
    case killAll = "kill -9 of run and guardian, next start"
  }

  @Test(
    "Every policy, at its end, interrupted and killed: no setting, group, mount or journal stays")
  func campaign() throws {
    var generator = seededGenerator()
    let folder = try Folder()
    let names = try Self.policies(in: folder)
    try folder.write("long.yaml", tinySuite(rounds: 5000, policies: names))
    try folder.write("short.yaml", tinySuite(rounds: 1, policies: names))
    let before = MachineSnapshot.atRest()
    var seen: Set<String> = []
    print("undo campaign: \(before.values.count) files and settings, policies \(names)")
    for round in 0..<Self.rounds {
      for (number, ending) in Ending.allCases.enumerated() {
        // Real-time priority is what lifts the throttling; an ordinary user has none.
        let priority = (round + number) % 2 == 0 && geteuid() == 0 ? ["-P", "fifo:10"] : []
        let delay = UInt32(500_000 + generator.next(below: 2_000_000))
        let meanwhile = try Self.run(ending, priority, delay, in: folder, since: before)
        let left = MachineSnapshot.settled(as: before).differences(from: before)
        #expect(left.isEmpty, "round \(round), \(priority) \(ending.rawValue)")
        seen.formUnion(meanwhile)
        let columns = [
          priority.isEmpty ? "ordinary" : priority[1], ending.rawValue,
          meanwhile.isEmpty
            ? "nothing changed" : "changed: \(meanwhile.sorted().joined(separator: ", "))",
          left.isEmpty ? "as before" : "LEFT: \(left.joined(separator: ", "))",
        ]
        print(columns.joined(separator: " | "))
      }
    }
    // A campaign that never sees a change proves nothing; where a run may lift the throttling, it is seen.
    let mayLift = geteuid() == 0 && before.values[Self.throttling] != "-1"
    if mayLift { #expect(seen.contains(Self.throttling), "\(seen)") }
  }

  /// Every policy that there is; what cannot be had is a row with its reason.
  private static func policies(in folder: Folder) throws -> String {
    let ending = try Executable.run(["list", "policies"], in: folder)
    let names = ending.outputLines.compactMap { $0.split(separator: " ").first.map(String.init) }
    try #require(names.count > 3)
    return names.joined(separator: ", ")
  }

  /// Runs once, to the end or to a moment.
  ///
  /// - Returns: what was seen changed on the way.
  private static func run(
    _ ending: Ending, _ priority: [String], _ microseconds: UInt32, in folder: Folder,
    since before: MachineSnapshot
  ) throws -> Set<String> {
    let mark = UUID().uuidString
    let suite = ending == .normal ? "short.yaml" : "long.yaml"
    let running = try Running(
      ["run", suite, "-q", "-o", "output", "--cache-sizes", "hwloc"] + priority, in: folder,
      environment: [Marked.variable: mark])
    var changed: Set<String> = []
    func look() {
      let now = MachineSnapshot.now(during: running.processIdentifier)
      let keys = Set(now.values.keys).union(before.values.keys)
      changed.formUnion(keys.filter { now.values[$0] != before.values[$0] })
    }
    if ending == .normal {
      while running.isRunning {
        look()
        usleep(50_000)
      }
    } else {
      usleep(microseconds)
      look()
    }
    switch ending {
    case .normal: break
    case .interrupt:
      // The first ends the round, the second the run.
      running.send(SIGINT)
      usleep(100_000)
      running.send(SIGINT)
    case .terminate: running.send(SIGTERM)
    case .kill: running.send(SIGKILL)
    case .killAll:
      // The guardian first, else it would have undone everything by now.
      for process in Marked.processes(mark) where Marked.name(of: process) == "bulkhead-guard" {
        kill(process, SIGKILL)
      }
      running.send(SIGKILL)
    }
    let status = try running.wait().status
    if ending == .normal { #expect(status == 0) }
    let left = Marked.waitForEnd(of: mark)
    #expect(left.isEmpty, "\(ending.rawValue): \(left) lived on for 30 s")
    if ending == .killAll {
      // Without anybody to undo it, what was changed is still there: the campaign can see a difference. The tests beside this one
      // start runs, too, and every start undoes.
      let left = MachineSnapshot.now().differences(from: before)
      if isAlone, changed.contains(throttling) { #expect(!left.isEmpty) }
      _ = try Executable.run(["list", "policies"], in: folder)
    }
    return changed
  }
}

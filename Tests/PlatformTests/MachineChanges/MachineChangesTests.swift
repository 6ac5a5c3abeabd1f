import Foundation
import Glibc
import Synchronization
import Testing

@testable import Platform

/// A machine that is a folder of ordinary files, with one setting, and the folder of its journals.
struct FileMachine {
  let folder: TemporaryFolder
  let journals: JournalFolder
  var setting: String { "\(folder.path)/setting" }

  init(_ value: String = "950000") throws {
    folder = try TemporaryFolder()
    journals = JournalFolder("\(folder.path)/journals")
    try folder.write("\(value)\n", to: "setting")
  }

  var value: String? {
    folder.text("setting").map { $0.trimmingCharacters(in: .whitespacesAndNewlines) }
  }

  /// Leaves the journal of a run, alive or dead, that says it made a change.
  func journal(
    _ name: String, pid: pid_t = getpid(), started: String = "1", _ lines: String...
  ) throws {
    try folder.write("", to: "journals/lock")
    unsafe chmod(journals.path, 0o700)
    let boot = ProcFile("/proc/sys/kernel/random/boot_id").line ?? "unknown"
    let text = (["run\t\(pid)\t\(started)\t\(boot)"] + lines).joined(separator: "\n")
    try folder.write(text + "\n", to: "journals/\(name).journal")
  }
}

/// Collects what is reported.
final class EventLog: Sendable {
  private let events = Mutex<[MachineEvent]>([])

  var all: [MachineEvent] { events.withLock { $0 } }

  func note(_ event: MachineEvent) { events.withLock { $0.append(event) } }
}

@Suite("Changes of the machine, on a folder that stands for it")
struct MachineChangesTests {
  @Test("A setting is written down, changed, and restored, and both are said")
  func restored() throws {
    let machine = try FileMachine()
    let log = EventLog()
    let changes = MachineChanges(in: machine.journals, report: log.note)
    #expect(!machine.folder.exists("journals"), "nothing is made before the first change")
    try changes.set(machine.setting, to: "-1")
    #expect(machine.value == "-1")
    let name = try #require(machine.journals.journals.first)
    let line = "setting\t\(machine.setting)\t950000\t-1\n"
    #expect(machine.folder.text("journals/\(name)")?.hasSuffix(line) == true)
    changes.restore()
    #expect(machine.value == "950000")
    #expect(machine.journals.journals.isEmpty)
    #expect(
      log.all == [
        MachineEvent(.changed, machine.setting, "950000 became -1."),
        MachineEvent(.restored, machine.setting, "-1 is 950000 again."),
      ])
  }

  @Test("The end of the object's life restores, too")
  func lifetime() throws {
    let machine = try FileMachine()
    do {
      let changes = MachineChanges(in: machine.journals)
      try changes.set(machine.setting, to: "-1")
      #expect(machine.value == "-1")
    }
    #expect(machine.value == "950000")
  }

  @Test("Of two runs that want the same, the last one restores", arguments: [true, false])
  func twoRuns(firstEndsFirst: Bool) throws {
    let machine = try FileMachine()
    let log = EventLog()
    let runs = [0, 1].map { _ in MachineChanges(in: machine.journals, report: log.note) }
    for run in runs { try run.set(machine.setting, to: "-1") }
    runs[firstEndsFirst ? 0 : 1].restore()
    #expect(machine.value == "-1")
    #expect(log.all.last?.kind == .notRestored)
    #expect(log.all.last?.detail == "Run \(getpid()) still needs -1 and will make it 950000.")
    runs[firstEndsFirst ? 1 : 0].restore()
    #expect(machine.value == "950000")
  }

  @Test("A second run that wants another value is refused, and changes nothing")
  func conflict() throws {
    let machine = try FileMachine()
    let first = MachineChanges(in: machine.journals)
    try first.set(machine.setting, to: "-1")
    let second = MachineChanges(in: machine.journals)
    let error = #expect(throws: MachineChangeError.self) {
      try second.set(machine.setting, to: "500000")
    }
    #expect(error?.reason == "run \(getpid()) needs it to be -1")
    second.restore()
    #expect(machine.value == "-1")
    first.restore()
    #expect(machine.value == "950000")
  }

  @Test("What somebody else has changed since is left alone")
  func overridden() throws {
    let machine = try FileMachine()
    let log = EventLog()
    let changes = MachineChanges(in: machine.journals, report: log.note)
    try changes.set(machine.setting, to: "-1")
    try machine.folder.write("700000\n", to: "setting")
    changes.restore()
    #expect(machine.value == "700000")
    #expect(
      log.all.last?.detail
        == "Somebody else has made it 700000 since; before this run it was 950000.")
    #expect(machine.journals.journals.isEmpty)
  }

  @Test("A value that is there already needs no change and leaves no journal's line")
  func nothingToDo() throws {
    let machine = try FileMachine("-1")
    let log = EventLog()
    let changes = MachineChanges(in: machine.journals, report: log.note)
    try changes.set(machine.setting, to: "-1")
    changes.restore()
    #expect(log.all.isEmpty && machine.value == "-1")
  }

  @Test("Groups are removed in the reverse order, and those that are gone are no error")
  func groups() throws {
    let machine = try FileMachine()
    let changes = MachineChanges(in: machine.journals)
    let outer = "\(machine.folder.path)/outer"
    try changes.makeGroup(outer)
    try changes.makeGroup("\(outer)/inner")
    try changes.makeGroup("\(outer)/gone")
    #expect(throws: MachineChangeError.self) { try changes.makeGroup(outer) }
    unsafe rmdir("\(outer)/gone")
    changes.restore()
    #expect(!machine.folder.exists("outer"))
    #expect(machine.journals.journals.isEmpty)
  }

  @Test("However many changes come and go in a run, those that are left are restored")
  func many() throws {
    let machine = try FileMachine()
    let changes = MachineChanges(in: machine.journals)
    try changes.set(machine.setting, to: "-1")
    let first = "\(machine.folder.path)/first"
    try changes.makeGroup(first)
    for number in 0..<600 {
      let group = "\(machine.folder.path)/group-\(number)"
      try changes.makeGroup(group)
      changes.restore(group)
      #expect(!FileManager.default.fileExists(atPath: group))
    }
    #expect(FileManager.default.fileExists(atPath: first) && machine.value == "-1")
    #expect(machine.journals.journals.count == 1)
    changes.restore()
    #expect(!FileManager.default.fileExists(atPath: first) && machine.value == "950000")
    let left = try FileManager.default.contentsOfDirectory(atPath: machine.journals.path)
    #expect(left == ["lock"])
  }

  @Test("More changes at once than a journal holds are refused before they are made")
  func tooMany() throws {
    let machine = try FileMachine()
    let changes = MachineChanges(in: machine.journals)
    let groups = (0..<300).map { "\(machine.folder.path)/group-\($0)" }
    let error = #expect(throws: MachineChangeError.self) {
      for group in groups { try changes.makeGroup(group) }
    }
    #expect(error?.description.contains("write the journal") == true)
    #expect(groups.filter { FileManager.default.fileExists(atPath: $0) }.count == 256)
    changes.restore()
    #expect(!groups.contains { FileManager.default.fileExists(atPath: $0) })
  }

  @Test("One path can be restored before the rest")
  func onePath() throws {
    let machine = try FileMachine()
    let changes = MachineChanges(in: machine.journals)
    let group = "\(machine.folder.path)/group"
    try changes.set(machine.setting, to: "-1")
    try changes.makeGroup(group)
    changes.restore(group)
    #expect(!machine.folder.exists("group") && machine.value == "-1")
    changes.restore()
    #expect(machine.value == "950000")
  }

  @Test("What cannot be written is an error, and nothing stays in the journal")
  func unwritable() throws {
    let machine = try FileMachine()
    let changes = MachineChanges(in: machine.journals)
    #expect(throws: MachineChangeError.self) { try changes.set("/proc/self/none", to: "1") }
    #expect(throws: MachineChangeError.self) { try changes.set("/proc/version", to: "1") }
    let error = #expect(throws: MachineChangeError.self) {
      try changes.set(machine.setting, to: "1\t2")
    }
    #expect(error?.reason == "does not fit into a line of the journal")
    #expect(machine.value == "950000")
    changes.restore()
    #expect(machine.journals.journals.isEmpty)
  }

  @Test("A folder of journals that others may write to is not trusted")
  func untrusted() throws {
    let machine = try FileMachine()
    try machine.journal("run-1-1", "setting\t\(machine.setting)\t1\t950000")
    unsafe chmod(machine.journals.path, 0o777)
    #expect(MachineChanges.recover(in: machine.journals).isEmpty)
    #expect(machine.value == "950000")
    let changes = MachineChanges(in: machine.journals)
    #expect(throws: MachineChangeError.self) { try changes.set(machine.setting, to: "-1") }
    #expect(machine.value == "950000")
  }
}

@Suite("The next start, on a folder that stands for the machine")
struct RecoveryTests {
  @Test("undoes what a dead run has left and says so; its number may be somebody else's by now")
  func dead() throws {
    let machine = try FileMachine("-1")
    let group = "\(machine.folder.path)/group"
    unsafe mkdir(group, 0o755)
    // This process's number, but another start: the run that had it is dead.
    try machine.journal("run-1-1", "setting\t\(machine.setting)\t950000\t-1", "group\t\(group)")
    let events = MachineChanges.recover(in: machine.journals)
    #expect(machine.value == "950000")
    #expect(!machine.folder.exists("group"))
    #expect(events.map(\.subject) == [group, machine.setting])
    #expect(events.allSatisfy { $0.kind == .restored })
    #expect(events.last?.detail == "-1 is 950000 again. Run \(getpid()) had died.")
    #expect(MachineChanges.recover(in: machine.journals).isEmpty)
  }

  @Test("leaves a living run alone")
  func living() throws {
    let machine = try FileMachine()
    let changes = MachineChanges(in: machine.journals)
    try changes.set(machine.setting, to: "-1")
    #expect(MachineChanges.recover(in: machine.journals).isEmpty)
    #expect(machine.value == "-1")
    changes.restore()
  }

  @Test("takes nothing back twice, and nothing that was only announced in half a line")
  func halfDone() throws {
    let machine = try FileMachine("-1")
    try machine.journal(
      "run-1-1", "setting\t\(machine.setting)\t950000\t-1", "undone\t0",
      "setting\t\(machine.setting)\t800000\t-1")
    let journal = "\(machine.journals.path)/run-1-1.journal"
    let length = try #require(machine.folder.text("journals/run-1-1.journal")).utf8.count
    unsafe truncate(journal, length - 1)
    #expect(MachineChanges.recover(in: machine.journals).isEmpty)
    #expect(machine.value == "-1" && machine.journals.journals.isEmpty)
  }

  @Test("gives a run that began before a dead one was undone the value from before both")
  func inherited() throws {
    let machine = try FileMachine("-1")
    try machine.journal("run-1-1", "setting\t\(machine.setting)\t950000\t-1")
    let changes = MachineChanges(in: machine.journals)
    try changes.set(machine.setting, to: "-1")
    let events = MachineChanges.recover(in: machine.journals)
    #expect(events.map(\.kind) == [.notRestored], "the living run still needs it")
    #expect(machine.value == "-1")
    changes.restore()
    #expect(machine.value == "950000")
  }

  @Test("keeps in the journal what cannot be undone yet")
  func later() throws {
    let machine = try FileMachine()
    try machine.folder.write("", to: "group/file")
    try machine.journal("run-1-1", "group\t\(machine.folder.path)/group")
    let events = MachineChanges.recover(in: machine.journals)
    #expect(events.map(\.kind) == [.notRestored])
    #expect(events[0].detail.contains("the next start tries again"))
    #expect(machine.journals.journals == ["run-1-1.journal"])
  }
}

@Suite("Real-time throttling, on a folder that stands for the machine")
struct RealTimeThrottlingTests {
  private func machine(runtime: String) throws -> TemporaryFolder {
    let folder = try TemporaryFolder()
    try folder.write("\(runtime)\n", to: "proc/sys/kernel/sched_rt_runtime_us")
    try folder.write("1000000\n", to: "proc/sys/kernel/sched_rt_period_us")
    return folder
  }

  @Test("is lifted for a run and comes back")
  func lifted() throws {
    let folder = try machine(runtime: "950000")
    let throttling = RealTimeThrottling(root: folder.path)
    #expect(throttling.unavailable == nil)
    #expect(throttling.reading?.isOff == false)
    let changes = MachineChanges(in: JournalFolder("\(folder.path)/journals"))
    try throttling.lift(changes)
    #expect(throttling.reading?.isOff == true)
    changes.restore()
    #expect(throttling.reading?.runtimeMicroseconds == 950_000)
  }

  @Test("is not touched where it is off")
  func off() throws {
    let folder = try machine(runtime: "-1")
    let changes = MachineChanges(in: JournalFolder("\(folder.path)/journals"))
    try RealTimeThrottling(root: folder.path).lift(changes)
    #expect(!folder.exists("journals"))
  }

  @Test("is described with what the fair server does where debugfs shows it")
  func described() throws {
    let folder = try machine(runtime: "950000")
    let throttling = RealTimeThrottling(root: folder.path)
    #expect(throttling.text.contains("950 ms of each 1000 ms"))
    #expect(throttling.text.contains("may still give"))
    for cpu in 0..<2 {
      try folder.write(
        "50000000\n", to: "sys/kernel/debug/sched/fair_server/cpu\(cpu)/runtime")
    }
    #expect(throttling.fairServers == [0: 50_000_000, 1: 50_000_000])
    #expect(throttling.text.contains("up to 50 ms of each second"))
  }

  @Test("says what is missing where the kernel shows nothing")
  func missing() throws {
    let throttling = RealTimeThrottling(root: try TemporaryFolder().path)
    #expect(throttling.unavailable == "/proc/sys/kernel/sched_rt_runtime_us cannot be read")
    #expect(throttling.reading == nil)
  }
}

import Foundation
import Glibc
import ResctrlDouble
import Testing

@testable import Platform

@Suite("Groups of a run, on a tree of the same layout")
struct ResctrlSessionTests {
  /// Halves of the cache for a victim and an aggressor.
  private func halves(_ tree: ResctrlTree) -> [(partition: String, asked: Schemata)] {
    [("victim", 0x1f), ("aggressor", 0x1e0)].map { partition, mask in
      (partition, Schemata([.init("L3", [0: CapacityMask(mask)])]))
    }
  }

  @Test("Are made, hold what was asked and whom they were given, and go without a trace")
  func whole() throws {
    let machine = TreeMachine()
    let before = machine.snapshot
    let session = try ResctrlSession(on: machine.machine, machine.changes)
    try session.establish(halves)
    #expect(
      session.tree.groupNames.sorted() == [machine.group("aggressor"), machine.group("victim")])
    try session.admit([("victim", 101), ("aggressor", 102), ("aggressor", 103)])
    machine.write("1000\n", to: "\(machine.group("victim"))/mon_data/mon_L3_00/llc_occupancy")
    let readings = session.readings { _ in true }
    let victim = try #require(readings["victim"])
    #expect(victim.differences.isEmpty && victim.threads == 1 && victim.lostThreads == 0)
    #expect(victim.occupancy == .bytes(1000) && victim.partBytes == 5 << 20)
    #expect(readings["aggressor"]?.threads == 2)
    session.release()
    #expect(session.tree.groupNames.isEmpty)
    var after = machine.snapshot
    // Its threads are in the default group now, as all others; that is how the kernel leaves them.
    #expect(after.removeValue(forKey: "tasks")?.hasPrefix("1\n2\n") == true)
    #expect(after == before.filter { $0.key != "tasks" })
  }

  @Test("Go with the object, and with the changes of the run")
  func lifetime() throws {
    let machine = TreeMachine()
    do {
      let session = try ResctrlSession(on: machine.machine, machine.changes)
      try session.establish(halves)
    }
    #expect(machine.machine.tree?.groupNames == [])
  }

  @Test("A tree that takes masks and does not keep them is caught, and nothing is left")
  func liesAboutMasks() throws {
    let machine = TreeMachine(.skylake, .init(keepsMasks: false))
    let session = try ResctrlSession(on: machine.machine, machine.changes)
    let error = #expect(throws: ResctrlError.self) { try session.establish(halves) }
    #expect(error?.reason == "took the write, but L3:0 is 7ff, not 1f")
    #expect(session.tree.groupNames.isEmpty)
  }

  @Test("A tree that takes threads and does not have them is caught")
  func liesAboutThreads() throws {
    let machine = TreeMachine(.skylake, .init(keepsThreads: false))
    let session = try ResctrlSession(on: machine.machine, machine.changes)
    try session.establish(halves)
    let error = #expect(throws: ResctrlError.self) { try session.admit([("victim", 7)]) }
    #expect(error?.reason == "took thread 7 and does not have it")
  }

  @Test("A mask or a thread that is changed during the run shows in the next reading")
  func changedMeanwhile() throws {
    let machine = TreeMachine()
    let session = try ResctrlSession(on: machine.machine, machine.changes)
    try session.establish(halves)
    try session.admit([("victim", 7), ("aggressor", 8)])
    machine.write("L3:0=7ff\nMB:0=100\n", to: "\(machine.group("victim"))/schemata")
    machine.write("", to: "\(machine.group("aggressor"))/tasks")
    let readings = session.readings { _ in true }
    #expect(readings["victim"]?.differences == ["L3:0 is 7ff, not 1f"])
    #expect(readings["aggressor"]?.lostThreads == 1)
    #expect(
      session.readings { $0 != 8 }["aggressor"]?.lostThreads == 0, "who has ended is not lost")
  }

  @Test("Limbo of monitoring ids is waited for, and named when it lasts")
  func limbo() throws {
    let busy = (code: EBUSY, word: "Out of RMIDs", times: 1)
    let soon = TreeMachine(.skylake, .init(refusal: busy))
    let session = try ResctrlSession(on: soon.machine, soon.changes)
    try session.establish(halves)
    #expect(session.tree.groupNames.count == 2)

    let lasting = TreeMachine(.skylake, .init(refusal: (EBUSY, "Out of RMIDs", .max)))
    let other = try ResctrlSession(on: lasting.machine, lasting.changes)
    let error = #expect(throws: ResctrlError.self) { try other.establish(halves) }
    #expect(error?.reason.contains("no monitoring id is free") == true)
    #expect(error?.reason.hasSuffix("the kernel says: Out of RMIDs") == true)
    #expect(other.tree.groupNames.isEmpty)
  }

  @Test("Without a free class, those who hold some are named, and nothing of theirs is touched")
  func classes() throws {
    var layout = ResctrlLayout.skylake
    layout.groups = ["tenant-a": ["tasks": "55\n"], "tenant-b": ["mode": "exclusive\n"]]
    let machine = TreeMachine(layout, .init(refusal: (ENOSPC, "Out of CLOSIDs", 1)))
    let before = machine.snapshot.filter { $0.key.hasPrefix("tenant") }
    let session = try ResctrlSession(on: machine.machine, machine.changes)
    let error = #expect(throws: ResctrlError.self) { try session.establish(halves) }
    #expect(
      error?.reason
        == "none of 8 classes is free, some held by tenant-a, tenant-b; the kernel says: Out of CLOSIDs"
    )
    #expect(machine.snapshot.filter { $0.key.hasPrefix("tenant") } == before)
    try session.establish(halves)
    session.release()
    #expect(machine.snapshot.filter { $0.key.hasPrefix("tenant") } == before)
  }

  @Test("What the kernel refuses comes with the kernel's own reason")
  func refused() throws {
    var layout = ResctrlLayout.skylake
    layout.info["L3/bit_usage"] = "0=XXSSSSSSSEE\n"
    let machine = TreeMachine(layout)
    let session = try ResctrlSession(on: machine.machine, machine.changes)
    let error = #expect(throws: ResctrlError.self) { try session.establish(halves) }
    #expect(error?.reason.hasSuffix("the kernel says: Overlaps with exclusive group") == true)
    #expect(session.tree.groupNames.isEmpty)
  }

  @Test("Two policies of one run share the groups: a thread can be in one only")
  func shared() throws {
    let machine = TreeMachine()
    let ways = try ResctrlSession(on: machine.machine, machine.changes)
    try ways.establish(halves)
    let rate = try ResctrlSession(on: machine.machine, machine.changes)
    try rate.establish { _ in [("aggressor", Schemata([.init("MB", [0: 20 as UInt64])]))] }
    #expect(machine.machine.tree?.groupNames.count == 2)
    try rate.admit([("aggressor", 9)])
    try ways.admit([("aggressor", 9)])
    for session in [ways, rate] {
      let reading = try #require(session.readings { _ in true }["aggressor"])
      #expect(reading.differences.isEmpty && reading.lostThreads == 0)
    }
    rate.release()
    #expect(machine.machine.tree?.groupNames.count == 2, "who made them removes them")
    ways.release()
    #expect(machine.machine.tree?.groupNames == [])
  }

  @Test("What is not mounted is mounted with the options, and unmounted")
  func mounted() throws {
    var layout = ResctrlLayout.codeAndData
    layout.isMounted = false
    let machine = TreeMachine(layout)
    let session = try ResctrlSession(on: machine.machine, options: ["cdp"], machine.changes)
    #expect(machine.machine.hasOption("cdp"))
    try session.establish { _ in
      [("victim", Schemata([.init("L3CODE", [0: CapacityMask(3)])]))]
    }
    session.release()
    #expect(machine.machine.state == .unmounted)
  }

  @Test("What others have mounted stays as they did it: an option that it lacks is an error")
  func lacking() throws {
    let machine = TreeMachine()
    let error = #expect(throws: ResctrlError.self) {
      try ResctrlSession(on: machine.machine, options: ["cdp"], machine.changes)
    }
    #expect(error?.reason == "is mounted without cdp")
    #expect(machine.machine.tree != nil)
  }

  @Test("A program that keeps the lock for long is an error, not a hang")
  func locked() throws {
    let machine = TreeMachine()
    let folder = unsafe open(machine.mountPoint, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    defer { close(folder) }
    #expect(flock(folder, LOCK_EX) == 0)
    let session = try ResctrlSession(on: machine.machine, machine.changes)
    let error = #expect(throws: ResctrlError.self) { try session.establish(halves) }
    #expect(error?.reason == "another program has held its lock for 2 s")
  }
}

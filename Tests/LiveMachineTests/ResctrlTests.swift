import Foundation
import Glibc
import Platform
import Policies
import ResctrlDouble
import Testing

@testable import Experiment

extension LiveMachine {
  @Suite("resctrl")
  struct ResctrlTests {
    /// Why there is none to try here; `nil` where there is.
    static let obstacle: String? = {
      let machine = ResctrlMachine()
      switch machine.state {
      case .unsupported: return "this kernel or processor has no resctrl"
      case .unmounted:
        return geteuid() == 0 ? nil : "resctrl is not mounted, and mounting takes root"
      case .mounted(let path, _):
        let mayChange = machine.mayChange(path)
        let hasCaches = (try? machine.tree?.caches(level: 3).isEmpty) == false
        return !mayChange ? "groups take root" : hasCaches ? nil : "no L3 ways can be given here"
      }
    }()

    @Test(
      "A group of ours holds its mask and this process's first thread, and goes without a trace",
      .enabled(if: obstacle == nil, "\(obstacle ?? "")"))
    func real() throws {
      let machine = ResctrlMachine()
      let state = machine.state
      let groups = machine.tree?.groupNames ?? []
      let changes = MachineChanges()
      let session = try ResctrlSession(on: machine, changes)
      defer { session.release() }
      let cache = try #require(try session.tree.caches(level: 3).first, "no L3 ways can be given")
      let domains = try #require(try session.tree.defaultGroup.schemata()[cache.name]).keys
      let masks = try domains.map {
        ($0, try WaySplit.masks([0.5], of: cache.cache(domain: $0))[0])
      }
      let asked = Schemata([.init(cache.name, Dictionary(uniqueKeysWithValues: masks))])
      try session.establish { _ in [("live", asked)] }
      try session.admit([("live", getpid())])
      let reading = try #require(session.readings()["live"])
      #expect(reading.differences.isEmpty && reading.lostThreads == 0)
      session.release()
      changes.restore()
      #expect(machine.state == state && (machine.tree?.groupNames ?? []) == groups)
    }

    @Test("A round's own threads are in the groups (on a tree of the same layout)")
    func threads() throws {
      let round = try SingleRound(under: "pinned")
      if let obstacle = round.pair.unavailable { try Test.cancel("\(obstacle)") }
      let tree = TreeMachine()
      let evidence = try round.evidence { _ in
        try PolicyCombination([CacheAllocation(.l3, on: tree.machine)])
      }
      #expect(evidence.held, "\(evidence.detail)")
      #expect(evidence.detail.contains("victim L3:0=1f") && evidence.detail.contains("L3:0=1e0"))
      #expect(tree.machine.tree?.groupNames == [], "the groups went with the round")
    }

    @Test("A throttle that is set and throttles nothing is caught (on a tree of the same layout)")
    func throttle() throws {
      let round = try SingleRound(under: "pinned+budget")
      if let obstacle = round.pair.unavailable { try Test.cancel("\(obstacle)") }
      let tree = TreeMachine()
      // A busy machine throttles an aggressor, too.
      let evidence = try insisting {
        try round.evidence { _ in
          try PolicyCombination([MemoryBandwidthAllocation(on: tree.machine)])
        }
      } until: {
        !$0.held
      }
      #expect(!evidence.held && evidence.detail.contains("MB:0=10 read back, but aggressor caused"))
    }

    @Test(
      "A mount takes options, goes with the changes, and stays while others have groups in it",
      .enabled(if: geteuid() == 0, "mounting takes root"))
    func mount() throws {
      let folder = FileManager.default.temporaryDirectory
        .appending(path: "bulkhead-mount-\(UUID().uuidString)").path
      let place = "\(folder)/place"
      try FileManager.default.createDirectory(atPath: place, withIntermediateDirectories: true)
      defer {
        unsafe umount2(place, CInt(MNT_DETACH))
        try? FileManager.default.removeItem(atPath: folder)
      }
      // A file system of this layout, which any kernel has.
      let changes = MachineChanges(in: JournalFolder("\(folder)/journals"))
      try changes.mount("tmpfs", on: place, options: "size=64k,mode=700")
      #expect(Self.options(of: place)?.contains("size=64k") == true)
      for name in ["info", "mon_groups", "somebody"] {
        try FileManager.default.createDirectory(
          atPath: "\(place)/\(name)", withIntermediateDirectories: false)
      }
      changes.restore(place)
      #expect(Self.options(of: place) != nil, "unmounting would remove somebody's group")
      unsafe rmdir("\(place)/somebody")
      changes.restore()
      #expect(Self.options(of: place) == nil)
    }

    private static func options(of place: String) -> [String]? {
      let lines = ProcFile("/proc/mounts").text?.split(separator: "\n") ?? []
      let mounts = lines.map { $0.split(separator: " ").map(String.init) }
      guard let mount = mounts.first(where: { $0.count >= 4 && $0[1] == place }) else { return nil }
      return mount[3].split(separator: ",").map(String.init)
    }
  }
}

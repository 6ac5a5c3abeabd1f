import Testing

@testable import Platform

@Suite("Control groups, from the kernel's two tables")
struct CgroupMapTests {
  @Test("Version 1: a hierarchy for each controller, also where two are mounted together")
  func v1() {
    let map = CgroupMap(
      mountinfo: """
        31 23 0:28 / /sys/fs/cgroup rw,relatime - tmpfs tmpfs rw,mode=755
        33 31 0:29 / /sys/fs/cgroup/cpu,cpuacct rw,relatime shared:9 - cgroup cgroup rw,cpu,cpuacct
        34 31 0:31 / /sys/fs/cgroup/cpuset rw,relatime - cgroup cgroup rw,cpuset
        37 31 0:34 / /sys/fs/cgroup/freezer rw,relatime - cgroup cgroup rw,freezer
        40 31 0:37 / /sys/fs/cgroup/systemd rw,relatime - cgroup cgroup rw,xattr,name=systemd
        """,
      membership: """
        9:name=systemd:/user.slice
        6:freezer:/
        3:cpuset:/jobs/a
        1:cpu,cpuacct:/jobs
        """)
    #expect(map.v2 == nil)
    #expect(map.hierarchies.count == 4)
    #expect(map.v1("cpuset")?.ownGroup == "/sys/fs/cgroup/cpuset/jobs/a")
    #expect(map.v1("freezer")?.ownGroup == "/sys/fs/cgroup/freezer")
    #expect(map.v1("cpuacct")?.mountPoint == "/sys/fs/cgroup/cpu,cpuacct")
    #expect(map.v1("memory") == nil)
    guard case .unavailable(let reason) = map.place(for: .memory) else {
      Issue.record("there is no memory controller")
      return
    }
    #expect(reason == "no control group hierarchy for memory is mounted")
  }

  @Test("Version 2: one hierarchy for all")
  func v2() {
    let map = CgroupMap(
      mountinfo:
        "35 24 0:30 / /sys/fs/cgroup rw,nosuid shared:9 - cgroup2 cgroup2 rw,nsdelegate\n",
      membership: "0::/user.slice/user-1000.slice/session-2.scope\n")
    #expect(map.hierarchies.count == 1)
    #expect(map.v2?.ownGroup == "/sys/fs/cgroup/user.slice/user-1000.slice/session-2.scope")
    #expect(map.v1("memory") == nil)
  }

  @Test("Hybrid: version 2 beside version 1, each with its own place")
  func hybrid() {
    let map = CgroupMap(
      mountinfo: """
        35 31 0:32 / /sys/fs/cgroup/memory rw,relatime - cgroup cgroup rw,memory
        41 31 0:38 / /sys/fs/cgroup/unified rw,relatime - cgroup2 cgroup2 rw
        """,
      membership: "4:memory:/work\n0::/\n")
    #expect(map.v1("memory")?.ownGroup == "/sys/fs/cgroup/memory/work")
    #expect(map.v2?.ownGroup == "/sys/fs/cgroup/unified")
  }

  @Test("In a container only a part of the hierarchy is mounted, and the path counts from there")
  func partOfTheHierarchy() {
    func own(root: String, membership: String) -> String? {
      CgroupMap(
        mountinfo: "35 31 0:32 \(root) /sys/fs/cgroup/memory ro - cgroup cgroup rw,memory\n",
        membership: "4:memory:\(membership)\n"
      ).v1("memory")?.ownGroup
    }
    #expect(own(root: "/docker/ab", membership: "/docker/ab") == "/sys/fs/cgroup/memory")
    #expect(own(root: "/docker/ab", membership: "/docker/ab/x") == "/sys/fs/cgroup/memory/x")
    #expect(own(root: "/", membership: "/../other") == "/sys/fs/cgroup/memory")
  }

  @Test("Blanks in a mount point are written in octal; lines that are no mounts are passed over")
  func oddLines() {
    let map = CgroupMap(
      mountinfo: "x\n\n35 31 0:32 / /my\\040groups rw - cgroup2 cgroup2 rw\n",
      membership: "nonsense\n0::/a:b\n")
    #expect(map.v2?.ownGroup == "/my groups/a:b")
  }

  @Test("A group of version 2 needs its controllers handed down, and says so")
  func notHandedDown() throws {
    let folder = try TemporaryFolder()
    let hierarchy = CgroupMap.Hierarchy(
      version: .v2, controllers: [], mountPoint: folder.path, ownGroup: folder.path)
    try folder.write("cpuset pids\n", to: "cgroup.subtree_control")
    try folder.write("", to: "cgroup.procs")
    #expect(
      CgroupMap.obstacle(to: .memory, in: hierarchy)
        == "\(folder.path)/cgroup.subtree_control does not hand memory down")
    #expect(CgroupMap.obstacle(to: .cpus, in: hierarchy) == nil)
    #expect(CgroupMap.obstacle(to: .freezing, in: hierarchy) == nil)
  }
}

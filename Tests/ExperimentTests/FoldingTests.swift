import Experiment
import HardwareTopology
import Scheduling
import Testing

struct FoldingTests {
  @Test("A deployment of four cores takes all PUs of a machine of four, and says which it borrows")
  func wholeMachine() throws {
    let machine = try paperMachine()
    let folding = try Folding(fourCores(), on: machine)
    #expect(Set(folding.pus) == [0, 1, 2, 3])
    #expect(folding.foldCount == 1)
    #expect(folding.borrowed == Array(machine.housekeeping))
    #expect(folding.text.hasSuffix("; bulkhead itself shares CPU 0 and sleeps there while it runs"))
  }

  @Test("A smaller deployment leaves the harness its core")
  func spare() throws {
    let folding = try Folding(Deployment.parse(twoPartitions), on: paperMachine())
    #expect(folding.borrowed.isEmpty && !folding.pus.contains(0))
    #expect(!folding.text.contains("bulkhead itself"))
  }

  @Test(
    "On 1 to 8 PUs every core has turns, and its windows in each are as they were", arguments: 1...8
  )
  func turns(count: Int) throws {
    let deployment = try fourCores()
    let folding = try Folding(deployment, onto: Array(10..<10 + count))
    let frame = try #require(deployment.majorFrameNanoseconds)
    let table = try #require(folding.schedule).table
    #expect(folding.foldCount == (4 + count - 1) / count)
    #expect(table.majorFrameNanoseconds == frame * Int64(folding.foldCount))
    #expect(folding.origins.count == table.windows.count)
    // One turn after the other on each PU: a window lies in its turn as it did in its frame.
    var turns: [Int: Set<Int64>] = [:]
    for (window, origin) in zip(table.windows, folding.origins) {
      let own = deployment.windows[try #require(origin.window)]
      #expect(own.core == origin.core && folding.pus[origin.core] == window.cpu)
      #expect(own.partition == window.partition)
      #expect(window.offsetNanoseconds % frame == own.offsetNanoseconds)
      #expect(window.durationNanoseconds == own.durationNanoseconds)
      turns[origin.core, default: []].insert(window.offsetNanoseconds / frame)
    }
    #expect(turns.count == 4)
    for pu in Set(folding.pus) {
      let onPU = folding.pus.indices.filter { folding.pus[$0] == pu }
      #expect(
        onPU.flatMap { turns[$0] ?? [] }.sorted() == (0..<Int64(folding.foldCount)).map { $0 })
    }
    #expect(folding.text.contains("folded") == (count < 4))
  }

  @Test("A partition across two cores keeps two PUs as long as there are two")
  func spread() throws {
    let deployment = try fourCores()
    for count in 2...4 {
      let folding = try Folding(deployment, onto: Array(0..<count))
      for partition in deployment.partitions where partition.cores.count == 2 {
        #expect(Set(folding.pus(of: partition)).count == 2)
      }
    }
  }

  @Test("Without windows, folded real-time cores take turns, and a host's cores share")
  func withoutWindows() throws {
    func deployment(_ hypervisor: String) throws -> Deployment {
      try Deployment.parse(
        """
        hypervisor: \(hypervisor)
        cores: 2
        partitions:
          - { name: a, core: 0, applications: [{ name: x, workload: chase }] }
          - { name: b, core: 1, applications: [{ name: y, workload: chase }] }
        """)
    }
    let type1 = try deployment("type1")
    #expect(try Folding(type1, onto: [0, 1]).schedule == nil)
    let folding = try Folding(type1, onto: [3])
    let table = try #require(folding.schedule).table
    #expect(table.windows.map(\.partition) == ["a", "b"])
    #expect(table.windows.map(\.offsetNanoseconds) == [0, Folding.turnNanoseconds])
    #expect(folding.origins.allSatisfy { $0.window == nil })
    #expect(folding.text.contains("take turns of 10 ms"))
    let type2 = try Folding(deployment("type2"), onto: [3])
    #expect(type2.schedule == nil && type2.pus == [3, 3])
    #expect(type2.text.hasSuffix("cores on one CPU share it as the host's scheduler decides"))
  }

  /// Four cores with a schedule of its own each, and a partition across two.
  private func fourCores() throws -> Deployment {
    try Deployment.parse(
      """
      cores: 4
      major_frame: 10ms
      partitions:
        - { name: a, core: 0, applications: [{ name: w, workload: chase }] }
        - name: b
          cores: [1, 2]
          applications: [{ name: x, workload: chase, core: 1 }, { name: y, workload: chase, core: 2 }]
        - { name: c, core: 3, applications: [{ name: z, workload: chase }] }
      windows:
        - { partition: a, duration: 1ms, period: 2ms }
        - { partition: b, offset: 2ms, duration: 3ms }
        - { partition: c, offset: 1ms, duration: 1500us, period: 5ms }
      """)
  }
}

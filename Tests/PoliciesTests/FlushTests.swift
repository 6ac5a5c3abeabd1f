import HardwareTopology
import Partitioning
import Policies
import Scheduling
import Testing

@Suite("Policy flush")
struct FlushTests {
  private let topology = try! Topology(
    loading: .synthetic("package:1 l3:1 l2:4(size=1048576) core:1 pu:1"))

  private func arrangement(
    _ flush: Flush, on time: any Policy, guardBand: Int64 = 50_000
  ) throws -> Arrangement {
    try PolicyCombination([time, flush]).arrangement(request(guardBand: guardBand, on: topology))
  }

  @Test("Stands on guarded windows where no other policy decides the time")
  func base() throws {
    let alone = try PolicyCombination([Flush()])
    #expect(alone.policies.map(\.name) == ["sliced-guard", "flush"])
    #expect(try PolicyCombination([Gang(), Flush()]).policies.map(\.name) == ["gang", "flush"])
  }

  @Test("Every partition displaces three times the L2, and the guard is longer by the pad")
  func applied() throws {
    let found = try arrangement(Flush(padNanoseconds: 100_000), on: SlicedGuard())
    #expect(found.guardNanoseconds == 150_000)
    for partition in found.partitions {
      #expect(
        partition.hygiene == SwitchHygiene(displacedBytes: 3 << 20, padNanoseconds: 100_000))
    }
    #expect(
      try arrangement(Flush(padNanoseconds: 100_000), on: Sliced()).guardNanoseconds == 100_000)
  }

  @Test("A window that pad and guard would take half of is refused, with one that would do")
  func short() throws {
    let error = #expect(throws: FlushRefusal.self) {
      try arrangement(Flush(padNanoseconds: 460_000), on: SlicedGuard())
    }
    #expect(try #require(error).description.contains("windows of 1021 us have room"))
    let long = try PolicyCombination([Flush(padNanoseconds: 460_000)], ["window": 1_021_000])
    #expect(try long.arrangement(request(on: topology)).guardNanoseconds == 510_000)
  }

  @Test("Where nobody stops the best-effort partition there is no switch to clean up at")
  func slack() {
    #expect(throws: FlushRefusal.self) {
      try arrangement(Flush(padNanoseconds: 100_000), on: Slack())
    }
  }

  @Test("Not on a drawing of another machine, nor where nobody knows the L2")
  func unavailable() throws {
    let here = try PolicyCombination([Flush()])
    #expect(here.probe(request(on: topology)).obstacle?.contains("measured on the machine") == true)
    let bare = try Topology(loading: .synthetic("package:1 core:4 pu:1"))
    #expect(here.probe(request(on: bare)).obstacle?.contains("L2 of CPU 1") == true)
  }

  private func evidence(padErrors: [Int64?]) -> Evidence {
    var seen = thread(
      "victim", on: [1], seen: [1],
      ran: padErrors.indices.map { (Int64($0) * 1000, Int64($0) * 1000 + 500) })
    for (index, error) in padErrors.enumerated() { seen.windows[index].padErrorNanoseconds = error }
    return Flush().evidence(PolicyObservation(threads: [seen]))
  }

  private func errors(_ value: Int64?, count: Int) -> [Int64?] {
    Array(repeating: value, count: count)
  }

  @Test("In force when windows were cleaned up after and released at a constant time")
  func held() {
    let kept = errors(150, count: 99)
    #expect(evidence(padErrors: kept).held)
    // One window of a hundred may have been the host's, and a few microseconds hide in the guard.
    #expect(evidence(padErrors: errors(9_150, count: 99)).held)
    #expect(evidence(padErrors: kept + [900_000]).held)
    #expect(evidence(padErrors: kept + [900_000]).detail.contains("the latest 900 us after it"))
  }

  @Test("Not in force without cleaning up, without windows, or when pads are often too short")
  func notHeld() {
    #expect(!evidence(padErrors: []).held)
    #expect(!evidence(padErrors: errors(nil, count: 100)).held)
    let kept = errors(150, count: 90)
    #expect(!evidence(padErrors: kept + errors(40_000, count: 10)).held)
    #expect(!evidence(padErrors: kept + errors(nil, count: 10)).held)
  }
}

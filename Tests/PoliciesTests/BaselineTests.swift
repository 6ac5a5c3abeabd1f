import Partitioning
import Policies
import Testing

@Suite("Policy baseline")
struct BaselineTests {
  let policy = Baseline()

  @Test("Lets every thread run all the time on all that is usable, the harness's PU included")
  func arrangement() throws {
    let arrangement = try policy.arranged(request(victim: 1, aggressor: 2))
    #expect(arrangement.cpus == [[[0, 1, 2, 3]], [[0, 1, 2, 3], [0, 1, 2, 3]]])
    #expect(arrangement.schedule == nil)
  }

  @Test("Works wherever there is a core, however few")
  func probe() {
    #expect(policy.probe(request(aggressor: 9, cores: [1])) == .available)
    #expect(policy.probe(request(cores: [])).obstacle == "no core may be used")
  }

  @Test("Has nothing to be in force, and says where everyone was")
  func evidence() {
    let evidence = policy.evidence(
      PolicyObservation(threads: [
        thread("victim", on: [0, 1, 2], seen: [0, 1]), thread("aggressor", on: [0, 1], seen: [2]),
      ]))
    #expect(evidence == Evidence(held: true, detail: "seen: victim on 0-1; aggressor on 2"))
  }
}

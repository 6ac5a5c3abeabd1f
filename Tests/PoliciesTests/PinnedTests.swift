import Partitioning
import Policies
import Testing

@Suite("Policy pinned")
struct PinnedTests {
  let policy = Pinned()

  @Test("Gives every thread a core of its own, the victim's first")
  func arrangement() throws {
    let arrangement = try policy.arranged(request(aggressor: 2, cores: [3, 1, 2]))
    #expect(arrangement.cpus == [[[3]], [[1], [2]]])
    #expect(arrangement.schedule == nil)
  }

  @Test("Needs as many cores as there are threads, and says how many those are")
  func probe() {
    #expect(policy.probe(request(aggressor: 2)) == .available)
    #expect(
      policy.probe(request(aggressor: 3)).obstacle == "needs 4 cores for 2 partitions, 3 to use")
    #expect(
      policy.probe(request(cores: [0])).obstacle == "needs 2 cores for 2 partitions, 1 to use")
  }

  @Test("Was in force when every thread was only seen on its own core")
  func held() {
    let evidence = policy.evidence(
      PolicyObservation(threads: [
        thread("victim", on: [1], seen: [1]), thread("aggressor", on: [2], seen: []),
      ]))
    #expect(evidence == Evidence(held: true, detail: "every thread seen on its own core only"))
  }

  @Test("Is caught when a thread was seen anywhere else")
  func violated() {
    let evidence = policy.evidence(
      PolicyObservation(threads: [
        thread("victim", on: [1], seen: [1]), thread("aggressor", on: [2], seen: [2, 3]),
      ]))
    #expect(evidence == Evidence(held: false, detail: "aggressor pinned to 2 seen on 2-3"))
  }
}

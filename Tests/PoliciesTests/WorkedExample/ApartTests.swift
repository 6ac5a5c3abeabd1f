import Partitioning
import Policies
import Testing

@Suite("Policy apart")
struct ApartTests {
  @Test("Leaves a core between the victim's and the others', and says how many it needs")
  func arrangement() throws {
    let arrangement = try Apart().arranged(request(aggressor: 2, cores: [1, 2, 3, 4]))
    #expect(arrangement.cpus == [[[1]], [[3], [4]]])
    #expect(Apart().probe(request(aggressor: 3)).obstacle == "needs 5 cores, 3 to use")
  }

  @Test("Is caught when a thread was seen elsewhere, and when nobody was looked at")
  func evidence() {
    let right = thread("victim", on: [1], seen: [1])
    let wrong = thread("aggressor", on: [3], seen: [2])
    #expect(Apart().evidence(PolicyObservation(threads: [right])).held)
    #expect(!Apart().evidence(PolicyObservation(threads: [right, wrong])).held)
    #expect(!Apart().evidence(PolicyObservation(threads: [])).held)
  }
}

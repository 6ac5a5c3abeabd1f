import Policies
import Testing

@Suite("Policy catalogue")
struct PolicyCatalogueTests {
  @Test("Names are there once, and found")
  func names() {
    let names = PolicyCatalogue.all.map(\.name)
    #expect(Set(names).count == names.count)
    for name in names { #expect(PolicyCatalogue.named(name)?.name == name) }
    #expect(PolicyCatalogue.named("magic") == nil)
  }

  @Test(
    "Every policy says what it does and what it is powerless against",
    arguments: PolicyCatalogue.all.indices)
  func words(index: Int) {
    let policy = PolicyCatalogue.all[index]
    #expect(policy.summary.hasSuffix(".") && policy.limits.hasSuffix("."))
    #expect(policy.parameters.allSatisfy { !$0.meaning.isEmpty && !$0.defaultText.isEmpty })
  }

  @Test("Every policy arranges every thread of every partition when it says that it can")
  func arrangements() throws {
    for policy in PolicyCatalogue.all {
      for cores in [[0], [0, 1], [1, 2, 3], [4, 2, 0, 5]] {
        for threads in 1...4 {
          let asked = request(aggressor: threads, cores: cores)
          guard policy.probe(asked).reason == nil else { continue }
          let arrangement = try policy.arrange(asked)
          #expect(arrangement.cpus.map(\.count) == [1, threads], "\(policy.name) on \(cores)")
          #expect(arrangement.cpus.joined().allSatisfy { !$0.isEmpty })
        }
      }
    }
  }
}

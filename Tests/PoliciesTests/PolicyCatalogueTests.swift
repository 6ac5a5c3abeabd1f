import Partitioning
import Policies
import Testing

@Suite("Policy catalogue")
struct PolicyCatalogueTests {
  @Test("Names are there once, and found; no name holds the sign that joins them")
  func names() {
    let names = PolicyCatalogue.all.map(\.name)
    #expect(Set(names).count == names.count)
    for name in names {
      #expect(PolicyCatalogue.named(name)?.name == name)
      #expect(!name.contains("+"))
    }
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

  @Test("Every combination of `all` can be named, and holds what it stands on")
  func standard() throws {
    for name in PolicyCatalogue.standard {
      let combination = try #require(try PolicyCatalogue.combination(named: name))
      #expect(combination.name == name)
      for policy in combination.policies {
        guard let base = policy.base else { continue }
        #expect(combination.policies.contains { $0.aspect == base.aspect }, "\(name)")
      }
    }
  }

  @Test("Every combination arranges every thread of every partition when it says that it can")
  func arrangements() throws {
    for name in PolicyCatalogue.standard {
      let combination = try #require(try PolicyCatalogue.combination(named: name))
      for cores in [[0], [0, 1], [1, 2, 3], [4, 2, 0, 5]] {
        for threads in 1...4 {
          let asked = request(aggressor: threads, cores: cores)
          guard combination.probe(asked).obstacle == nil else { continue }
          let arrangement = try combination.arrangement(asked)
          #expect(arrangement.cpus.map(\.count) == [1, threads], "\(name) on \(cores)")
          #expect(arrangement.cpus.joined().allSatisfy { !$0.isEmpty })
          #expect(arrangement.partitions.count == 2)
        }
      }
    }
  }
}

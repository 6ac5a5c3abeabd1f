import HardwareTopology
import Partitioning
import Platform
import Policies
import Testing

@Suite("Coloured")
struct ColouredTests {
  private let lower = ColourShare(lower: 0, upper: 0.5)
  private let upper = ColourShare(lower: 0.5, upper: 1)

  private func observation(_ shares: [ColourShare?], moved: Int? = 0, inside: Int = 32)
    -> PolicyObservation
  {
    let partitions = zip(["victim", "aggressor"], shares).map { name, share in
      var partition = PolicyObservation.Partition(name: name, setting: PartitionSetting())
      partition.memory = [
        MemoryReading(
          bytes: 512 << 10, pages: .base, pagesByNode: [:],
          colours: share.map {
            ColourReading(
              share: $0, origin: "32 colours of L2", pages: 128, moved: moved, sampled: 32,
              inside: inside)
          })
      ]
      return partition
    }
    return PolicyObservation(threads: [], partitions: partitions)
  }

  @Test("Without a word about time, partitions take turns on one core, whose L2 is what is divided")
  func base() throws {
    let combination = try PolicyCombination([Coloured()])
    #expect(combination.policies.map(\.name) == ["sliced-guard", "coloured"])
    #expect(combination.takesTurns)
  }

  @Test(
    "The victim has its share of the colours and the others the rest", arguments: [0.25, 0.5, 0.9])
  func shares(victim: Double) throws {
    let coloured = Coloured().configured(["colours": victim])
    let arrangement = try coloured.arranged(request())
    #expect(
      arrangement.partitions.map(\.memory.colours) == [
        ColourShare(lower: 0, upper: victim), ColourShare(lower: victim, upper: 1),
      ])
  }

  @Test("Has no place beside what makes colours meaningless or unreadable")
  func conflicts() throws {
    for other: any Policy in [HugePages(), OwnBackend(.process), OwnBackend(.vm)] {
      let combination = try PolicyCombination([other, Coloured()])
      #expect(throws: ColoursUnavailable.self, "\(other.name)") {
        try combination.arrangement(request())
      }
    }
  }

  @Test("Is unavailable, with the reason, where the machine does not tell the shape of its L2")
  func unknown() throws {
    let topology = try Topology(loading: .synthetic("package:1 l3:1 core:4 pu:1"))
    let asked = request(cores: [1], on: topology)
    guard case .unavailable(let reason) = Coloured().probe(asked) else {
      Issue.record("available without an L2")
      return
    }
    #expect(reason.contains("no L2 of CPU 1"))
  }

  @Test("Evidence: pages of both were looked at again and have their colours")
  func evidence() {
    let evidence = Coloured().evidence(observation([lower, upper]))
    #expect(evidence.held)
    #expect(evidence.detail.contains("victim") && evidence.detail.contains("aggressor"))
  }

  @Test(
    "Caught: pages that moved, pages outside, the same half for both, and buffers that were never coloured"
  )
  func lies() {
    let coloured = Coloured()
    #expect(!coloured.evidence(observation([lower, upper], moved: 1)).held)
    #expect(!coloured.evidence(observation([lower, upper], inside: 16)).held)
    #expect(!coloured.evidence(observation([lower, lower])).held)
    #expect(!coloured.evidence(observation([lower, nil])).held)
    #expect(!coloured.evidence(observation([nil, nil])).held)
  }
}

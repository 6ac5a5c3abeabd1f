import Platform
import Testing

@testable import Workloads

extension LiveMachine {
  @Suite("Searches for addresses by timing", .serialized)
  struct AddressSearchTests {
    private func arena(bytes: Int) throws -> Arena {
      let available = MachineFacts.Memory.now().availableBytes ?? .max
      if available < UInt64(bytes) * 2 {
        try Test.cancel("needs \(bytes >> 20) MiB, \(available >> 20) MiB are available")
      }
      let arena = try Arena(bytes: bytes)
      arena.populate()
      return arena
    }

    @Test("Lines that overfill a set of the private cache share their place in the page")
    func privateCache() throws {
      let arena = try arena(bytes: 32 << 20)
      let sets: [[Int]]
      do {
        sets = try ConflictSearch.run(.privateCache, arena: arena, seed: 1)
      } catch {
        try Test.cancel("set-conflict-l2: \(error)")
      }
      #expect(sets.count == ConflictSearch.sets)
      let lines = sets.flatMap { $0 }
      #expect(Set(lines).count == lines.count, "no line is in two sets")
      #expect(lines.allSatisfy { $0 % 64 == 0 && (0..<arena.bytes).contains($0) })
      for set in sets {
        #expect(Set(set.map { $0 % 4096 }).count == 1)
        #expect(set.count > 2, "no cache has fewer than two ways")
      }
    }

    @Test(
      "A search ends in about its time, and with a reason, where nothing can be found",
      arguments: ["set-conflict", "set-conflict-l2", "row-conflict", "single-bank"])
    func ends(name: String) throws {
      let workload = try #require(WorkloadCatalogue.named(name))
      let arena = try arena(bytes: 64 << 20)
      let begin = monotonicNanoseconds()
      do {
        _ = try workload.code(
          at: Workload.Site(arena: arena, index: 0, seed: 1, ticksPerNanosecond: 1))
      } catch let unavailable as WorkloadUnavailable {
        #expect(!unavailable.description.isEmpty)
      }
      // About a second where code is optimised; a single attempt is not cut short, and here nothing is.
      #expect(monotonicNanoseconds() - begin < 60_000_000_000)
    }
  }
}

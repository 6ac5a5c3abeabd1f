import Partitioning
import Policies
import Testing

@Suite("Policies of walls: process, container, vm")
struct OwnBackendTests {
  private func evidence(_ backend: BackendKind, processes: [Int32?], end: PartitionEnd = .finished)
    throws -> Evidence
  {
    let policy = OwnBackend(backend)
    let settings = try policy.arranged(request()).partitions
    let partitions = zip(["victim", "aggressor"], zip(settings, processes)).map { name, rest in
      var partition = PolicyObservation.Partition(name: name, setting: rest.0)
      partition.process = rest.1
      partition.end = end
      return partition
    }
    return policy.evidence(PolicyObservation(threads: [], partitions: partitions))
  }

  @Test("Put every partition behind the same walls", arguments: [BackendKind.process, .vm])
  func arrangement(backend: BackendKind) throws {
    #expect(OwnBackend(backend).name == backend.rawValue)
    let arrangement = try OwnBackend(backend).arranged(request())
    #expect(arrangement.partitions.map(\.backend) == [backend, backend])
  }

  @Test(
    "Windows of guests get the longer guard that entering them takes, but not where there is none")
  func guardBand() throws {
    func band(_ name: String) throws -> Int64? {
      try PolicyCatalogue.combination(named: name)?.arrangement(request()).guardNanoseconds
    }
    #expect(try band("gang+vm") == 70_000)
    #expect(try band("gang+process") == 50_000)
    #expect(try band("sliced+vm") == 0)
  }

  @Test("Were in force when each was a process of its own to its end")
  func held() throws {
    #expect(try evidence(.process, processes: [10, 11]).held)
    #expect(try !evidence(.process, processes: [10, 10]).held, "one process for both")
    #expect(try !evidence(.process, processes: [10, nil]).held, "one was a thread")
    #expect(try !evidence(.process, processes: [10, 11], end: .killed(signal: 9)).held)
    #expect(try !evidence(.container, processes: [10, 11]).held, "no namespace of its own")
  }
}

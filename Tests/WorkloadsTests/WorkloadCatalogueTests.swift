import Testing

@testable import Platform
@testable import Workloads

@Suite("Workload catalogue")
struct WorkloadCatalogueTests {
  @Test("Names are there once, and found")
  func names() {
    let names = WorkloadCatalogue.all.map(\.name)
    #expect(Set(names).count == names.count)
    for name in names { #expect(WorkloadCatalogue.named(name)?.name == name) }
    #expect(WorkloadCatalogue.named("no-such") == nil)
  }

  @Test(
    "Every workload says what it does and what it counts",
    arguments: WorkloadCatalogue.all.map(\.name))
  func declarations(name: String) throws {
    let workload = try #require(WorkloadCatalogue.named(name))
    #expect(!workload.roles.isEmpty)
    #expect(workload.summary.hasSuffix(".") && !workload.channel.isEmpty)
    #expect(!workload.accessName.isEmpty)
    #expect(workload.accessesPerStep > 0)
    #expect(workload.bytesPerAccess >= 0)
    #expect(workload.threads >= 1)
    #expect(workload.defaultJobAccesses % workload.accessesPerStep == 0, "a job is whole steps")
  }

  @Test(
    "Every workload says why, within what limits and from where, and names the control that could prove it wrong",
    arguments: WorkloadCatalogue.all.map(\.name))
  func explanations(name: String) throws {
    let workload = try #require(WorkloadCatalogue.named(name))
    for text in [workload.why, workload.limits, workload.source, workload.verification.claim] {
      #expect(!text.isEmpty && !text.contains("\n"))
    }
    #expect(workload.why.hasSuffix(".") && workload.limits.hasSuffix("."))
    let verification = workload.verification
    #expect(verification.atLeast > 1)
    #expect(verification.subject != verification.reference)
    #expect(verification.control != verification.subject)
    for other in verification.loads.compactMap(\.workload) {
      #expect(WorkloadCatalogue.named(other) != nil, "\(other)")
    }
    #expect(
      [verification.subject, verification.reference, verification.control].contains {
        $0.timed.workload ?? workload.name == workload.name
          || ($0.beside.map { $0.workload ?? workload.name }) == workload.name
      }, "the workload is part of its own proof")
  }

  @Test(
    "A job has at least one step, and as many as its accesses fill",
    arguments: WorkloadCatalogue.all.map(\.name))
  func jobs(name: String) throws {
    let workload = try #require(WorkloadCatalogue.named(name))
    for accesses in [0, 1, workload.accessesPerStep - 1, workload.accessesPerStep] {
      #expect(workload.stepsPerJob(accesses: accesses) == 1)
    }
    let most = 8 * workload.accessesPerStep - 1
    #expect(workload.stepsPerJob(accesses: most) == 7)
  }

  @Test(
    "A buffer's size is at least a line, never more than asked beyond the least, and fits its code",
    arguments: WorkloadCatalogue.all.filter(\.hasWorkingSet).map(\.name),
    [64, 4096, 5000, 1 << 20])
  func sizes(name: String, asked: Int) throws {
    let workload = try #require(WorkloadCatalogue.named(name))
    if let reason = workload.unavailable { try Test.cancel("\(name): \(reason)") }
    let bytes = workload.workingSetBytes(asked: asked)
    #expect(bytes >= 64 && bytes <= max(asked, workload.workingSetBytes(asked: 1)))
    #expect(workload.workingSetBytes(asked: bytes) == bytes)
    // Sweeps trap on a size that is not whole steps.
    do {
      _ = try workload.code(at: site(arena: try Arena(bytes: bytes)))
    } catch let unavailable as WorkloadUnavailable {
      // Searches say how much they need to choose from.
      #expect(unavailable.description.hasPrefix("a search needs a working set of at least "))
    }
  }

  @Test("Chases of any number of cycles have a name, listed or not", arguments: [1, 2, 5, 31, 32])
  func parallelChases(chains: Int) throws {
    let workload = try #require(WorkloadCatalogue.named("mlp-\(chains)"))
    #expect(workload.name == "mlp-\(chains)")
    #expect(workload.accessesPerStep % chains == 0, "every chain makes as many loads")
    #expect((32...64).contains(workload.accessesPerStep))
  }

  @Test(
    "Other numbers do not",
    arguments: ["mlp-0", "mlp-33", "mlp--2", "mlp-05", "mlp-", "mlp-x", "mlp"])
  func noParallelChases(name: String) {
    #expect(WorkloadCatalogue.named(name) == nil)
  }

  @Test(
    "Workloads that share lines make their code for every thread of a page",
    arguments: WorkloadCatalogue.all.filter { $0.memory == .sharedLines }.map(\.name))
  func sharedLines(name: String) throws {
    let workload = try #require(WorkloadCatalogue.named(name))
    let page = try Arena(bytes: 4096)
    for index in 0..<32 { _ = try workload.code(at: site(arena: page, index: index)) }
  }

  private func site(arena: Arena?, index: Int = 0) -> Workload.Site {
    Workload.Site(arena: arena, index: index, seed: 1, ticksPerNanosecond: 1)
  }

  @Test("Timing costs no victim more than a hundredth: jobs are longer where accesses are shorter")
  func jobLength() throws {
    // What the clock costs a job, and a little less than a line cost a core of 3.7 GHz in L1, in L2 and beyond.
    let clock = 25.0
    for (name, nanoseconds) in [("chase", [0.9, 3, 15]), ("read", [0.1, 0.4, 1])] {
      let workload = try #require(WorkloadCatalogue.named(name))
      for (bytes, each) in zip([16 << 10, 512 << 10, 64 << 20], nanoseconds) {
        let job = workload.jobAccesses(workingSetBytes: bytes)
        #expect(clock < 0.01 * each * Double(job), "\(name) in \(bytes) bytes")
      }
    }
    let alu = try #require(WorkloadCatalogue.named("alu"))
    #expect(alu.jobAccesses(workingSetBytes: 0) == alu.defaultJobAccesses)
  }
}

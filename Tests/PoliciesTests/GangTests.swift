import Partitioning
import Policies
import Scheduling
import Testing

@Suite("Policy gang")
struct GangTests {
  let policy = Gang()

  @Test("Puts the partitions on the same cores, each thread on one")
  func placement() throws {
    let arrangement = try policy.arranged(request(victim: 1, aggressor: 3, cores: [2, 1, 3]))
    #expect(arrangement.cpus == [[[2]], [[2], [1], [3]]])
  }

  @Test(
    "Aligns the windows of a partition across its cores, and lets no two partitions run at once")
  func schedule() throws {
    let schedule = try #require(
      try policy.arranged(request(victim: 2, aggressor: 3)).schedule)
    #expect(schedule.table.majorFrameNanoseconds == 2_000_000)
    for partition in ["victim", "aggressor"] {
      let windows = schedule.table.windows.filter { $0.partition == partition }
      #expect(Set(windows.map(\.offsetNanoseconds)).count == 1, "windows start together")
      #expect(Set(windows.map(\.cpu)).count == windows.count)
    }
    for time in stride(from: Int64(0), to: 4_000_000, by: 62_500) {
      let running = Set(schedule.cpus.compactMap { schedule.occupant(cpu: $0, at: time) })
      #expect(running.count == 1, "at \(time)")
    }
    for partition in ["victim", "aggressor"] {
      #expect(schedule.utilisation(cpu: 1, partition: partition) == 0.5)
    }
  }

  @Test("Works on one core; a partition can't have more threads than there are cores")
  func probe() {
    #expect(policy.probe(request(cores: [0])) == .available)
    #expect(policy.probe(request(victim: 3, aggressor: 3)) == .available)
    #expect(
      policy.probe(request(aggressor: 4)).obstacle == "a partition has 4 threads, 3 cores to use")
  }

  @Test("Refuses a guard that leaves a window no time, and a core that is not there")
  func reasons() throws {
    let short = try PolicyCombination([policy], ["window": 50_000])
    #expect(
      short.probe(request(cores: [1])).obstacle == """
        window 0 of partition "victim" (CPU 1, 50 us at 0): a guard of 50 us leaves it no time; \
        the guard must be at least 0 and shorter than the window; \
        window 1 of partition "aggressor" (CPU 1, 50 us at 50 us): a guard of 50 us leaves it no \
        time; the guard must be at least 0 and shorter than the window
        """)
    #expect(
      try PolicyCombination([policy]).probe(request(cores: [9])).obstacle?
        .contains("this machine has no CPU 9; it has 0-5") == true)
  }

  @Test("Was in force when partitions took turns, touching windows included")
  func held() {
    let evidence = policy.evidence(
      PolicyObservation(threads: [
        thread("victim", on: [1], seen: [1], ran: [(0, 100), (200, 300)]),
        thread("aggressor", on: [1], seen: [1], ran: [(100, 200), (300, 400)]),
        // The aggressor beside itself on another core is no overlap.
        thread("aggressor", on: [2], seen: [2], ran: [(100, 200), (300, 400)]),
      ]))
    #expect(
      evidence
        == Evidence(
          held: true, detail: "0 ns of overlap between partitions and 0 ns of leak in 6 windows"))
  }

  @Test(
    "Is caught when partitions ran at once on whatever cores for more than a hundredth of the time",
    arguments: [(2, true), (3, false), (100, false)] as [(Int64, Bool)])
  func violated(overlap: Int64, held: Bool) {
    let evidence = policy.evidence(
      PolicyObservation(threads: [
        thread("victim", on: [1], seen: [1], ran: [(0, 100)]),
        thread("aggressor", on: [2], seen: [2], ran: [(100 - overlap, 200)]),
      ]))
    #expect(evidence.held == held)
    #expect(
      evidence.detail == "\(overlap) ns of overlap between partitions and 0 ns of leak in 2 windows"
    )
  }

  @Test("Where every window was missed, nothing shows that the policy was in force")
  func missed() {
    let evidence = policy.evidence(
      PolicyObservation(threads: [thread("victim", on: [1], seen: [])]))
    #expect(!evidence.held)
    #expect(evidence.detail == "0 ns of overlap between partitions and 0 ns of leak in 0 windows")
  }
}

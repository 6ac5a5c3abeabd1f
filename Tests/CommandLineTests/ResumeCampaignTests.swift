import Foundation
import Results
import Statistics
import Testing

/// `BULKHEAD_KILLS` says at how many moments, `BULKHEAD_TEST_SEED` at which; Scripts/kill-campaign takes 50 or more.
@Suite("Gone on with after a kill", .serialized, .timeLimit(.minutes(60)))
struct ResumeCampaignTests {
  static let moments =
    ProcessInfo.processInfo.environment["BULKHEAD_KILLS"].flatMap { Int($0) } ?? 4

  @Test("A suite that is killed again and again ends with every cell once")
  func suites() throws {
    try campaign(
      ["run", "tiny.yaml", "--seed", "7"], kills: Self.moments
    ) { results, plan in
      try expectEveryTurnOnce(results, plan)
      expectNothingElseTwice(results)
      #expect(results.cells.allSatisfy { $0.status == .measured || $0.status == .unavailable })
    }
  }

  @Test("A deployment that is killed again and again ends with every round once")
  func deployments() throws {
    try campaign(
      ["run", "deployment.yaml", "--seed", "7"], kills: max(2, Self.moments / 4)
    ) { results, _ in
      let windows = Dictionary(grouping: results.windows) { [$0.round, $0.cpu] }
      #expect(Set(results.windows.map(\.round)) == [0, 1, 2])
      #expect(Set(windows.values.map(\.count)).count == 1, "rounds have the same windows")
      let slices = results.slices.map { "\($0.round) \($0.phases) \($0.application) \($0.core)" }
      #expect(Set(slices).count == slices.count && Set(results.slices.map(\.round)).count == 3)
      #expect(results.partitions.count == 2)
      #expect(Set(results.register.map(\.pathID)).count == results.register.count)
      #expect(!results.register.isEmpty)
      // A window that began too late to show anything takes its round from the register, here as in a run without a break.
      let disturbed = Set(
        results.windows.filter {
          $0.status == .missed || $0.status == .cut || $0.startErrorNanoseconds ?? 0 > 5_000_000
        }.map(\.round))
      let rounds = Int64(3 - disturbed.count)...3
      #expect(
        results.register.allSatisfy { rounds.contains($0.rounds) },
        "\(results.register.map(\.rounds)), disturbed \(disturbed)")
      expectNothingElseTwice(results)
    }
  }

  /// Kills runs, goes on with them, kills that too, and looks at what comes to its end.
  private func campaign(
    _ command: [String], kills: Int, expect: (ResultSet, Plan) throws -> Void
  ) throws {
    var generator = seededGenerator()
    let folder = try Folder()
    try folder.write("tiny.yaml", Self.suite)
    try folder.write("deployment.yaml", Self.deployment)
    let begun = Date()
    let whole = try Executable.run(command + ["-q", "-o", "whole"], in: folder)
    try #require(whole.status == 0, "\(whole.errors)")
    let duration = Date().timeIntervalSince(begun)
    let reference = try folder.path(whole.paths().results)
    let plan = try Plan(reading: reference)
    try expect(try ResultSet(reading: reference), plan)

    var (killed, ended, resumed, finished) = (0, 0, 0, 0)
    /// The run that was killed last, if it left a directory.
    var unfinished: String?
    for moment in 0..<kills {
      let mark = UUID().uuidString
      let arguments = unfinished.map { ["run", "--resume", $0] } ?? command + ["-o", "output"]
      let running = try Running(
        arguments + ["-q"], in: folder, environment: [Marked.variable: mark])
      usleep(UInt32(Double(generator.next(below: 1_000_000)) * duration))
      running.send(SIGKILL)
      let ending = try running.wait()
      if ending.status == -SIGKILL { killed += 1 } else { ended += 1 }
      #expect([0, -SIGKILL].contains(ending.status), "moment \(moment): \(ending.errors)")
      #expect(Marked.waitForEnd(of: mark).isEmpty)
      unfinished = try leftBehind(in: folder)
      // A third is killed once more on its way.
      guard let directory = unfinished, moment == kills - 1 || generator.next(below: 3) > 0 else {
        continue
      }
      let before = try ResultSet(reading: folder.path(directory))
      let rest = try Executable.run(["run", "--resume", directory, "-q"], in: folder)
      try #require(rest.status == 0, "moment \(moment): \(rest.errors)")
      resumed += 1
      let results = try ResultSet(reading: folder.path(rest.paths().results))
      #expect(ResultSet.verify(results.directory).isEmpty)
      #expect(results.provenance.runID == before.provenance.runID)
      #expect(results.provenance.endedUTC != nil)
      #expect(try leftBehind(in: folder) == nil)
      unfinished = nil
    }
    for name in try folder.entries("output") {
      let results = try ResultSet(reading: folder.path("output/\(name)"))
      let planned = try Plan(reading: results.directory)
      #expect(planned.text == plan.text, "the same seed, the same order")
      try expect(results, planned)
      finished += 1
    }
    print(
      "resume campaign, \(command[1]): \(kills) moments in \(duration) s: \(killed) killed, "
        + "\(ended) over before; \(resumed) gone on with to the end; \(finished) results complete")
  }

  /// The unfinished run, whose every file has to parse; what was killed before it was named is none.
  private func leftBehind(in folder: Folder) throws -> String? {
    let partial = ((try? folder.entries("output")) ?? []).filter { $0.hasSuffix(".partial") }
    #expect(partial.count <= 1)
    for name in partial {
      #expect(throws: Never.self) { _ = try ResultSet(reading: folder.path("output/\(name)")) }
    }
    return partial.first.map { "output/\($0)" }
  }

  // MARK: What has to be there

  private struct Plan {
    struct Suite: Decodable {
      struct Pair: Decodable {
        let id: String
        let unavailable: String?
      }

      let rounds: Int
      let pairs: [Pair]
      let order: [[Int]]
    }

    private let data: Data
    /// The file, but for the guard band, which is calibrated by each process that begins a run.
    let text: String

    init(reading directory: String) throws {
      data = try Data(contentsOf: URL(filePath: "\(directory)/plan.json"))
      text = String(decoding: data, as: UTF8.self)
        .replacing(/"guardNanoseconds" : [0-9]+/, with: "")
    }

    func suite() throws -> Suite { try JSONDecoder().decode(Suite.self, from: data) }
  }

  private func expectEveryTurnOnce(_ results: ResultSet, _ plan: Plan) throws {
    let plan = try plan.suite()
    let pairs = plan.pairs.filter { $0.unavailable == nil }.map(\.id)
    let turns = pairs.flatMap { pair in (0..<plan.rounds).map { "\(pair) \($0)" } }
    for condition in Condition.allCases {
      let rows = results.rounds.filter { $0.condition == condition }
      #expect(rows.map { "\($0.pairID) \($0.round)" }.sorted() == turns.sorted())
    }
    for row in results.rounds {
      #expect(plan.pairs[plan.order[Int(row.round)][Int(row.position)]].id == row.pairID)
    }
    let windows = Dictionary(grouping: results.windows) { "\($0.pairID) \($0.round)" }
    #expect(Set(windows.keys) == Set(turns))
    for pair in pairs {
      let counts = (0..<plan.rounds).map { windows["\(pair) \($0)"]?.count }
      #expect(Set(counts).count == 1, "every round has the same windows")
    }
    let sentinel = results.sentinel.map {
      "\($0.pairID) \($0.round) \($0.moment) \($0.role)"
    }
    #expect(Set(sentinel).count == sentinel.count)
    #expect(Set(results.sentinel.map { "\($0.pairID) \($0.round)" }) == Set(turns))
    // Times of jobs are kept nowhere but as counts: all of them, and none twice.
    for cell in Set(results.rounds.map(\.cellID)) {
      let samples = results.rounds.filter { $0.cellID == cell }.reduce(0) { $0 + $1.samples }
      let counted = results.histogram.filter { $0.cellID == cell && $0.metric == "job_latency" }
        .reduce(0) { $0 + $1.count }
      #expect(counted == samples, "\(cell)")
    }
    #expect(Set(results.summary.map(\.pairID)) == Set(pairs))
  }

  private func expectNothingElseTwice(_ results: ResultSet) {
    let metrics = results.summary.map { "\($0.cellID) \($0.metric)" }
    #expect(Set(metrics).count == metrics.count)
    let proofs = results.verification.map(\.label)
    #expect(!proofs.isEmpty && Set(proofs).count == proofs.count)
    let floor = results.jitter.map { "\($0.moment) \($0.cpu) \($0.source) \($0.cause)" }
    #expect(Set(floor).count == floor.count)
    let bins = results.histogram.map { "\($0.cellID) \($0.metric) \($0.lowerNanoseconds)" }
    #expect(Set(bins).count == bins.count)
    #expect(results.events.count { $0.kind == "run_started" } == 1)
    let verified = results.events.filter { $0.kind == "verified" }.map(\.subject)
    #expect(verified.sorted() == proofs.sorted())
    #expect(results.events.last { $0.kind == "run_ended" }?.detail == "complete")
  }

  // MARK: What is run

  private static let suite = tinySuite(
    rounds: 6, policies: "baseline, gang: { window: 500us }", more: "controls: false")

  /// Called as the first step of every run is called.
  private static let deployment = """
    name: proofs
    hypervisor: type2
    cores: 1
    major_frame: 40ms
    rounds: 3
    phase: 80ms
    partitions:
      - { name: one, core: 0, applications: [{ name: a, workload: chase@16KiB, job: 512 }] }
      - { name: two, core: 0, applications: [{ name: b, workload: alu }] }
    schedule: { 0: [{ one: 20ms }, { two: 20ms }] }
    """
}

import Foundation
import Glibc
import Testing

/// A table of CSV by column name.
private struct Table {
  let rows: [[String: String]]

  init(_ text: String) {
    let lines = text.split(separator: "\n").map {
      $0.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
    }
    rows = lines.dropFirst().map { Dictionary(uniqueKeysWithValues: zip(lines[0], $0)) }
  }
}

extension [String: String] {
  fileprivate func number(_ column: String) -> Double? { self[column].flatMap(Double.init) }
}

@Suite("Measuring single workloads, end to end", .serialized, .timeLimit(.minutes(30)))
struct MeasureTests {
  private func measure(_ arguments: [String], in folder: Folder) throws -> Executable.Ending {
    try Executable.run(["measure"] + arguments, in: folder)
  }

  @Test(
    "A mistake is one clear line, exit code 1, and nothing is written",
    arguments: [
      (["chas"], "unknown workload 'chas'; did you mean 'chase'?"),
      (["qqqqqqqq"], "unknown workload 'qqqqqqqq'; `bulkhead list workloads` shows them"),
      (["chase@much"], "'chase@much': 'much' is not a size"),
      (["chase@L4"], "'chase@L4'"),
      (["alu@4KiB"], "'alu@4KiB': alu has no working set to choose; write alu"),
      (["chase@16KiB:0"], "behind `:` stand the accesses of a job"),
      (["chase@64TiB"], "chase@64TiB on 1 PUs needs 67108864 MiB for each"),
      (["chase", "--besid", "alu"], "Unknown option '--besid'. Did you mean '--beside'?"),
      (["chase", "--beside-cpus", "0"], "--beside-cpus needs --beside"),
      (["chase", "--together", "--recording"], "--together and --recording exclude each other"),
      (["chase", "--unrecorded", "--recording"], "--recording needs recorded jobs"),
      (["chase", "--unrecorded", "--jobs", "-"], "--unrecorded has no jobs for --jobs"),
      (["chase", "-c", "4096"], "CPU 4096: there is no such CPU"),
      (["chase", "-D", "1us"], "--duration takes 10ms to 24h, not '1us'"),
      ([], "WORKLOAD[@SIZE]"),
    ])
  func mistake(_ arguments: [String], says: String) throws {
    let folder = try Folder()
    let ending = try measure(arguments, in: folder)
    #expect(ending.status == 1)
    #expect(ending.output.isEmpty)
    #expect(ending.errorLines.count == 1, "\(ending.errors)")
    #expect(ending.errors.hasPrefix("bulkhead: "))
    #expect(ending.errors.contains(says), "\(ending.errors)")
    #expect(try folder.entries().isEmpty)
  }

  @Test("Each workload is a row whose numbers fit together, and nothing is left behind")
  func alone() throws {
    let folder = try Folder()
    let ending = try measure(
      ["chase@16KiB:256", "read@64KiB", "-D", "500ms", "--seed", "3", "-q", "--csv", "-"],
      in: folder
    )
    #expect(ending.status == 0)
    #expect(ending.errors.isEmpty)
    let rows = Table(ending.output).rows
    #expect(rows.map { $0["workload"] } == ["chase@16KiB:256", "read@64KiB"])
    #expect(rows.map { $0["working_set_bytes"] } == ["16384", "65536"])
    for row in rows {
      let p50 = try #require(row.number("p50_ns"))
      #expect(try #require(row.number("min_ns")) <= p50)
      // Too few jobs have no 99th percentile.
      if let p99 = row.number("p99_ns") { #expect(p50 <= p99) }
      #expect(try #require(row.number("jobs")) > 0)
      // One line for each access, and as much declared traffic.
      let accesses = try #require(row.number("accesses_per_s"))
      #expect(try abs(#require(row.number("mb_per_s")) - accesses * 64 / 1e6) <= 1e-6 * accesses)
    }
    #expect(try folder.entries().isEmpty)
  }

  @Test("Every job is a row, in the order of time, on the PU that was asked for")
  func jobs() throws {
    let folder = try Folder()
    let before = Date().timeIntervalSince1970 * 1e9
    let ending = try measure(
      ["chase@16KiB:4096", "-D", "500ms", "-q", "--jobs", "jobs.csv", "--csv", "rows.csv"],
      in: folder)
    let after = Date().timeIntervalSince1970 * 1e9
    #expect(ending.status == 0)
    #expect(ending.output.isEmpty)
    #expect(try folder.entries() == ["jobs.csv", "rows.csv"])
    let row = try #require(
      Table(String(contentsOfFile: folder.path("rows.csv"), encoding: .utf8)).rows.first)
    let jobs = Table(try String(contentsOfFile: folder.path("jobs.csv"), encoding: .utf8)).rows
    // The rows hold the jobs before settling too.
    #expect(try Double(jobs.count) >= #require(row.number("jobs")))
    let ends = jobs.compactMap { $0.number("end_unix_ns") }
    #expect(ends.count == jobs.count)
    #expect(ends == ends.sorted())
    #expect(ends.allSatisfy { (before...after).contains($0) })
    let cpus = Set(jobs.compactMap { $0["cpu"] }).subtracting([""])
    #expect(cpus.isSubset(of: [row["cpus"] ?? ""]))
    #expect(jobs.allSatisfy { ($0.number("ns_per_access") ?? 0) > 0 })
  }

  @Test("Without recording there is work and no job")
  func unrecorded() throws {
    let ending = try measure(
      ["read@64KiB", "--unrecorded", "-D", "500ms", "-q", "--csv", "-"], in: Folder())
    let row = try #require(Table(ending.output).rows.first)
    #expect(row["jobs"] == "")
    #expect(row["p50_ns"] == "")
    #expect(try #require(row.number("accesses_per_s")) > 0)
  }

  @Test("What recording costs is a ratio inside its interval, over every pair")
  func recording() throws {
    let ending = try measure(
      ["chase@16KiB", "--recording", "-D", "1s", "-q", "--csv", "-"], in: Folder())
    let row = try #require(Table(ending.output).rows.first)
    #expect(row["comparison"] == "recording")
    let ratio = try #require(row.number("ratio"))
    #expect(try (#require(row.number("ratio_low"))...#require(row.number("ratio_high"))) ~= ratio)
    #expect(try (1...50) ~= #require(row.number("pairs")))
  }

  @Test(
    "Beside another, both have run: a slowdown with its interval",
    .enabled(if: sysconf(Int32(_SC_NPROCESSORS_ONLN)) > 1, "two CPUs"))
  func beside() throws {
    let ending = try measure(
      ["chase@16KiB", "--beside", "write@4MiB", "-D", "1s", "-q", "--csv", "-"], in: Folder())
    let row = try #require(Table(ending.output).rows.first, "\(ending.errors)")
    #expect(row["comparison"] == "slowdown")
    #expect(row["beside"] == "write@4MiB")
    #expect(row["beside_cpus"] != row["cpus"])
    #expect(try #require(row.number("beside_mb_per_s")) > 0)
    #expect(try #require(row.number("ratio")) > 0)
    // A second holds four groups of four phases of 60 ms, and each group two pairs.
    #expect(try (1...8) ~= #require(row.number("pairs")))
  }
}

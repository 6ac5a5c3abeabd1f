import Foundation
import Results
import Statistics
import Testing

@Suite("The worst case of one's own times, end to end", .serialized)
struct WorstCaseTests {
  private func run(_ times: [Double], _ more: [String] = []) throws -> (Executable.Ending, Folder) {
    let folder = try Folder()
    try folder.write(
      "times.csv", "run,latency_us\n" + times.enumerated().map { "\($0),\($1)\n" }.joined())
    let ending = try Executable.run(
      ["worst-case", "--from", "times.csv", "--column", "latency_us", "--seed", "4", "-o", "out"]
        + more, in: folder)
    return (ending, folder)
  }

  private func uniform(_ count: Int, slope: Double = 0) -> [Double] {
    var generator = SplitMix64(seed: 3)
    return (0..<count).map { 100 + 6 * generator.nextUnit() + slope * Double($0) }
  }

  @Test("A good series ends in a curve, in nanoseconds, with table, rows, figure and report")
  func accepted() throws {
    let (ending, folder) = try run(uniform(5000), ["--deadline", "110us", "--virtual-machine"])
    #expect(ending.status == 0, "\(ending.errors)")
    let paths = try ending.paths()
    let results = try ResultSet(reading: folder.path(paths.results))
    #expect(ResultSet.verify(folder.path(paths.results)).isEmpty)
    let point = try #require(
      results.worstCase.first { $0.exceedancePerRun == 1e-6 && $0.isAccepted })
    // The end of these times is at 106 us.
    #expect((105_000...108_000).contains(point.upperNanoseconds ?? 0))
    #expect(point.isDescriptive && point.deadlineNanoseconds == 110_000)
    #expect(results.jobTimes.count == 5000 && results.worstCaseTests.count == 6)
    #expect(ending.output.contains("peaks over a threshold"))
    let report = try String(contentsOfFile: folder.path(paths.report), encoding: .utf8)
    #expect(report.contains("id=\"exceedance\""))
  }

  @Test("A series that drifts ends with 3, its codes, and its results all the same")
  func refused() throws {
    let (ending, folder) = try run(uniform(3000, slope: 0.005))
    #expect(ending.status == 3)
    #expect(ending.errors.contains("no curve: ") && ending.errors.contains("trend"))
    let results = try ResultSet(reading: folder.path(try ending.paths().results))
    #expect(results.worstCase.map(\.method) == [.highWaterMark, .series])
  }

  @Test("--unit says what a column without a unit counts, and wins over the name of one with it")
  func unit() throws {
    let folder = try Folder()
    try folder.write(
      "times.csv", "t,t_us\n" + uniform(1500).map { "\($0),\($0)\n" }.joined())
    for column in ["t", "t_us"] {
      let ending = try Executable.run(
        ["worst-case", "--from", "times.csv", "--column", column, "-u", "ms", "-o", column],
        in: folder)
      let results = try ResultSet(reading: folder.path(try ending.paths().results))
      let times = results.jobTimes.map(\.jobNanoseconds)
      // From 100 to 106 ms.
      #expect(times.count == 1500 && times.allSatisfy { (100e6...106e6).contains($0) })
    }
  }

  @Test(
    "Times that are none are named with their place, and nothing is written",
    arguments: [
      ("1\n-2\n", "times.csv:3:1: '-2' is negative"),
      ("1\n2e12\n", "times.csv:3:1: '2e12' is above 1e15 ns"),
      ("1\nsoon\n", "times.csv:3:1: 'soon' is no number"),
      ("", "times.csv:1: holds a header and no times"),
    ])
  func values(rows: String, message: String) throws {
    let folder = try Folder()
    try folder.write("times.csv", "t_us\n" + rows)
    let ending = try Executable.run(
      ["worst-case", "--from", "times.csv", "--column", "t_us"], in: folder)
    #expect(ending.status == 1 && ending.errors.contains(message), "\(ending.errors)")
    #expect(try folder.entries() == ["times.csv"])
  }

  @Test(
    "What cannot be asked is said before anything is measured",
    arguments: [
      (["worst-case"], "name a workload"),
      (["worst-case", "chase", "--runs", "10"], "1000 to 1000000"),
      (["worst-case", "--from", "x.csv"], "--from needs --column"),
      (["worst-case", "chase", "--rate", "often"], "--rate takes"),
      (["worst-case", "chase", "--exceedance", "0.5"], "1e-15 to 0.01"),
      (["worst-case", "--from", "none.csv", "--column", "t_us"], "none.csv"),
      (["worst-case", "--from", "none.csv", "--column", "t", "--unit", "ms"], "none.csv"),
      (
        ["worst-case", "--from", "x.csv", "--column", "latency"],
        "--column latency: its last word must be the unit: _ns, _us, _ms or _s, or say it with --unit us"
      ),
      (["worst-case", "--from", "x.csv", "--column", "t_us", "--unit", "min"], "'min'"),
      (["worst-case", "chase", "--unit", "us"], "--unit needs --from"),
      (
        ["worst-case", "chase", "--from", "x.csv", "--column", "t_us"],
        "give a workload or --from, not both"
      ),
      (["worst-case", "--from", "x.csv", "--column", "t_us", "--runs", "2000"], "--runs counts"),
    ])
  func mistakes(arguments: [String], message: String) throws {
    let folder = try Folder()
    let ending = try Executable.run(arguments, in: folder)
    #expect(ending.status == 1 && ending.errors.contains(message), "\(ending.errors)")
    #expect(try folder.entries().isEmpty)
  }
}

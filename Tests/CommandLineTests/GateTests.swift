import Foundation
import Results
import SyntheticRuns
import Testing

@Suite("Gates and their exit codes", .timeLimit(.minutes(30)))
struct GateTests {
  private func run(_ slowdown: Double = 1, seed: UInt64 = 1, spread: Double = 0.01) -> SyntheticRun
  {
    var run = SyntheticRun()
    (run.seed, run.spread) = (seed, spread)
    run.policies = ["baseline", "gang"]
    run.slowdown = { $0 == 0 ? slowdown : 1 }
    return run
  }

  private func write(
    _ run: SyntheticRun, in folder: Folder, topology: String = machine(cores: 4),
    provenance change: (inout Provenance) -> Void = { _ in }
  ) throws -> String {
    try run.write(in: folder.url.path, topology: topology, provenance: change)
  }

  private func compare(_ arguments: String..., in folder: Folder) throws -> Executable.Ending {
    try Executable.run(["compare"] + arguments, in: folder)
  }

  // MARK: One run

  @Test("0 when the limit is kept, 2 when it is broken, 3 when the data do not settle it")
  func slowdown() throws {
    let folder = try Folder()
    let results = try write(run(1.5), in: folder)
    let broken = try compare(results, "--fail-slowdown", "1.2", in: folder)
    #expect(broken.status == 2)
    #expect(broken.errors.isEmpty)
    let line = try #require(broken.outputLines.first { $0.hasPrefix("FAIL ") })
    #expect(line.contains("slowdown p50 at most 1.20: 1."))
    #expect(line.hasSuffix(", chase@16KiB beside write@64MiB under baseline; 1 of 2 cells"))

    let kept = try compare(results, "--fail-slowdown", "1.7", in: folder)
    #expect(kept.status == 0)
    #expect(kept.output.contains("\nPASS          slowdown p50 at most 1.70: 1."))
    let gang = try compare(
      results, "--fail-slowdown", "1.2", "--gate-policies", "gang", in: folder)
    #expect(gang.status == 0)

    let noisy = try write(run(1.2, seed: 2, spread: 0.1), in: folder)
    let open = try compare(noisy, "--fail-slowdown", "1.21", in: folder)
    #expect(open.status == 3)
    #expect(open.output.contains("\nINCONCLUSIVE  slowdown p50 at most 1.21: "))
    #expect(open.output.contains("more round"))
  }

  @Test("Job times: one broken limit is 2 whatever the others are; CSV leaves the gates to stderr")
  func jobs() throws {
    let folder = try Folder()
    let results = try write(run(1.5), in: folder)
    let ending = try compare(
      results, "--fail-over", "p99.9=25us", "--fail-over", "job:p50=1ms", "--fail-over",
      "start:p99=1us", "--csv", "-", in: folder)
    #expect(ending.status == 2)
    #expect(ending.output.hasPrefix("policy,victim,"))
    #expect(!ending.output.contains("FAIL"))
    let words = ending.errorLines.filter { !$0.hasPrefix(" ") }.map { $0.split(separator: " ")[0] }
    #expect(words.prefix(3) == ["FAIL", "PASS", "INCONCLUSIVE"])
    let few = try write(
      {
        var few = run(1, seed: 3)
        few.samples = 500
        return few
      }(), in: folder)
    let unsupported = try compare(few, "--fail-over", "p99.9=25us", in: folder)
    #expect(unsupported.status == 3)
    #expect(
      unsupported.output.replacing("\n              ", with: " ").contains(
        "p99.9 needs 10000 jobs in every round, and the least had 500"))
  }

  @Test("A directory that was left partial passes no gate")
  func partial() throws {
    let folder = try Folder()
    let results = try write(run(), in: folder)
    try FileManager.default.removeItem(atPath: "\(results)/datapackage.json")
    let ending = try compare(results, "--fail-slowdown", "1.2", in: folder)
    #expect(ending.status == 3)
    #expect(ending.output.contains("the run did not reach its end"))
  }

  @Test(
    "A gate that cannot be asked is one line and exit code 1",
    arguments: [
      (["--fail-slowdown", "20%"], "a ratio of at least 1, such as 1.2 or p99=1.5, not '20%'"),
      (["--fail-slowdown", "0.9"], "a ratio of at least 1"),
      (["--fail-slowdown", "p95=1.2"], "kept at p50, p90, p99, p99.9, not at 'p95'"),
      (["--fail-slowdown", "max=2"], "not at 'max'"),
      (["--fail-over", "50us"], "a quantile and a time, such as p99.9=50us"),
      (["--fail-over", "p999=50us"], "a quantile and a time"),
      (["--fail-over", "p99=50 parsecs"], "`parsecs` is not a unit of time"),
      (["--fail-over", "p99=0"], "--fail-over takes 1ns to 1h"),
      (["--fail-over", "p99.99=50us"], "not at 'p99.99'"),
      (["--fail-over", "stat:p99=50us"], "unknown metric 'stat'; did you mean 'start'?"),
      (["--fail-over", "end:p99=50us"], "known are job and start"),
      (["--gate-policies", "gang"], "--gate-policies is for gates"),
      (
        ["--fail-slowdown", "1.2", "--gate-policies", "gagn"],
        "unknown policy 'gagn'; did you mean 'gang'?"
      ),
      (["--fail-regression", "5%"], "needs two runs"),
      (["OTHER", "--fail-regression", "5"], "a share in percent, such as 5% or p99=10%, not '5'"),
      (["OTHER", "--fail-regression=-5%"], "such as 5% or p99=10%, not '-5%'"),
      (["OTHER", "--fail-slowdown", "1.2"], "--fail-slowdown judges one run"),
      (["OTHER", "--fail-over", "p50=1ms"], "--fail-over judges one run"),
    ])
  func mistakes(arguments: [String], says: String) throws {
    let folder = try Folder()
    let results = try write(run(), in: folder)
    let ending = try Executable.run(
      ["compare", results] + arguments.map { $0 == "OTHER" ? results : $0 }, in: folder)
    #expect(ending.status == 1)
    #expect(ending.output.isEmpty)
    try #require(ending.errorLines.count == 1, "\(ending.errors)")
    #expect(ending.errorLines[0].contains(says), "\(ending.errors)")
  }

  @Test("A run refuses gates that make no sense before it measures anything")
  func beforeRunning() throws {
    let folder = try Folder()
    try folder.write("tiny.yaml", tinySuite())
    for arguments in [
      ["--fail-slowdown", "fast"],
      ["--fail-slowdown", "1.2", "--gate-policies", "flush"],
      ["--fail-over", "p99=never"],
    ] {
      let ending = try Executable.run(["run", "tiny.yaml", "-o", "out"] + arguments, in: folder)
      #expect(ending.status == 1)
      #expect(ending.errorLines.count == 1, "\(ending.errors)")
      #expect(!(try folder.entries().contains("out")))
    }
    let plan = try Executable.run(
      ["run", "tiny.yaml", "--dry-run", "--fail-slowdown", "1.2"], in: folder)
    #expect(plan.status == 0)
  }

  @Test("A run judges its gates after its table, also when it is quiet, and ends with their code")
  func afterRunning() throws {
    let folder = try Folder()
    try folder.write("tiny.yaml", tinySuite(more: "controls: false"))
    // Two rounds have no interval over ranks: nothing that they measure can settle this.
    let ending = try Executable.run(
      ["run", "tiny.yaml", "--seed", "7", "-o", "out", "-q", "--fail-over", "p50=1h"], in: folder)
    #expect(ending.status == 3, "\(ending.errors)")
    #expect(ending.outputLines.first?.hasPrefix("INCONCLUSIVE  job time p50 at most ") == true)
    let results = try ending.paths().results
    let again = try compare(results, "--fail-over", "p50=1h", in: folder)
    #expect(again.status == 3)
  }

  // MARK: Two runs

  @Test("A regression that is shown is 2, an improvement 0, and what is open 3")
  func regression() throws {
    let folder = try Folder()
    let old = try write(run(2), in: folder)
    let worse = try write(run(2.4, seed: 2), in: folder)
    let fails = try compare(old, worse, "--fail-regression", "5%", in: folder)
    #expect(fails.status == 2)
    #expect(fails.output.contains("\nFAIL          slowdown p50 new over old at most 1.05: 1."))
    #expect(fails.output.contains("seed: 1, now 2"))
    #expect(fails.output.contains("1 worse, 0 better"))
    #expect(try compare(worse, old, "--fail-regression", "5%", in: folder).status == 0)
    #expect(try compare(old, worse, in: folder).status == 0)
    let noisy = try write(run(2, seed: 3, spread: 0.3), in: folder)
    #expect(try compare(old, noisy, "--fail-regression", "p50=1%", in: folder).status == 3)

    let csv = try compare(old, worse, "--csv", "-", in: folder)
    let lines = csv.outputLines
    #expect(lines[0].hasPrefix("policy,victim,aggressor,control,metric,unit,old,new,ratio,"))
    #expect(
      lines.contains { $0.hasPrefix("baseline,chase@16KiB,write@64MiB,none,slowdown_p50,") })
    #expect(lines[1].hasSuffix(",worse,"))
  }

  @Test("Runs that cannot be compared are exit code 1, with every fact that differs")
  func refused() throws {
    let folder = try Folder()
    let old = try write(run(), in: folder)
    let new = try write(run(seed: 2), in: folder, topology: machine(cores: 2)) {
      $0.workloadVersions?["chase"] = 2
      $0.kernel = "another"
    }
    let ending = try compare(old, new, "--fail-regression", "5%", in: folder)
    #expect(ending.status == 1)
    #expect(ending.output.isEmpty)
    #expect(ending.errorLines.count == 1)
    #expect(ending.errors.contains("topology, PUs: 0-3, now 0-1"))
    #expect(ending.errors.contains("workload chase: version 1, now version 2"))
    #expect(!ending.errors.contains("another"))

    let kernel = try write(run(seed: 3), in: folder) { $0.kernel = "another" }
    let said = try compare(old, kernel, in: folder)
    #expect(said.status == 0)
    #expect(said.output.contains("kernel: not stated, now another"))
  }
}

/// hwloc's XML of a machine with so many cores and nothing else.
private func machine(cores: Int) -> String {
  func sets(_ bits: Int) -> String {
    ["cpuset", "complete_cpuset"].map { "\($0)=\"0x\(String(bits, radix: 16))\"" }
      .joined(separator: " ") + " nodeset=\"0x1\" complete_nodeset=\"0x1\""
  }
  let all = sets(1 << cores - 1)
  let list = (0..<cores).map { core in
    """
    <object type="Core" os_index="\(core)" \(sets(1 << core)) gp_index="\(10 + 2 * core)">
    <object type="PU" os_index="\(core)" \(sets(1 << core)) gp_index="\(11 + 2 * core)"/>
    </object>
    """
  }
  return """
    <?xml version="1.0" encoding="UTF-8"?>
    <!DOCTYPE topology SYSTEM "hwloc2.dtd">
    <topology version="2.0">
    <object type="Machine" os_index="0" \(all) allowed_cpuset="0x\(String(1 << cores - 1, radix: 16))" allowed_nodeset="0x1" gp_index="1">
    <object type="NUMANode" os_index="0" \(all) gp_index="2" local_memory="1073741824"/>
    \(list.joined(separator: "\n"))
    </object>
    </topology>

    """
}

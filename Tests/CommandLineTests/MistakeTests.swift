import Foundation
import Glibc
import Testing

/// What a user gets wrong, and what has to come of it.
struct Mistake: Sendable, CustomTestStringConvertible {
  let testDescription: String
  let arguments: [String]
  /// Parts that the line has to have.
  let says: [String]
  var environment: [String: String] = [:]

  init(
    _ description: String, _ arguments: [String], says: [String],
    environment: [String: String] = [:]
  ) {
    testDescription = description
    self.arguments = arguments
    self.says = says
    self.environment = environment
  }
}

@Suite("A mistake is one clear line, exit code 1, and nothing left behind")
struct MistakeTests {
  /// Every file that the mistakes name; `output` is where results would go.
  private func folder() throws -> Folder {
    let folder = try Folder()
    try folder.write("good.yaml", tinySuite())
    try folder.write("bad-key.yaml", "roudns: 2\n" + tinySuite())
    try folder.write("bad-policy.yaml", tinySuite(policies: "baseline, pined"))
    try folder.write("bad-workload.yaml", tinySuite(victims: "chas@16KiB"))
    try folder.write("zero-phase.yaml", tinySuite(phase: "0"))
    try folder.write("zero-window.yaml", tinySuite(window: "0"))
    try folder.write("long-guard.yaml", tinySuite(more: "guard: 600us"))
    try folder.write("huge.yaml", tinySuite(victims: "chase@64TiB"))
    try folder.write("huger.yaml", tinySuite(victims: "'chase@99999999999999999*L2'"))
    try folder.write("latin-1.yaml", Array("name: caf".utf8) + [0xE9, 0x0A])
    try folder.write("empty.yaml", "")
    try folder.write("plain-file", "")
    try folder.makeFolder("folder")
    try folder.makeFolder("output")
    return folder
  }

  private func check(_ mistake: Mistake, in folder: Folder) throws {
    let before = try folder.entries()
    let ending = try Executable.run(
      mistake.arguments, in: folder, environment: mistake.environment)
    #expect(ending.status == 1)
    #expect(ending.output.isEmpty)
    try #require(ending.errorLines.count == 1, "\(ending.errors)")
    let line = ending.errorLines[0]
    #expect(line.hasPrefix("bulkhead: "))
    #expect(ending.errors.hasSuffix("\n"))
    for part in mistake.says { #expect(line.contains(part), "\(line)") }
    #expect(try folder.entries() == before)
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path("output")).isEmpty)
  }

  @Test(
    "A suite that is wrong",
    arguments: [
      Mistake(
        "a key that does not exist", ["bad-key.yaml"],
        says: ["bad-key.yaml:1:1: roudns", "did you mean `rounds`?"]),
      Mistake(
        "a file that is not there", ["missing.yaml"],
        says: ["missing.yaml: no such file", "suites and deployments"]),
      Mistake("a directory for a file", ["folder"], says: ["folder: is a directory"]),
      Mistake(
        "a file that is not UTF-8", ["latin-1.yaml"],
        says: ["latin-1.yaml:1:10: byte 0xE9 is not UTF-8"]),
      Mistake("an empty file", ["empty.yaml"], says: ["empty.yaml: is empty"]),
      Mistake(
        "a policy that does not exist", ["bad-policy.yaml"],
        says: ["bad-policy.yaml:4:", "unknown policy `pined`; did you mean `pinned`?"]),
      Mistake(
        "a workload that does not exist", ["bad-workload.yaml"],
        says: ["bad-workload.yaml:5:", "unknown workload `chas`; did you mean `chase`?"]),
      Mistake(
        "phases of no length", ["zero-phase.yaml"],
        says: ["zero-phase.yaml:2:8: phase: `0` is out of range", "1ms to 10s"]),
      Mistake(
        "windows of no length", ["zero-window.yaml"],
        says: ["zero-window.yaml:4:", "policies.gang.window", "longer than 0"]),
      Mistake(
        "a precision and rounds", ["--precision", "2%", "--rounds", "20"],
        says: ["--precision chooses the rounds itself", "--rounds", "--budget"]),
      Mistake(
        "a precision and a duration", ["--precision", "2%", "-D", "1m"],
        says: ["--precision chooses the rounds itself", "--duration", "--budget"]),
      Mistake(
        "a budget for nothing", ["--budget", "5m"],
        says: ["--budget is the limit of --precision", "write -D 5m"]),
      Mistake(
        "a budget that does not hold the pilot", ["--precision", "2%", "--budget", "1s"],
        says: ["a budget of 1 s does not hold the pilot: 8 rounds take about"]),
      Mistake(
        "a precision that is no percentage", ["--precision", "0.02"],
        says: ["--precision: `0.02` is not a percentage"]),
      Mistake(
        "a precision of nothing", ["--precision", "0%"],
        says: ["--precision takes 0.01% to 100%, not '0%'"]),
      Mistake(
        "a guard that swallows its window", ["long-guard.yaml"],
        says: ["long-guard.yaml:7:8: guard", "600 us leaves nothing of a window of 500 us"]),
      Mistake(
        "a working set larger than memory", ["huge.yaml"],
        says: ["huge.yaml:5:", "chase@64TiB needs 67108864 MiB", "MiB of memory are available"]),
      Mistake(
        "a working set larger than an address space", ["huger.yaml"],
        says: ["huger.yaml:5:"]),
    ])
  func suite(_ mistake: Mistake) throws {
    let arguments = ["run"] + mistake.arguments + ["-o", "output"]
    try check(Mistake("", arguments, says: mistake.says), in: folder())
  }

  @Test(
    "An option of run that is wrong",
    arguments: [
      Mistake("a CPU that no machine has", ["-c", "99999"], says: ["-c", "8191"]),
      Mistake(
        "a CPU that this machine has not", ["-c", "4096"],
        says: ["CPU 4096: there is no such CPU (usable here: "]),
      Mistake(
        "the first CPU behind the last", ["-c", "\(sysconf(Int32(_SC_NPROCESSORS_CONF)))"],
        says: ["CPU \(sysconf(Int32(_SC_NPROCESSORS_CONF))): ", "usable here: "]),
      Mistake("no CPU at all", ["-c", ""], says: ["-c", "empty", "1-3,5"]),
      Mistake(
        "every CPU for housekeeping", ["-c", ownCPU, "-H", ownCPU],
        says: ["--housekeeping \(ownCPU) leaves none of CPU \(ownCPU)"]),
      Mistake("a duration of zero", ["--duration", "0"], says: ["--duration", "1ms to 24h"]),
      Mistake(
        "a duration that is none", ["-D", "soon"], says: ["--duration: `soon` is not a time"]),
      Mistake("no rounds", ["--rounds", "0"], says: ["--rounds takes a number from 1 to 10000"]),
      Mistake(
        "a guard that swallows its window", ["--guard", "1ms"],
        says: ["--guard: a guard of 1000 us leaves nothing of a window of 500 us"]),
      Mistake(
        "a policy that does not exist", ["--policies", "pined"],
        says: ["unknown policy 'pined'; did you mean 'pinned'?"]),
      Mistake(
        "a policy named twice", ["--policies", "pinned,pinned"],
        says: ["--policies names pinned twice"]),
      Mistake(
        "an enforcer that does not exist", ["--enforcer", "timr"],
        says: ["unknown enforcer 'timr'; did you mean 'timer'?"]),
      Mistake("a seed that is no number", ["--seed", "x"], says: ["--seed", "whole number"]),
      Mistake(
        "an option that does not exist", ["--polices", "pinned"],
        says: ["Unknown option '--polices'. Did you mean '--policies'?", "bulkhead run --help"]),
      Mistake("a second suite", ["good.yaml"], says: ["Unexpected argument 'good.yaml'"]),
      Mistake(
        "a topology that is another machine's", [],
        says: ["this topology is not this machine", "HWLOC_SYNTHETIC"],
        environment: ["HWLOC_SYNTHETIC": "pack:1 core:2 pu:1"]),
    ])
  func option(_ mistake: Mistake) throws {
    let arguments = ["run", "good.yaml", "-o", "output"] + mistake.arguments
    try check(
      Mistake("", arguments, says: mistake.says, environment: mistake.environment), in: folder())
  }

  @Test(
    "An option of contention that is wrong",
    arguments: [
      Mistake(
        "one PU, which shares with nobody", ["-c", ownCPU],
        says: ["contention needs two PUs, and only CPU \(ownCPU) may be used"]),
      Mistake(
        "a CPU that this machine has not", ["-c", "4096"],
        says: ["CPU 4096: there is no such CPU (usable here: "]),
      Mistake("a duration of zero", ["-D", "0"], says: ["--duration takes 100ms to 24h, not '0'"]),
      Mistake(
        "a duration that is none", ["--duration", "soon"],
        says: ["--duration: `soon` is not a time"]),
      Mistake("a seed that is no number", ["--seed", "-1"], says: ["--seed"]),
      Mistake("a suite", ["good.yaml"], says: ["Unexpected argument 'good.yaml'"]),
      Mistake(
        "an option that does not exist", ["--durration", "5"],
        says: ["Unknown option '--durration'. Did you mean '--duration'?"]),
    ])
  func contention(_ mistake: Mistake) throws {
    try check(
      Mistake("", ["contention", "-o", "output"] + mistake.arguments, says: mistake.says),
      in: folder())
  }

  @Test(
    "An output directory that cannot be written",
    arguments: [
      Mistake(
        "its parent is missing", ["missing/output"],
        says: ["missing/output", "missing: ", "no such file or directory"]),
      Mistake("it is a file", ["plain-file"], says: ["plain-file", "not a directory"]),
      Mistake(
        "its parent is a file", ["plain-file/output"],
        says: ["plain-file/output", "not a directory"]),
    ])
  func output(_ mistake: Mistake) throws {
    try check(
      Mistake("", ["run", "good.yaml", "-o"] + mistake.arguments, says: mistake.says), in: folder())
  }

  @Test(
    "An output directory that belongs to somebody else",
    .enabled(if: geteuid() != 0, "root may write everywhere"))
  func forbidden() throws {
    let folder = try folder()
    unsafe chmod(folder.path("folder"), 0o555)
    for output in ["folder", "folder/new"] {
      try check(
        Mistake("", ["run", "good.yaml", "-o", output], says: [output, "permission denied"]),
        in: folder)
    }
  }

  @Test(
    "A command or an argument that is wrong",
    arguments: [
      Mistake(
        "a command that does not exist", ["lits"],
        says: ["unknown command 'lits'; did you mean 'list'?"]),
      Mistake(
        "help on a command that does not exist", ["help", "rnu"],
        says: ["unknown command 'rnu'; did you mean 'run'?"]),
      Mistake("a list that does not exist", ["list", "policy"], says: ["'policy'", "policies"]),
      Mistake(
        "a name that nothing has", ["explain", "slided"],
        says: ["unknown name 'slided'; did you mean 'sliced'?"]),
      Mistake("no name", ["explain"], says: ["NAME", "bulkhead explain --help"]),
      Mistake(
        "an XML file that is none", ["topology", "--xml", "good.yaml"],
        says: ["good.yaml: ", "<topology>"]),
      Mistake(
        "an XML file that is not there", ["topology", "--xml", "missing.xml"],
        says: ["missing.xml: No such file"]),
      Mistake(
        "a synthetic string that is none", ["topology", "--synthetic", "pack:x"],
        says: ["synthetic topology \"pack:x\"", "core:4 pu:2"]),
      Mistake(
        "two machines at once", ["topology", "--xml", "a.xml", "--synthetic", "core:2 pu:1"],
        says: ["--xml and --synthetic describe two machines; give one"]),
      Mistake(
        "one PU to share with nobody", ["topology", "--sharing", "0"],
        says: ["--sharing takes two PUs"]),
      Mistake(
        "a PU that is not there", ["topology", "--synthetic", "core:2 pu:1", "--sharing", "0,7"],
        says: ["CPU 7: there is no such CPU"]),
      Mistake(
        "doctor for another machine", ["doctor"],
        says: ["this topology is not this machine", "HWLOC_SYNTHETIC"],
        environment: ["HWLOC_SYNTHETIC": "pack:1 core:2 pu:1"]),
      Mistake(
        "doctor for a CPU that is not there", ["doctor", "-c", "4096"],
        says: ["CPU 4096: there is no such CPU"]),
    ])
  func argument(_ mistake: Mistake) throws {
    try check(mistake, in: folder())
  }

  @Test(
    "An option of sweep that is wrong",
    arguments: [
      Mistake(
        "an aggressor that does not exist", ["--aggressor", "writ@2*L3"],
        says: ["unknown workload 'writ'; did you mean 'write'?"]),
      Mistake(
        "an aggressor's size that is none", ["--aggressor", "write@big"],
        says: ["--aggressor: 'big' is not a size", "L2/2"]),
      Mistake(
        "an aggressor's size that this machine cannot resolve", ["--aggressor", "write@L4"],
        says: ["--aggressor: 'L4' needs the size of L4"]),
      Mistake(
        "a largest size that is none", ["--max", "huge"], says: ["--max: 'huge' is not a size"]),
      Mistake(
        "a largest size with no curve below it", ["--max", "64KiB"],
        says: ["--max takes a size from 1MiB, not '64KiB'"]),
      Mistake(
        "a largest size beyond memory", ["--max", "64TiB"],
        says: ["--max 64TiB is more than half of the memory"]),
      Mistake("no time", ["-D", "0"], says: ["--duration takes 1s to 24h, not '0'"]),
      Mistake("a CPU that is not there", ["-c", "4096"], says: ["CPU 4096: there is no such CPU"]),
      Mistake(
        "an output that is no directory", ["-o", "plain-file/x"],
        says: ["plain-file", "cannot make a results directory"]),
    ])
  func sweep(_ mistake: Mistake) throws {
    try check(
      Mistake(mistake.testDescription, ["sweep"] + mistake.arguments, says: mistake.says),
      in: folder())
  }

  @Test(
    "An option of jitter that is wrong",
    arguments: [
      Mistake("no time", ["-D", "0"], says: ["--duration takes 20ms to 24h, not '0'"]),
      Mistake("a time that is none", ["-D", "long"], says: ["--duration: `long` is not a time"]),
      Mistake("deadlines without distance", ["-i", "0"], says: ["--interval takes 20us to 1s"]),
      Mistake(
        "fewer than two deadlines", ["-D", "1s", "-i", "300ms"],
        says: ["--interval 300ms leaves fewer than two deadlines in --duration 1s"]),
      Mistake(
        "a priority that the kernel does not have", ["--priority", "100"],
        says: ["--priority takes a number from 0 to 99, not '100'"]),
      Mistake("a CPU that is not there", ["-c", "4096"], says: ["CPU 4096: there is no such CPU"]),
      Mistake(
        "every CPU for housekeeping", ["-c", ownCPU, "-H", ownCPU],
        says: ["--housekeeping \(ownCPU) leaves none of CPU \(ownCPU)"]),
      Mistake(
        "an option that does not exist", ["--intervall", "1ms"],
        says: ["Unknown option '--intervall'. Did you mean '--interval'?"]),
      Mistake(
        "results below a file", ["-o", "plain-file"], says: ["plain-file", "not a directory"]),
    ])
  func jitter(_ mistake: Mistake) throws {
    let arguments = ["jitter", "-o", "output"] + mistake.arguments
    try check(Mistake("", arguments, says: mistake.says), in: folder())
  }

  @Test(
    "Reading results where there are none", arguments: ["compare", "report", "plot"],
    [
      ("folder", "folder: not a results directory; it has no env/provenance.json"),
      ("missing", "missing: not a results directory"),
      ("good.yaml", "good.yaml: not a results directory"),
    ])
  func noResults(_ command: String, _ place: (String, String)) throws {
    try check(Mistake("", [command, place.0], says: [place.1]), in: folder())
  }
}

/// A CPU that this process may use: `taskset` may have left it any.
private let ownCPU: String = {
  let status = (try? String(contentsOfFile: "/proc/self/status", encoding: .utf8)) ?? ""
  let list = status.split(separator: "\n").first { $0.hasPrefix("Cpus_allowed_list:") } ?? ""
  let first = list.drop { !$0.isNumber }.prefix { $0.isNumber }
  return first.isEmpty ? "0" : String(first)
}()

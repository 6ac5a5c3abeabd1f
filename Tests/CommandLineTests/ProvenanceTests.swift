import Foundation
import Testing

/// Facts read here by other means than the product's: straight from the files that the kernel's documentation names.
@Suite("The provenance of a run")
struct ProvenanceTests {
  @Test("It holds every fact that the machine tells, and nothing where it tells none")
  func facts() throws {
    let folder = try Folder()
    try folder.write("tiny.yaml", tinySuite())
    let arguments = ["run", "tiny.yaml", "--seed", "18446744073709551615", "-o", "out", "-q"]
    let ending = try Executable.run(arguments, in: folder)
    try #require(ending.status == 0, "\(ending.errors)")
    let file = folder.path("\(try ending.paths().results)/env/provenance.json")
    let facts = try #require(
      try JSONSerialization.jsonObject(with: Data(contentsOf: URL(filePath: file)))
        as? [String: Any])
    func text(_ name: String) -> String? { facts[name] as? String }

    #expect(text("cpuModel") == cpuinfo("model name") ?? "")
    #expect(text("microcode") == cpuinfo("microcode"))
    // What follows `--` is for init, not for the kernel, and may hold its secrets.
    #expect(
      text("kernelCommandLine")
        == line("/proc/cmdline")?.split(separator: " -- ").first.map(String.init))
    #expect(try text("kernel")?.contains(#require(line("/proc/sys/kernel/osrelease"))) == true)
    #expect(
      text("clockSource")
        == line("/sys/devices/system/clocksource/clocksource0/current_clocksource") ?? "")
    #expect((text("governor") == nil) == (line("\(cpu)/cpu0/cpufreq/scaling_governor") == nil))
    let turbo = line("\(cpu)/intel_pstate/no_turbo") ?? line("\(cpu)/cpufreq/boost")
    #expect((text("turbo") == nil) == (turbo == nil))
    #expect(text("smt") == line("\(cpu)/smt/control"))
    #expect(text("isolatedCPUs") ?? "" == line("\(cpu)/isolated") ?? "")
    if let pages = line("/sys/kernel/mm/transparent_hugepage/enabled") {
      #expect(pages.contains("[\(text("transparentHugePages") ?? "none")]"))
    } else {
      #expect(text("transparentHugePages") == nil)
    }
    let vulnerabilities =
      (try? FileManager.default.contentsOfDirectory(atPath: "\(cpu)/vulnerabilities")) ?? []
    let mitigations = facts["mitigations"] as? [String: String] ?? [:]
    #expect(mitigations.keys.sorted() == vulnerabilities.sorted())
    #expect(
      mitigations.allSatisfy { line("\(cpu)/vulnerabilities/\($0.key)") == $0.value },
      "\(mitigations)")
    #expect((text("hypervisor") != nil) == (cpuinfo("flags") ?? "").contains("hypervisor"))
    #expect(text("resctrl")?.isEmpty == false)
    if let runtime = line("/proc/sys/kernel/sched_rt_runtime_us"), let runtime = Int(runtime),
      runtime >= 0
    {
      #expect(text("realTimeThrottling")?.hasPrefix("\(runtime) ") == true)
    }

    #expect(text("seed") == "18446744073709551615")
    #expect((facts["arguments"] as? [String]).map { Array($0.dropFirst()) } == arguments)
    let tool = try #require(facts["tool"] as? [String: String])
    #expect(Set(tool.keys) == ["version", "commit", "buildConfiguration", "compiler"])
    #expect(["debug", "release"].contains(tool["buildConfiguration"]))
    let compilers = try #require(tool["compiler"]).split(separator: "; C by ")
    #expect(compilers.count == 2)
    // Only `make` knows the version, and hands it to these tests, too.
    let swift = ProcessInfo.processInfo.environment["BULKHEAD_COMPILER"]
    #expect(swift == nil || compilers.first.map(String.init) == swift)
  }

  private let cpu = "/sys/devices/system/cpu"

  private func line(_ path: String) -> String? {
    guard let text = try? String(contentsOfFile: path, encoding: .utf8) else { return nil }
    let line = text.trimmingCharacters(in: .whitespacesAndNewlines)
    return line.isEmpty ? nil : line
  }

  /// The first processor's word on `name`.
  private func cpuinfo(_ name: String) -> String? {
    line("/proc/cpuinfo")?.split(separator: "\n").lazy
      .map { $0.split(separator: ":", maxSplits: 1) }
      .first { $0[0].trimmingCharacters(in: .whitespaces) == name }
      .flatMap { $0.last?.trimmingCharacters(in: .whitespaces) }
  }
}

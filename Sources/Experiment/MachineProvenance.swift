import HardwareTopology
import Platform
public import Results
import Workloads

extension Provenance {
  /// The facts of the machine and of this binary, for a run that starts now.
  public init(
    machine: Machine, command: String, seed: UInt64, arguments: [String], notes: [String],
    identity: RunIdentity = .now()
  ) {
    let facts = machine.facts
    self.init(
      identity, host: facts.hostName, seed: seed,
      tool: Tool(
        version: BuildFacts.version, commit: BuildFacts.commit,
        buildConfiguration: BuildFacts.configuration, compiler: BuildFacts.compiler))
    self.command = command
    self.arguments = arguments
    kernel = facts.kernel
    kernelCommandLine = facts.kernelCommandLine
    cpuModel = facts.processor.model
    microcode = facts.processor.microcode
    hypervisor = facts.hypervisor
    clockSource = facts.clockSource.current
    governor = facts.governors.isEmpty ? nil : facts.governors.joined(separator: " ")
    turbo = facts.turboEnabled.map { $0 ? "on" : "off" }
    smt = facts.multithreading.control.isEmpty ? nil : facts.multithreading.control
    transparentHugePages = facts.memory.transparentHugePages
    isolatedCPUs = facts.isolatedCPUs.isEmpty ? nil : facts.isolatedCPUs
    mitigations = facts.mitigations
    realTimeThrottling = facts.realTimeThrottling.map {
      $0.isOff ? "off" : "\($0.runtimeMicroseconds) of \($0.periodMicroseconds) us"
    }
    resctrl =
      switch facts.resctrl {
      case .absent: "absent"
      case .unmounted: "not mounted"
      case .mounted(let path): "mounted at \(path)"
      }
    lockedMemoryLimitBytes = facts.privileges.lockedMemoryLimitBytes.map { Int64(clamping: $0) }
    privileged = facts.privileges.isRoot
    usableCPUs = machine.usable.description
    tscMegahertz = machine.scale.ticksPerNanosecond * 1000
    workloadVersions = Dictionary(
      uniqueKeysWithValues: WorkloadCatalogue.all.map { ($0.name, $0.version) })
    self.notes = notes
  }
}

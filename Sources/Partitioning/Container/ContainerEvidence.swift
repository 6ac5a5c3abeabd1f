import Glibc
import Platform

/// An independent reading of what keeps a container apart, taken from outside while it lives.
public struct ContainerEvidence: Sendable, Equatable {
  /// Names below `/proc/PID/ns` whose namespace is not the harness's.
  public var ownNamespaces: [String]
  /// The PUs that its control group leaves it; `nil` without one.
  public var cpuList: String?
  /// The limit that its control group has in force; `nil` without one.
  public var memoryLimitBytes: Int?
  /// How often the kernel killed in it for want of memory; `nil` where nobody counts.
  public var memoryKills: Int?
  /// Whether no program that it starts can gain rights.
  public var givesUpPrivileges: Bool
  /// What it was to have and has not, one sentence each; what cannot be had here begins with `no `.
  public var shortcomings: [String]

  init(
    process: pid_t, asked: Namespaces, memory: Cgroup?, cpus: Cgroup?, processes: Cgroup?,
    missing: [String]
  ) {
    let own = Namespaces.ids(of: "self")
    let its = Namespaces.ids(of: "\(process)")
    let others = own.keys.filter { its[$0] != nil && its[$0] != own[$0] }.sorted()
    ownNamespaces = others
    cpuList = cpus?.cpuList
    memoryLimitBytes = memory?.memoryLimitBytes
    memoryKills = memory?.memoryKills
    let status = ProcFile("/proc/\(process)/status").text ?? ""
    givesUpPrivileges = status.split(separator: "\n").contains { $0.hasPrefix("NoNewPrivs:\t1") }
    shortcomings =
      missing + asked.names.filter { !others.contains($0) }.map { "shares the \($0) namespace" }
    for group in [memory, cpus, processes].compactMap({ $0 })
    where !group.processes.contains(process) {
      shortcomings.append("is not in \(group.path)")
    }
    if !givesUpPrivileges { shortcomings.append("may gain privileges") }
  }
}

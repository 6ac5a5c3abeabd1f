import CPlatform
import Platform

/// Kinds of namespaces: what a container sees that is its own. See namespaces(7).
public struct Namespaces: OptionSet, Sendable, Hashable {
  public let rawValue: Int32

  public init(rawValue: Int32) { self.rawValue = rawValue }

  // The flags of clone(2), which never change.
  public static let mount = Namespaces(rawValue: 0x0002_0000)
  public static let controlGroup = Namespaces(rawValue: 0x0200_0000)
  public static let hostName = Namespaces(rawValue: 0x0400_0000)
  public static let messages = Namespaces(rawValue: 0x0800_0000)
  public static let user = Namespaces(rawValue: 0x1000_0000)
  public static let processes = Namespaces(rawValue: 0x2000_0000)
  public static let network = Namespaces(rawValue: 0x4000_0000)

  /// Each kind with its name below `/proc/PID/ns`.
  static let names: [(kind: Namespaces, name: String)] = [
    (.controlGroup, "cgroup"), (.messages, "ipc"), (.mount, "mnt"), (.network, "net"),
    (.processes, "pid"), (.user, "user"), (.hostName, "uts"),
  ]

  /// The names, in alphabetical order.
  public var names: [String] { Self.names.filter { contains($0.kind) }.map(\.name) }

  /// What a process can make for its containers.
  ///
  /// With the rights of root all but a user namespace, which would take rights from the container that real-time priorities need.
  /// Without, all of them as the user's own in a user namespace, but for the PID namespace: that one can only be given to a
  /// child's child, which would not be ours to wait for.
  static let withRights: Namespaces = [
    .mount, .controlGroup, .hostName, .messages, .processes, .network,
  ]
  static let withoutRights: Namespaces = [
    .user, .mount, .controlGroup, .hostName, .messages, .network,
  ]

  /// Those that this process can make, tried in a child; empty where containers cannot be had.
  static let here: Namespaces = {
    if cplatform_container_probe(withRights.rawValue) == 0 { return withRights }
    let missing = Namespaces(rawValue: cplatform_container_probe(withoutRights.rawValue))
    return missing.isDisjoint(with: [.user, .mount]) ? withoutRights.subtracting(missing) : []
  }()

  /// Why a user without rights gets no namespaces, as far as the kernel says.
  ///
  /// - Parameter root: the folder that stands for `/`.
  public static func refusal(root: String = "/") -> String {
    func value(_ path: String) -> Int? { ProcFile(path, under: root).line.flatMap { Int($0) } }
    if value("/proc/sys/kernel/unprivileged_userns_clone") == 0 {
      return "kernel.unprivileged_userns_clone is 0: it takes root"
    }
    if value("/proc/sys/user/max_user_namespaces") == 0 {
      return "user.max_user_namespaces is 0: it takes root"
    }
    if value("/proc/sys/kernel/apparmor_restrict_unprivileged_userns") == 1 {
      return "kernel.apparmor_restrict_unprivileged_userns is 1: it takes root or a profile"
    }
    return "the kernel or a filter (seccomp) refuses namespaces: it takes root"
  }

  /// The id of each namespace of a process, by its name below `/proc/PID/ns`.
  static func ids(of process: String) -> [String: String] {
    var ids: [String: String] = [:]
    for (_, name) in names { ids[name] = ProcFile("/proc/\(process)/ns/\(name)").linkTarget }
    return ids
  }
}

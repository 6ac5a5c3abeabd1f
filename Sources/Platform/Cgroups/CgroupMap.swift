/// Where the control groups of a process are: its hierarchies, version 1, version 2 or both beside each other.
///
/// Made of `/proc/self/mountinfo` and `/proc/self/cgroup` alone; see cgroups(7).
public struct CgroupMap: Sendable, Equatable {
  /// A mounted hierarchy and the process's own place in it.
  public struct Hierarchy: Sendable, Equatable {
    public enum Version: Int, Sendable {
      case v1 = 1
      case v2
    }

    public var version: Version
    /// Of version 1, what it controls, such as `memory`, or `name=systemd`; of version 2 empty.
    public var controllers: [String]
    public var mountPoint: String
    /// The folder of the process's own group.
    public var ownGroup: String
  }

  public var hierarchies: [Hierarchy] = []

  public init() {}

  public init(mountinfo: String, membership: String) {
    let own = Self.memberships(membership)
    for line in mountinfo.split(separator: "\n") {
      // Number, parent, device, root, mount point, options, optional fields, a dash, type, source, super options (proc(5)).
      let fields = line.words
      guard let dash = fields.firstIndex(of: "-"), dash >= 6, fields.count > dash + 3 else {
        continue
      }
      let options = fields[dash + 3].split(separator: ",").map(String.init)
      let group: (controllers: [String], path: String)?
      switch fields[dash + 1] {
      case "cgroup2": group = own.first { $0.controllers.isEmpty }
      case "cgroup":
        group = own.first {
          !$0.controllers.isEmpty && $0.controllers.allSatisfy(options.contains)
        }
      default: continue
      }
      guard let group else { continue }
      let mountPoint = Self.unescaped(fields[4])
      hierarchies.append(
        Hierarchy(
          version: group.controllers.isEmpty ? .v2 : .v1, controllers: group.controllers,
          mountPoint: mountPoint,
          ownGroup: Self.folder(
            of: group.path, mountRoot: Self.unescaped(fields[3]), mountPoint: mountPoint)))
    }
  }

  /// What holds for this process now.
  public static func ofThisProcess(root: String = "/") -> CgroupMap {
    CgroupMap(
      mountinfo: ProcFile("/proc/self/mountinfo", under: root).text ?? "",
      membership: ProcFile("/proc/self/cgroup", under: root).text ?? "")
  }

  public func v1(_ controller: String) -> Hierarchy? {
    hierarchies.first { $0.version == .v1 && $0.controllers.contains(controller) }
  }

  public var v2: Hierarchy? { hierarchies.first { $0.version == .v2 } }

  /// The groups of `/proc/PID/cgroup`, each with its controllers; those of version 2 have none.
  public static func memberships(_ text: String) -> [(controllers: [String], path: String)] {
    text.split(separator: "\n").compactMap { line in
      let fields = line.split(separator: ":", maxSplits: 2, omittingEmptySubsequences: false)
      guard fields.count == 3 else { return nil }
      return (fields[1].split(separator: ",").map(String.init), String(fields[2]))
    }
  }

  /// Of a mount that shows only a part of the hierarchy, as in a container, the path below that part counts.
  private static func folder(of path: String, mountRoot: String, mountPoint: String) -> String {
    var below = path
    if mountRoot != "/", path == mountRoot || path.hasPrefix(mountRoot + "/") {
      below = String(path.dropFirst(mountRoot.count))
    } else if path.hasPrefix("/..") {
      below = ""  // outside of what is mounted: the nearest that can be seen
    }
    while below.hasSuffix("/") { below.removeLast() }
    return mountPoint + below
  }

  /// Blanks and their kin stand as three octal digits.
  private static func unescaped(_ text: String) -> String {
    var bytes: [UInt8] = []
    var rest = text.utf8[...]
    while let byte = rest.popFirst() {
      if byte == UInt8(ascii: "\\"), rest.count >= 3,
        let code = UInt8(String(decoding: rest.prefix(3), as: UTF8.self), radix: 8)
      {
        bytes.append(code)
        rest = rest.dropFirst(3)
      } else {
        bytes.append(byte)
      }
    }
    return String(decoding: bytes, as: UTF8.self)
  }
}

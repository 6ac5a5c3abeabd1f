import Foundation
public import Platform

/// A machine with resctrl that is a tree of ordinary files of the same layout, gone with this object.
public final class TreeMachine: Sendable {
  public let path: String
  public let kernel: TreeKernel
  public let changes: MachineChanges

  public init(_ layout: ResctrlLayout = .skylake, _ behaviour: TreeKernel.Behaviour = .init()) {
    path =
      FileManager.default.temporaryDirectory
      .appending(path: "bulkhead-resctrl-\(UUID().uuidString)").path
    kernel = TreeKernel(path, layout, behaviour)
    changes = MachineChanges(in: JournalFolder("\(path)/journals"))
    Self.write(
      "vendor_id\t: \(layout.vendor)\nflags\t\t: fpu \(layout.flags.joined(separator: " "))\n",
      to: "\(path)/proc/cpuinfo")
    Self.write(
      "nodev\tproc\n" + (layout.isListed ? "nodev\tresctrl\n" : ""), to: "\(path)/proc/filesystems")
    Self.write("proc /proc proc rw 0 0\n", to: "\(path)/proc/mounts")
    if layout.isMounted { kernel.fillMount(options: layout.options) }
  }

  deinit {
    changes.restore()
    try? FileManager.default.removeItem(atPath: path)
  }

  public var machine: ResctrlMachine { ResctrlMachine(root: path, kernel: kernel) }
  public var mountPoint: String { "\(path)/sys/fs/resctrl" }

  /// The text of a file of the tree; `nil` when there is none.
  public func text(_ name: String) -> String? {
    try? String(contentsOfFile: "\(mountPoint)/\(name)", encoding: .utf8)
  }

  public func write(_ text: String, to name: String) {
    Self.write(text, to: "\(mountPoint)/\(name)")
  }

  /// Every file of the tree with its text.
  public var snapshot: [String: String] {
    var files: [String: String] = [:]
    for case let name as String in FileManager.default.enumerator(atPath: mountPoint) ?? .init() {
      files[name] = text(name) ?? "folder"
    }
    return files
  }

  /// The folder of the group of this process for a partition.
  public func group(_ partition: String) -> String { ResctrlSession.groupPrefix + partition }

  static func write(_ text: String, to path: String) {
    let folder = URL(filePath: path).deletingLastPathComponent()
    try? FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    try? text.write(toFile: path, atomically: false, encoding: .utf8)
  }
}

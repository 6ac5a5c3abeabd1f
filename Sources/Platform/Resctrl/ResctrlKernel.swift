import Glibc

/// What is done to a resctrl file system: four acts, which the kernel answers.
///
/// They are a protocol because a tree of ordinary files does not answer: a folder made in it stays empty, and a file keeps whatever
/// was written. Whoever tests on such a tree stands for the kernel, and can refuse and lie as it does.
public protocol ResctrlKernel: Sendable {
  /// Whether this user may mount it.
  var mayMount: Bool { get }
  /// Mounts it until `changes` are undone.
  func mount(
    on path: String, options: [String], _ changes: MachineChanges
  ) throws(MachineChangeError)
  /// Makes a group, which the undoing of `changes` removes.
  func makeGroup(_ path: String, _ changes: MachineChanges) throws(MachineChangeError)
  /// Undoes one of the two.
  func undo(_ path: String, _ changes: MachineChanges)
  /// Writes to a file of a group. What is written into an own group goes with the group, and needs no undoing.
  func write(_ text: String, to path: String) throws(SystemError)
}

/// The kernel that runs.
public struct SystemResctrlKernel: ResctrlKernel {
  public init() {}

  public var mayMount: Bool { geteuid() == 0 }

  public func mount(
    on path: String, options: [String], _ changes: MachineChanges
  ) throws(MachineChangeError) {
    try changes.mount("resctrl", on: path, options: options.joined(separator: ","))
  }

  public func makeGroup(
    _ path: String, _ changes: MachineChanges
  ) throws(MachineChangeError) {
    try changes.makeGroup(path)
  }

  public func undo(_ path: String, _ changes: MachineChanges) { changes.restore(path) }

  /// By one `write`: the kernel takes what one call brings as one command, which ends in a newline.
  public func write(_ text: String, to path: String) throws(SystemError) {
    let descriptor = unsafe open(path, O_WRONLY | O_CLOEXEC)
    guard descriptor >= 0 else { throw SystemError("open \(path)", code: errno) }
    defer { close(descriptor) }
    var text = text
    let isWhole = text.withUTF8 {
      unsafe Glibc.write(descriptor, $0.baseAddress, $0.count) == $0.count
    }
    if !isWhole {
      throw SystemError("write `\(text.trimmed)` to \(path)", code: errno)
    }
  }
}

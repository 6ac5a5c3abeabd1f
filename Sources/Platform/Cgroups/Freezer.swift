import Glibc

/// A group that is stopped and let go as a whole.
///
/// Its files stay open, so that freezing is one system call, which an agent may make from anywhere.
@safe public final class Freezer: Sendable {
  public let group: Cgroup
  /// The file that takes the request.
  public let descriptor: CInt
  /// What freezes and what thaws when it is written to `descriptor` at offset 0.
  public let freezeText: StaticString
  public let thawText: StaticString
  /// The file that says what is so, and what stands in it when every thread stands still.
  public let stateDescriptor: CInt
  public let frozenText: StaticString

  /// Makes a group that can be frozen.
  public init(
    _ name: String, in hierarchy: CgroupMap.Hierarchy, _ changes: MachineChanges
  ) throws(MachineChangeError) {
    let group = try Cgroup.make(name, in: hierarchy, changes)
    self.group = group
    let isV1 = hierarchy.version == .v1
    freezeText = isV1 ? "FROZEN" : "1"
    thawText = isV1 ? "THAWED" : "0"
    frozenText = isV1 ? "FROZEN" : "frozen 1"
    descriptor = try group.open(isV1 ? "freezer.state" : "cgroup.freeze", O_RDWR)
    do {
      // The file of a v2 request gives the request back; the fact stands elsewhere (cgroup-v2.rst).
      stateDescriptor = try group.open(isV1 ? "freezer.state" : "cgroup.events", O_RDONLY)
    } catch {
      close(descriptor)
      throw error
    }
  }

  deinit {
    close(descriptor)
    close(stateDescriptor)
  }

  /// Asks for the stop. Threads in the kernel stop later; `isFrozen` says when all have.
  @discardableResult public func freeze() -> Bool { write(freezeText) }

  @discardableResult public func thaw() -> Bool { write(thawText) }

  /// Whether every thread of the group stands still now, by the kernel's own account and not by what was asked for.
  public var isFrozen: Bool {
    var bytes = InlineArray<256, UInt8>(repeating: 0)
    var span = bytes.mutableSpan
    let text = unsafe span.withUnsafeMutableBytes { buffer in
      let count = unsafe pread(stateDescriptor, buffer.baseAddress, buffer.count, 0)
      return unsafe String(decoding: buffer.prefix(max(0, count)), as: UTF8.self)
    }
    return text.contains(frozenText.description)
  }

  private func write(_ text: StaticString) -> Bool {
    unsafe pwrite(descriptor, text.utf8Start, text.utf8CodeUnitCount, 0) == text.utf8CodeUnitCount
  }
}

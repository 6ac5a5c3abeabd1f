import CHwloc
import Glibc

extension HwlocTopology {
  /// A topology of the largest machines is a few megabytes; `/dev/zero` is not a topology.
  private static let fileBytesMax = 64 << 20

  /// The file's text as hwloc takes it, with the NUL at its end.
  static func xmlBytes(path: String) throws(TopologyError) -> [CChar] {
    let bytes: [UInt8]
    do {
      bytes = try read(path, bytesMax: fileBytesMax)
    } catch {
      throw .unreadableFile(path: path, reason: error.reason)
    }
    let text: String
    do {
      text = try TopologyXML.checked(bytes)
    } catch {
      throw .badXML(path: path, line: error.line, reason: error.reason)
    }
    return Array(text.utf8CString)
  }

  static func environment(_ variable: String) -> String? {
    unsafe getenv(variable).map { unsafe String(cString: $0) }
  }

  /// The `flags` line of the first processor in `/proc/cpuinfo` (x86 only).
  static func processorFlags() -> String {
    let lines = text(of: "/proc/cpuinfo").split(separator: "\n")
    return lines.first { $0.hasPrefix("flags") }.map(String.init) ?? ""
  }

  static func kernelHypervisor() -> String {
    String(text(of: "/sys/hypervisor/type").prefix { !$0.isWhitespace })
  }

  /// A small file of the kernel's; empty when it can't be read.
  private static func text(of path: String) -> String {
    guard let bytes = try? read(path, bytesMax: fileBytesMax) else { return "" }
    return String(decoding: bytes, as: UTF8.self)
  }

  private struct ReadError: Error {
    var reason: String
  }

  private static func read(_ path: String, bytesMax: Int) throws(ReadError) -> [UInt8] {
    let file = unsafe open(path, O_RDONLY | O_CLOEXEC)
    guard file >= 0 else { throw ReadError(reason: systemError()) }
    defer { close(file) }
    var bytes: [UInt8] = []
    while bytes.count <= bytesMax {
      var failure: CInt = 0
      let chunk = unsafe [UInt8](unsafeUninitializedCapacity: 1 << 16) { buffer, count in
        var result: Int
        repeat {
          result = unsafe Glibc.read(file, buffer.baseAddress, buffer.count)
        } while result < 0 && errno == EINTR
        failure = result < 0 ? errno : 0
        count = Swift.max(result, 0)
      }
      if failure != 0 { throw ReadError(reason: unsafe String(cString: strerror(failure))) }
      if chunk.isEmpty { return bytes }
      bytes += chunk
    }
    throw ReadError(reason: "it is larger than \(bytesMax >> 20) MiB, too large for a topology")
  }
}

import Glibc

/// A small text file or a folder of the kernel's description of the machine, under `/proc` or `/sys`.
///
/// The root is injectable, so that a tree of ordinary files can stand for another machine. What cannot be read is
/// `nil` or empty, never an error: every kernel leaves some of these files out, and a missing fact is a fact.
public struct ProcFile: Sendable {
  public let path: String

  /// - Parameters:
  ///   - path: where the kernel shows the file, for instance `/proc/meminfo`.
  ///   - root: the folder that stands for `/`.
  public init(_ path: String, under root: String = "/") {
    self.path = root == "/" ? path : root + path
  }

  /// The whole text, or `nil` when the file is absent or not readable by this user.
  public var text: String? {
    let descriptor = unsafe open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { return nil }
    defer { close(descriptor) }
    // The kernel makes these files up while they are read and gives their size as 0: read to the end.
    var bytes: [UInt8] = []
    var chunk = [UInt8](repeating: 0, count: 16_384)
    while true {
      let count = unsafe chunk.withUnsafeMutableBytes {
        unsafe read(descriptor, $0.baseAddress, $0.count)
      }
      if count == 0 { return String(decoding: bytes, as: UTF8.self) }
      if count > 0 {
        bytes.append(contentsOf: chunk[..<count])
      } else if errno != EINTR {
        return nil
      }
    }
  }

  /// The first line without the white space around it; `nil` when the file is unreadable or the line is empty.
  public var line: String? {
    guard let first = text?.split(separator: "\n", omittingEmptySubsequences: false).first else {
      return nil
    }
    let trimmed = first.trimmed
    return trimmed.isEmpty ? nil : String(trimmed)
  }

  /// Where a symbolic link points to, such as `pid:[4026531836]`; `nil` when there is none or it may not be read.
  public var linkTarget: String? {
    var bytes = [UInt8](repeating: 0, count: 4096)
    let count = unsafe bytes.withUnsafeMutableBytes {
      unsafe readlink(path, $0.baseAddress!, $0.count)
    }
    return count < 0 ? nil : String(decoding: bytes[..<count], as: UTF8.self)
  }

  /// The names in the folder, sorted; empty when there is no such folder.
  public var names: [String] {
    guard let folder = unsafe opendir(path) else { return [] }
    defer { unsafe closedir(folder) }
    var names: [String] = []
    while let entry = unsafe readdir(folder) {
      let name = unsafe withUnsafePointer(to: &entry.pointee.d_name) { tuple in
        unsafe tuple.withMemoryRebound(to: CChar.self, capacity: Int(NAME_MAX) + 1) {
          unsafe String(cString: $0)
        }
      }
      if name != ".", name != ".." { names.append(name) }
    }
    return names.sorted()
  }
}

extension StringProtocol {
  /// The text without the white space at its ends.
  var trimmed: SubSequence {
    guard let first = firstIndex(where: { !$0.isWhitespace }),
      let last = lastIndex(where: { !$0.isWhitespace })
    else { return self[endIndex...] }
    return self[first...last]
  }

  /// The words between white space.
  var words: [String] {
    split(omittingEmptySubsequences: true) { $0.isWhitespace }.map { String($0) }
  }

  /// The values of a file of `key: value` lines, each line split at its first colon.
  ///
  /// Where a key stands twice, as in `/proc/cpuinfo`, the first line counts.
  var keyedLines: [String: String] {
    var values: [String: String] = [:]
    for line in split(separator: "\n") {
      guard let colon = line.firstIndex(of: ":") else { continue }
      let key = String(line[..<colon].trimmed)
      if values[key] == nil { values[key] = String(line[line.index(after: colon)...].trimmed) }
    }
    return values
  }
}

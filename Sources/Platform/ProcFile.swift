import Glibc

/// Reads the small text files of /proc and /sys.
public enum ProcFile {
  /// The whole text, or `nil` when the file is not there or may not be read.
  public static func read(_ path: String) -> String? {
    let file = unsafe open(path, O_RDONLY | O_CLOEXEC)
    guard file >= 0 else { return nil }
    defer { close(file) }
    var bytes: [UInt8] = []
    return unsafe withUnsafeTemporaryAllocation(byteCount: 1 << 16, alignment: 16) { buffer in
      while true {
        let count = unsafe Glibc.read(file, buffer.baseAddress, buffer.count)
        if count < 0 { return nil }
        if count == 0 { return String(decoding: bytes, as: UTF8.self) }
        unsafe bytes.append(contentsOf: buffer[..<count])
      }
    }
  }
}

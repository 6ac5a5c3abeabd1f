import Glibc

/// A file that somebody wrote, as text, with its name for messages.
public struct SourceText: Sendable {
  public let file: String
  public let text: String

  public init(file: String, text: String) {
    self.file = file
    self.text = text
  }

  /// More than any suite or deployment holds; keeps `/dev/zero`, or results given by mistake, out of memory.
  static let byteLimit = 1 << 20

  /// Reads a UTF-8 file.
  ///
  /// - Throws: one diagnostic that names the file, and for a byte that is not UTF-8 its place.
  public init(reading file: String, as kind: DocumentKind = .suite) throws(SuiteErrors) {
    func failure(_ message: String) -> SuiteErrors {
      SuiteErrors([Diagnostic(file: file, message: message)])
    }
    let bytes: [UInt8]
    do {
      bytes = try Self.bytes(of: file)
    } catch {
      switch error {
      case .tooLong:
        throw failure(
          "longer than \(Self.byteLimit >> 20) MiB; a \(kind.noun) file is a page of YAML")
      case .system(EISDIR):
        throw failure(
          "is a directory; give the \(kind.noun) file in it, such as \(file)/\(kind.example)")
      case .system(ENOENT):
        throw failure(
          "no such file; `bulkhead list` shows the suites and deployments there are")
      case .system(let code):
        throw failure("cannot be read: \(unsafe String(cString: strerror(code)))")
      }
    }
    guard let text = String(validating: bytes, as: UTF8.self) else {
      throw SuiteErrors([Self.invalidByte(in: bytes, of: file)])
    }
    self.init(file: file, text: text)
  }

  private enum ReadError: Error {
    case system(CInt)
    case tooLong
  }

  private static func bytes(of file: String) throws(ReadError) -> [UInt8] {
    let descriptor = unsafe open(file, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { throw .system(errno) }
    defer { close(descriptor) }
    var bytes: [UInt8] = []
    var chunk = [UInt8](repeating: 0, count: 1 << 16)
    while bytes.count <= byteLimit {
      let count = unsafe read(descriptor, &chunk, chunk.count)
      if count < 0 {
        if errno == EINTR { continue }
        throw .system(errno)
      }
      if count == 0 { return bytes }
      bytes += chunk[..<count]
    }
    throw .tooLong
  }

  /// The first byte that is not UTF-8, by line and column.
  private static func invalidByte(in bytes: [UInt8], of file: String) -> Diagnostic {
    var decoder = UTF8()
    var iterator = bytes.makeIterator()
    var (line, column, offset) = (1, 1, 0)
    while case .scalarValue(let scalar) = decoder.decode(&iterator) {
      offset += UTF8.width(scalar)
      if scalar == "\n" { (line, column) = (line + 1, 1) } else { column += 1 }
    }
    let hex = String(bytes[offset], radix: 16, uppercase: true)
    return Diagnostic(
      file: file, line: line, column: column,
      message: "byte 0x\(hex) is not UTF-8; save the file as UTF-8")
  }
}

import Glibc

/// Writes a whole text to a file, or to standard output for `-`.
///
/// A file appears complete or not at all: it is written beside its place and renamed.
func write(_ text: String, to path: String) throws {
  guard path != "-" else {
    print(text, terminator: text.hasSuffix("\n") ? "" : "\n")
    return
  }
  func failure(_ reason: CInt) -> CommandFailure {
    let why = unsafe String(cString: strerror(reason))
    return CommandFailure(message: "cannot write \(path): \(why)", status: .usage)
  }
  let temporary = "\(path).\(getpid()).tmp"
  guard let file = unsafe fopen(temporary, "wx") else { throw failure(errno) }
  var text = text
  let written = text.withUTF8 { unsafe fwrite($0.baseAddress, 1, $0.count, file) == $0.count }
  let closed = unsafe fclose(file) == 0
  guard written, closed, unsafe rename(temporary, path) == 0 else {
    let reason = errno
    unsafe unlink(temporary)
    throw failure(reason)
  }
}

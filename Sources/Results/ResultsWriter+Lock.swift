import Glibc

extension ResultsWriter {
  /// Keeps other writers out for as long as the file is open, and tells them who does.
  ///
  /// - Throws: `ResultsError` that names the directory and the process that is writing it.
  static func takeLock(in directory: String) throws(ResultsError) -> File {
    let lock = try File("\(directory)/\(lockFile)", for: .locking)
    guard try lock.lock() else {
      // Who holds it may not have said so yet.
      let holder = Int32(String(decoding: try lock.contents(), as: UTF8.self))
      throw ResultsError(
        "another process\(holder.map { " (pid \($0))" } ?? "") is writing this results directory",
        file: directory)
    }
    try lock.truncate(toBytes: 0)
    try lock.append(Array(String(getpid()).utf8))
    return lock
  }
}

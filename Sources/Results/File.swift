import Glibc

/// An open file. The module speaks to the kernel only here, and every failure leaves through `systemCall`.
@safe struct File: ~Copyable {
  private let descriptor: CInt
  let path: String

  enum Purpose {
    case reading
    /// Created if absent, emptied if present; every write goes to the end.
    case replacing
    /// Has to be there; every write goes to the end.
    case appending
    /// Created if absent; holds the lock of a results directory.
    case locking
    /// A directory, to make its entries durable.
    case directory

    fileprivate var flags: CInt {
      switch self {
      case .reading: O_RDONLY
      case .replacing: O_WRONLY | O_CREAT | O_TRUNC | O_APPEND
      case .appending: O_RDWR | O_APPEND
      case .locking: O_RDWR | O_CREAT | O_APPEND
      case .directory: O_RDONLY | O_DIRECTORY
      }
    }
  }

  /// - Throws: `ResultsError` that says why the file cannot be opened.
  init(_ path: String, for purpose: Purpose) throws(ResultsError) {
    self.path = path
    descriptor = try Self.systemCall("open", path) {
      unsafe open(path, purpose.flags | O_CLOEXEC, 0o644)
    }
  }

  deinit { close(descriptor) }

  /// Appends all bytes, by one `write` unless the kernel takes only part of them.
  func append(_ bytes: [UInt8]) throws(ResultsError) {
    var written = 0
    while written < bytes.count {
      written += try Self.systemCall("write", path) {
        unsafe bytes.withUnsafeBytes {
          unsafe write(descriptor, $0.baseAddress! + written, bytes.count - written)
        }
      }
    }
  }

  /// Calls `body` with the file's bytes from its start, a chunk at a time.
  func forEachChunk(ofBytes size: Int, _ body: ([UInt8]) -> Void) throws(ResultsError) {
    var offset = 0
    while true {
      let chunk = try bytes(at: offset, count: size)
      if chunk.isEmpty { return }
      offset += chunk.count
      body(chunk)
    }
  }

  /// The whole file.
  func contents() throws(ResultsError) -> [UInt8] {
    // Read before the length is asked: a directory opens, and has a length, but does not read.
    let start = try bytes(at: 0, count: 1 << 20)
    let length = try length()
    guard start.count < length else { return start }
    // Into one buffer of the right size: to collect chunks would copy a large file once more.
    var contents = try bytes(at: 0, count: length)
    while true {
      let more = try bytes(at: contents.count, count: 1 << 20)
      if more.isEmpty { return contents }
      contents += more
    }
  }

  private func bytes(at offset: Int, count: Int) throws(ResultsError) -> [UInt8] {
    var result: Result<Int, ResultsError> = .success(0)
    let bytes = unsafe [UInt8](unsafeUninitializedCapacity: count) { buffer, initialized in
      do throws(ResultsError) {
        initialized = try Self.systemCall("read", path) {
          unsafe pread(descriptor, buffer.baseAddress, count, offset)
        }
      } catch {
        result = .failure(error)
      }
    }
    _ = try result.get()
    return bytes
  }

  /// Length in bytes.
  func length() throws(ResultsError) -> Int {
    try Self.systemCall("seek", path) { lseek(descriptor, 0, SEEK_END) }
  }

  func truncate(toBytes length: Int) throws(ResultsError) {
    _ = try Self.systemCall("truncate", path) { ftruncate(descriptor, length) }
  }

  /// Makes the bytes durable, and of the metadata only what is needed to read them.
  func synchroniseData() throws(ResultsError) {
    _ = try Self.systemCall("synchronise", path) { fdatasync(descriptor) }
  }

  /// Makes bytes and metadata durable; of a directory, its entries.
  func synchronise() throws(ResultsError) {
    _ = try Self.systemCall("synchronise", path) { fsync(descriptor) }
  }

  /// Takes the lock without waiting; the kernel gives it back when the file is closed or the process dies.
  ///
  /// - Returns: Whether the lock was free.
  func lock() throws(ResultsError) -> Bool {
    let taken = try Self.systemCall("lock", path, except: EWOULDBLOCK) {
      flock(descriptor, LOCK_EX | LOCK_NB)
    }
    return taken == 0
  }
}

extension File {
  /// - Returns: Whether the directory is new; `false` if something of that name was there.
  static func makeDirectory(_ path: String) throws(ResultsError) -> Bool {
    try systemCall("create the directory", path, except: EEXIST) { unsafe mkdir(path, 0o755) } == 0
  }

  static func rename(_ path: String, to newPath: String) throws(ResultsError) {
    _ = try systemCall("rename to \(newPath)", path) { unsafe Glibc.rename(path, newPath) }
  }

  static func remove(_ path: String) throws(ResultsError) {
    _ = try systemCall("remove", path, except: ENOENT) { unsafe unlink(path) }
  }

  static func removeDirectory(_ path: String) throws(ResultsError) {
    _ = try systemCall("remove", path, except: ENOENT) { unsafe rmdir(path) }
  }

  /// Length of a file in bytes; `nil` when there is none, or it cannot be read as a directory cannot.
  static func length(of path: String) -> Int? {
    guard let file = try? File(path, for: .reading), (try? file.bytes(at: 0, count: 1)) != nil
    else { return nil }
    return try? file.length()
  }

  static func exists(_ path: String) -> Bool {
    unsafe access(path, F_OK) == 0
  }

  static func isFile(_ path: String) -> Bool {
    var status = stat()
    return unsafe stat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFREG
  }

  /// - Throws: `ResultsError` when no file can be made in the directory.
  static func checkDirectoryIsWritable(_ path: String) throws(ResultsError) {
    _ = try File(path, for: .directory)
    _ = try systemCall("write", path) { unsafe access(path, W_OK | X_OK) }
  }

  /// The directory that holds the path.
  static func parent(of path: String) -> String {
    guard let slash = path.lastIndex(of: "/") else { return "." }
    return slash == path.startIndex ? "/" : String(path[..<slash])
  }

  /// The path as messages and suffixes want it: shells complete a directory's name with a slash.
  static func withoutTrailingSlash(_ path: String) -> String {
    var path = path
    while path.count > 1, path.hasSuffix("/") { path.removeLast() }
    return path
  }

  /// The one door through which an `errno` leaves: repeats what a signal interrupted and throws what failed.
  ///
  /// - Parameter expected: A code that is an answer, not a failure: -1 is returned.
  private static func systemCall<Answer: SignedInteger>(
    _ operation: String, _ path: String, except expected: CInt? = nil, _ call: () -> Answer
  ) throws(ResultsError) -> Answer {
    while true {
      let answer = call()
      if answer >= 0 { return answer }
      let code = errno
      if code == expected { return answer }
      precondition(code != EBADF && code != EFAULT, "\(operation) \(path): a bug in Bulkhead")
      if code != EINTR { throw ResultsError("cannot \(operation): \(reason(code))", file: path) }
    }
  }

  /// What the code means here and what would be right; the kernel's own words for the rest.
  private static func reason(_ code: CInt) -> String {
    switch code {
    case ENOENT: "there is no such file or directory"
    case ENOTDIR: "a part of the path is not a directory"
    case EISDIR: "it is a directory"
    case EACCES, EPERM: "permission denied; choose a directory that you may write to"
    case EROFS: "the file system is read-only"
    case ENOSPC: "no space left on the disk"
    case EDQUOT: "the disk quota is used up"
    case EFBIG: "the file would be larger than the limit (ulimit -f)"
    case EEXIST, ENOTEMPTY: "it exists already"
    case ENAMETOOLONG: "the name is too long"
    default: unsafe String(cString: strerror(code))
    }
  }
}

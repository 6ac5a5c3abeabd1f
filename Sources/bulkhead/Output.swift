// The C library guards its streams by locks of their own; Swift only sees a variable.
@unsafe @preconcurrency import Glibc

/// Writes a whole text to a file, or to standard output for `-`.
///
/// A file appears complete or not at all: it is written beside its place and renamed. What is there and no plain file,
/// such as `/dev/stdout` or a link, is written into as it is.
func write(_ text: String, to path: String) throws {
  guard path != "-" else {
    print(text, terminator: text.hasSuffix("\n") ? "" : "\n")
    return
  }
  func failure(_ reason: CInt) -> CommandFailure {
    outputFailure("write \(path)", reason)
  }
  let replaces = isReplaceable(path)
  let target = replaces ? "\(path).\(getpid()).tmp" : path
  guard let file = unsafe fopen(target, replaces ? "wx" : "w") else { throw failure(errno) }
  var text = text
  let written = text.withUTF8 { unsafe fwrite($0.baseAddress, 1, $0.count, file) == $0.count }
  let closed = unsafe fclose(file) == 0
  guard written, closed, unsafe !replaces || rename(target, path) == 0 else {
    let reason = errno
    if replaces { unsafe unlink(target) }
    throw failure(reason)
  }
}

/// What was printed and did not arrive; `nil` when all did.
///
/// A pipe whose reader has seen enough, as `head` has, is no failure.
func standardOutputFailure() -> CommandFailure? {
  let failed = unsafe fflush(stdout) != 0
  // A write that failed before left its mark, but not its reason.
  let reason = failed ? errno : ENOSPC
  guard unsafe failed || ferror(stdout) != 0 else { return nil }
  var status = stat()
  guard unsafe fstat(STDOUT_FILENO, &status) == 0, status.st_mode & S_IFMT != S_IFIFO,
    status.st_mode & S_IFMT != S_IFSOCK
  else { return nil }
  return outputFailure("write all of the output", reason)
}

/// A request that was right is not to blame for a disk that is full or broken.
func outputFailure(_ request: String, _ reason: CInt) -> CommandFailure {
  let why = unsafe String(cString: strerror(reason))
  let isDisk = [ENOSPC, EDQUOT, EFBIG, EIO].contains(reason)
  let hint = reason == EISDIR ? "; name a file in it" : ""
  return CommandFailure(
    message: "cannot \(request): \(why)\(hint)",
    status: isDisk ? .measurementFailed : .usage)
}

/// Whether a rename may put a new file at the path: nothing or a plain file is there.
private func isReplaceable(_ path: String) -> Bool {
  var status = stat()
  guard unsafe lstat(path, &status) == 0 else { return true }
  return status.st_mode & S_IFMT == S_IFREG
}

/// Makes a directory unless it is there; its parent has to be.
func makeDirectory(_ path: String) throws {
  guard unsafe mkdir(path, 0o777) == 0 || errno == EEXIST else {
    throw outputFailure("make the directory \(path)", errno)
  }
}

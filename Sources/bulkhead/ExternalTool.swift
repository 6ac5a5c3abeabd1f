import FoundationEssentials
import Glibc

/// A program of somebody else's that does a part of the work where it is installed.
struct ExternalTool {
  let path: String
  var arguments: [String] = []
  /// Variables that it gets beside the present ones, or in their place.
  var environment: [String: String] = [:]

  /// The program of that name in the folders of `PATH`.
  init?(named name: String) {
    let folders = unsafe getenv("PATH").map { unsafe String(cString: $0) } ?? ""
    let places = folders.split(separator: ":").map { "\($0)/\(name)" }
    guard let path = places.first(where: { unsafe access($0, X_OK) == 0 }) else { return nil }
    self.path = path
  }

  func with(_ arguments: String...) -> ExternalTool {
    var tool = self
    tool.arguments = arguments
    return tool
  }

  /// Runs it to its end.
  ///
  /// - Parameters:
  ///   - folder: Where it works, and where what it says goes into the file `log`; nothing is kept when `nil`.
  ///   - input: A file in the folder that it reads as its standard input; nothing when `nil`.
  /// - Returns: Whether it ended with 0.
  /// - Throws: `CommandFailure` when it cannot be started.
  func run(in folder: String? = nil, input: String? = nil) throws -> Bool {
    let folder = folder ?? "/"
    let keeps = folder != "/"
    var actions = unsafe posix_spawn_file_actions_t()
    unsafe posix_spawn_file_actions_init(&actions)
    defer { unsafe posix_spawn_file_actions_destroy(&actions) }
    unsafe posix_spawn_file_actions_addopen(
      &actions, 0, input.map { "\(folder)/\($0)" } ?? "/dev/null", O_RDONLY, 0)
    unsafe posix_spawn_file_actions_addopen(
      &actions, 1, keeps ? "\(folder)/\(Self.log)" : "/dev/null", O_WRONLY | O_CREAT | O_APPEND,
      0o600)
    unsafe posix_spawn_file_actions_adddup2(&actions, 1, 2)
    // The shell changes the folder: glibc's own way is hidden from Swift. `PATH` may hold relative folders.
    let words =
      ["sh", "-c", "cd \"$0\" && exec \"$@\"", folder, Self.absolute(path)] + arguments
    let variables = ProcessInfo.processInfo.environment.merging(environment) { $1 }
    let settings = variables.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }
    let copies = unsafe (words + settings).map { unsafe strdup($0) }
    defer { for index in unsafe copies.indices { unsafe free(copies[index]) } }
    var process = pid_t()
    let failure = unsafe posix_spawn(
      &process, "/bin/sh", &actions, nil, copies.prefix(words.count) + [nil],
      copies.dropFirst(words.count) + [nil])
    guard failure == 0 else {
      let why = unsafe String(cString: strerror(failure))
      throw CommandFailure(message: "cannot start \(path): \(why)", status: .measurementFailed)
    }
    var status: CInt = 0
    while unsafe waitpid(process, &status, 0) < 0, errno == EINTR {}
    return status == 0
  }

  static func absolute(_ path: String) -> String {
    guard let real = unsafe realpath(path, nil) else { return path }
    defer { unsafe free(real) }
    // Not what a link leads to: some programs go by the name that they are called by.
    return unsafe path.hasPrefix("/") ? path : String(cString: real)
  }

  /// The file in the folder.
  static let log = "tool.log"

  /// The last line that the tool said in the folder, for an error.
  static func lastWords(in folder: String) -> String {
    guard let file = unsafe fopen("\(folder)/\(log)", "r") else { return "it said nothing" }
    defer { unsafe fclose(file) }
    var last = "it said nothing"
    var line = [CChar](repeating: 0, count: 4096)
    while unsafe fgets(&line, CInt(line.count), file) != nil {
      let bytes = line.prefix { $0 != 0 && $0 != 0x0A }.map(UInt8.init(bitPattern:))
      if !bytes.isEmpty { last = String(decoding: bytes, as: UTF8.self) }
    }
    return last
  }
}

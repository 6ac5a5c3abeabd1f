import FoundationEssentials
import Glibc
import Results

/// Turns SVG figures into PNG and PDF by librsvg's `rsvg-convert`, which is there or is not: nothing else needs it.
struct FigureConverter {
  enum Format: String {
    case png, pdf
  }

  static let program = "rsvg-convert"
  let format: Format
  /// The run's start, in seconds since 1970: what the PDF says of its making, so that the same run gives the same bytes.
  private let epoch: String

  init(_ format: Format, startedUTC: String) {
    self.format = format
    let start = try? Date(startedUTC, strategy: .iso8601)
    epoch =
      ProcessInfo.processInfo.environment["SOURCE_DATE_EPOCH"]
      ?? "\(Int(start?.timeIntervalSince1970 ?? 0))"
  }

  /// Converts the SVG into a file at the path, which appears complete or not at all.
  func convert(_ svg: String, to path: String) throws {
    let (source, target) = ("\(path).\(getpid()).svg", "\(path).\(getpid()).tmp")
    defer { for file in [source, target] { unsafe unlink(file) } }
    try write(svg, to: source)
    // Twice the size in pixels: sharp on today's screens and good enough in print.
    let status = try run([
      Self.program, "--format", format.rawValue, "--output", target,
      "--zoom", format == .png ? "2" : "1", source,
    ])
    guard status == 0, unsafe rename(target, path) == 0 else {
      throw CommandFailure(
        message: "\(Self.program) could not write \(path) (status \(status))",
        status: .measurementFailed)
    }
  }

  /// Runs the program to its end and returns its wait status.
  private func run(_ arguments: [String]) throws -> CInt {
    var environment = ProcessInfo.processInfo.environment
    environment["SOURCE_DATE_EPOCH"] = epoch
    let words = unsafe arguments.map { unsafe strdup($0) } + [nil]
    let settings =
      unsafe environment.sorted { $0.key < $1.key }
      .map { unsafe strdup("\($0.key)=\($0.value)") } + [nil]
    defer { unsafe (words + settings).forEach { unsafe free($0) } }
    var child: pid_t = 0
    let error = unsafe posix_spawnp(&child, Self.program, nil, nil, words, settings)
    guard error == 0 else {
      let why =
        error == ENOENT
        ? "it is not installed: apt-get install librsvg2-bin"
        : unsafe String(cString: strerror(error))
      throw CommandFailure(
        message: "--format \(format.rawValue) needs \(Self.program): \(why), or take --format svg",
        status: .missingFeature)
    }
    var status: CInt = 0
    while unsafe waitpid(child, &status, 0) < 0, errno == EINTR {}
    return status
  }
}

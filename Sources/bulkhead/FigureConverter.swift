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
    guard var tool = ExternalTool(named: Self.program) else {
      throw CommandFailure(
        message: "--format \(format.rawValue) needs \(Self.program): it is not installed: "
          + "apt-get install librsvg2-bin, or take --format svg",
        status: .missingFeature)
    }
    let (source, target) = ("\(path).\(getpid()).svg", "\(path).\(getpid()).tmp")
    defer { for file in [source, target] { unsafe unlink(file) } }
    try write(svg, to: source)
    // Created here, so that its place is known to a program that works in another folder.
    try write("", to: target)
    tool.environment["SOURCE_DATE_EPOCH"] = epoch
    // Twice the size in pixels: sharp on today's screens and good enough in print.
    tool.arguments = [
      "--format", format.rawValue, "--zoom", format == .png ? "2" : "1",
      "--output", ExternalTool.absolute(target), ExternalTool.absolute(source),
    ]
    guard try tool.run(), unsafe rename(target, path) == 0 else {
      throw CommandFailure(
        message: "\(Self.program) could not write \(path)", status: .measurementFailed)
    }
  }
}

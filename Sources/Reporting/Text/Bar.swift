import Glibc

/// A factor as a bar of block characters, on a logarithmic scale from 1.
enum Bar {
  private static let ends = Array("▏▎▍▌▋▊▉")

  /// - Parameters:
  ///   - largest: the factor of a full bar; scales to less than 2 would draw noise.
  ///   - width: characters of a full bar.
  /// - Returns: Nothing for factors to 1.
  static func text(_ factor: Double, upTo largest: Double, width: Int) -> String {
    guard factor > 1, factor.isFinite else { return "" }
    let share = min(1, log(factor) / log(max(2, largest)))
    let eighths = Int((share * Double(width * 8)).rounded())
    let end = eighths % 8 == 0 ? "" : String(ends[eighths % 8 - 1])
    return String(repeating: "█", count: eighths / 8) + end
  }
}

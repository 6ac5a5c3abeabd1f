import Foundation

/// Numbers as the page should write them, worked out here once more: by printf, not by the report's own code.
enum Written {
  static func three(_ value: Double) -> String {
    let size = value.magnitude
    return String(format: size < 9.995 ? "%.2f" : size < 99.95 ? "%.1f" : "%.0f", value)
  }

  static func times(_ value: Double) -> String { three(value) + "×" }

  static func time(_ nanoseconds: Double) -> String {
    for (size, name) in [(1e9, "s"), (1e6, "ms"), (1e3, "µs")]
    where nanoseconds.magnitude >= size * 0.9995 {
      return "\(three(nanoseconds / size)) \(name)"
    }
    return
      (nanoseconds == nanoseconds.rounded()
      ? String(format: "%.0f", nanoseconds) : three(nanoseconds)) + " ns"
  }

  static func count(_ value: Int) -> String {
    var digits = String(value)
    var groups: [String] = []
    while digits.count > 3 {
      groups.insert(String(digits.suffix(3)), at: 0)
      digits.removeLast(3)
    }
    return ([digits] + groups).joined(separator: ",")
  }

  static func bytes(_ value: Double) -> String {
    for (size, name) in [(1_073_741_824.0, "GiB"), (1_048_576, "MiB"), (1024, "KiB")]
    where value >= size {
      // Halves are rounded up; printf would round them to even.
      let text = String(format: value / size < 99.95 ? "%.1f" : "%.0f", value / size + 1e-9)
      return (text.hasSuffix(".0") ? String(text.dropLast(2)) : text) + " " + name
    }
    return String(format: "%.0f B", value)
  }
}

/// A sentence of the page against what the files say.
struct Claim {
  /// All of these have to be in it.
  var says: [String]
  /// These may explain a number in it, too.
  var maySay: [String] = []

  /// What is wrong with the sentence: a fact that it lacks, or a number that no fact explains.
  func faults(in sentence: String) -> [String] {
    var rest = sentence.replacingOccurrences(of: "\u{A0}", with: " ")
    var faults = says.filter { !rest.contains($0) }.map { "“\($0)” is not in it" }
    for fact in (says + maySay).sorted(by: { $0.count > $1.count }) {
      rest = rest.replacingOccurrences(of: fact, with: "·")
    }
    if rest.contains(where: \.isNumber) {
      faults.append("no row explains the numbers of “\(rest)”")
    }
    return faults
  }
}

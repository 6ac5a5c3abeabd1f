/// Says what is wrong with a synthetic description, which hwloc only tells on standard error.
///
/// hwloc builds whatever is asked for, billions of PUs given the memory, and reads numbers where
/// nobody would write them (`pu(:9999`, `0x`); so what it is given is first read here.
enum SyntheticText {
  /// hwloc takes a second for as many side by side; the largest servers have some 1000.
  static let pusMax = 2048

  /// - Parameter isAccepted: whether hwloc can read a description.
  static func check(_ text: String, isAccepted: (String) -> Bool) throws(TopologyError) {
    func fault(_ reason: String) -> TopologyError { .badSynthetic(text: text, reason: reason) }

    guard text.utf8.allSatisfy({ 0x20..<0x7F ~= $0 }) else { throw fault("it is not plain ASCII") }
    let levels = levels(of: text)
    guard !levels.isEmpty else { throw fault("it is empty") }
    var pus = 1
    var nodes = 0
    for level in levels {
      switch Meaning(level) {
      case .attributes where level == levels[0]: break
      case .memory: nodes += pus
      case .count(let count):
        let (product, overflow) = pus.multipliedReportingOverflow(by: count)
        pus = overflow ? Int.max : product
      default: throw fault("\"\(level)\" is no level")
      }
      guard pus <= pusMax else { throw fault("it has more than \(pusMax) PUs") }
      guard nodes <= pusMax else { throw fault("it has more than \(pusMax) NUMA nodes") }
    }
    guard isAccepted(text) else {
      // The first level that spoils a description which is fine up to there is the culprit.
      for end in levels.indices.dropLast() {
        let start = levels[...end].joined(separator: " ")
        if !isAccepted(start + " pu:1"), !isAccepted(start + " core:1 pu:1") {
          throw fault("hwloc can't read \"\(levels[end])\"")
        }
      }
      throw fault("hwloc can't read \"\(levels.last!)\" as its last level")
    }
  }

  /// Spaces end a level, but not inside brackets.
  private static func levels(of text: String) -> [String] {
    var levels = [""]
    var depth = 0
    for character in text {
      if character == "(" || character == "[" { depth += 1 }
      if character == ")" || character == "]" { depth -= 1 }
      if character == " ", depth == 0 {
        levels.append("")
      } else {
        levels[levels.count - 1].append(character)
      }
    }
    return levels.filter { !$0.isEmpty }
  }

  private enum Meaning {
    /// `(…)` of the machine.
    case attributes
    /// `[numa(…)]`: a NUMA node for each object of the level before.
    case memory
    /// `TYPE:COUNT(…)`, or the count alone.
    case count(Int)

    private static var counted: Regex<(Substring, Substring?, Substring, Substring?)> {
      /([A-Za-z][A-Za-z0-9\-]*:)?([0-9]+)(\([^()\[\]]*\))?/
    }

    init?(_ level: String) {
      if level.wholeMatch(of: /\([^()\[\]]*\)/) != nil {
        self = .attributes
      } else if level.wholeMatch(of: /\[[^\[\]]*\]/) != nil {
        self = .memory
      } else if let match = level.wholeMatch(of: Self.counted) {
        self = .count(Int(match.2) ?? Int.max)
      } else {
        return nil
      }
    }
  }
}

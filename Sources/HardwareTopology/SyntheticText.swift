/// Says what is wrong with a synthetic description, which hwloc only tells on standard error.
enum SyntheticText {
  /// - Parameter isAccepted: whether hwloc can read a description.
  static func check(_ text: String, isAccepted: (String) -> Bool) throws(TopologyError) {
    func fault(_ reason: String) -> TopologyError { .badSynthetic(text: text, reason: reason) }

    let levels = text.split(separator: " ").map(String.init)
    guard !levels.isEmpty else { throw fault("it is empty") }
    guard isAccepted(text) else {
      // The first level that spoils a description which is fine up to there is the culprit.
      for end in levels.indices {
        let isLast = end == levels.indices.last
        let start = levels[...end].joined(separator: " ")
        if !isLast, !isAccepted(start + " pu:1"), !isAccepted(start + " core:1 pu:1") {
          throw fault("hwloc can't read \"\(levels[end])\"")
        }
      }
      throw fault("hwloc can't read \"\(levels.last!)\" as its last level")
    }
    // hwloc would build billions of PUs, given the memory.
    var pus = 1
    for level in levels {
      let count = level.prefix { $0 != "(" && $0 != "[" }.split(separator: ":").last
      let (product, overflow) = pus.multipliedReportingOverflow(by: count.flatMap { Int($0) } ?? 1)
      pus = overflow ? Int.max : product
      guard pus <= PUSet.highestIndex + 1 else {
        throw fault("it has more than \(PUSet.highestIndex + 1) PUs")
      }
    }
  }
}

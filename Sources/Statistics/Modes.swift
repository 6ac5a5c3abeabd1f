/// Values that fall into groups with nothing between them, such as the time of a hand-over between
/// virtual CPUs that the host runs on one core now and on two the next moment.
public enum Modes {
  /// Groups of sorted, positive values, cut wherever a value is at least `ratio` times the one
  /// before it.
  ///
  /// A few slow values at the top are disturbed, not another mode: a last group of fewer than two
  /// values, or of less than a twentieth, stays with the one below. Nothing makes a value fast by
  /// disturbing it, so that a single fast one is a group.
  public static func groups(ofSorted values: [Double], ratio: Double = 1.5) -> [ArraySlice<Double>]
  {
    precondition(ratio > 1, "groups are apart by a ratio above 1")
    guard !values.isEmpty else { return [] }
    var groups: [ArraySlice<Double>] = []
    var start = values.startIndex
    for index in values.indices.dropFirst() where values[index] >= ratio * values[index - 1] {
      groups.append(values[start..<index])
      start = index
    }
    groups.append(values[start...])
    while groups.count > 1, let top = groups.last, top.count < max(2, values.count / 20) {
      groups.removeLast()
      let below = groups.removeLast()
      groups.append(values[below.startIndex..<top.endIndex])
    }
    return groups
  }
}

/// Shrinks a set of lines that evicts a target to one of which no line can be spared.
///
/// Group testing as by Vila, Köpf and Morales, "Theory and practice of finding eviction sets" (IEEE S&P 2019): with more groups
/// than ways, some group holds no line that is needed and can go as a whole. The number of ways is not known here: when no
/// group can go, the groups are halved, down to single lines, as in Zeller's delta debugging.
public enum GroupTesting {
  /// More groups than this on a set that still is large mean that the tests contradict one another.
  public static let mostGroups = 64

  /// - Parameters:
  ///   - lines: a set that evicts.
  ///   - evicts: whether a set evicts the target; it may err now and then.
  /// - Returns: the lines that are needed, by the tests' word, or `nil` when the tests contradict one another or the time was up.
  public static func reduce(
    _ lines: [Int], isTimeUp: () -> Bool, evicts: ([Int]) -> Bool
  ) -> [Int]? {
    var rest = lines
    var groups = 16
    while !isTimeUp() {
      groups = min(groups, rest.count)
      // Asked twice: to lose a line that is needed is worse than to keep one that is not.
      let smaller = (0..<groups).lazy.map { without($0, of: groups, rest) }
        .first { evicts($0) && evicts($0) }
      if let smaller {
        rest = smaller
      } else if groups == rest.count {
        return rest
      } else if groups >= mostGroups {
        return nil
      } else {
        groups *= 2
      }
    }
    return nil
  }

  private static func without(_ group: Int, of groups: Int, _ lines: [Int]) -> [Int] {
    let begin = lines.count * group / groups
    let end = lines.count * (group + 1) / groups
    return Array(lines[..<begin] + lines[end...])
  }
}

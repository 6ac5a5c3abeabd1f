/// The step that a clock shows in the times it measured.
public enum ClockStep {
  /// The least distance between two different times, where most times are there more than once; nil where they are
  /// not, because then no step shows.
  public static func seen(in times: [Double]) -> Double? {
    let distinct = Set(times).sorted()
    guard distinct.count > 1, 2 * distinct.count <= times.count else { return nil }
    return zip(distinct.dropFirst(), distinct).map { $0 - $1 }.min()
  }
}

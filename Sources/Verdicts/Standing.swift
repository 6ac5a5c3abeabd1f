/// How a limit stands after the data were heard.
public enum Standing: String, CaseIterable, Sendable {
  /// Shown to be kept: the whole interval lies within the limit.
  case pass
  /// Shown to be broken: the whole interval lies beyond the limit, also among all that was judged at once.
  case fail
  /// Neither is shown.
  case inconclusive

  /// The standing of several together: one confirmed failure is one whatever the others are, and a pass needs all of them.
  ///
  /// To claim that all limits are kept, each needs no more than its own level (Berger, Technometrics 24, 1982), so that passes
  /// are not adjusted for their number; failures are, before this. Of nothing it is inconclusive.
  public static func combined(_ all: some Collection<Standing>) -> Standing {
    if all.contains(.fail) { return .fail }
    return all.isEmpty || all.contains(.inconclusive) ? .inconclusive : .pass
  }
}

/// The decision that an enforcer takes when a window has ended or a sleep is over: which window is
/// next, and which ones can no longer be had.
///
/// It is a function of the plan and the clock alone. The enforcer recomputes it after every sleep
/// and never counts wake-ups, because a signal can wake it early and the machine can wake it late.
/// The signal handler that takes this decision between windows is C and mirrors these lines; hence
/// integers only, and one loop.
public enum WindowCursor {
  public enum Decision: Sendable, Hashable {
    /// Run the window at `index` of the planned windows; those in `missed` are lost.
    case run(index: Int, missed: Range<Int>)
    /// No window is left; those in `missed` are lost.
    case done(missed: Range<Int>)
  }

  /// The window to run after the one at `index`, at the time `now`.
  ///
  /// A window is missed when `now` has reached its end minus the guard: its stop is armed for that
  /// instant, so that nothing of it is left to run. A missed window is never made up for, since
  /// that would shift the plan.
  ///
  /// - Parameters:
  ///   - windows: the planned windows of one partition on one core, in time order.
  ///   - index: the window that has just ended or was last lost; -1 at the beginning.
  ///   - now: nanoseconds from the schedule's epoch.
  ///   - guard: nanoseconds by which stopping is brought forward.
  public static func next(
    _ windows: [PlannedWindow], after index: Int, now: Int64, guard: Int64
  ) -> Decision {
    let first = index + 1
    var candidate = first
    while candidate < windows.count && now >= stop(windows[candidate], guard: `guard`) {
      candidate += 1
    }
    return candidate < windows.count
      ? .run(index: candidate, missed: first..<candidate) : .done(missed: first..<candidate)
  }

  /// When to wake for a window: early by the lead, to spin to the planned start from there.
  ///
  /// The lead may reach into the predecessor's window. The waking thread then waits for the core, so
  /// that it follows as soon as the predecessor has stopped, without a timer's lateness in between.
  public static func wake(_ window: PlannedWindow, lead: Int64) -> Int64 { window.start - lead }

  /// When to stop a window: early by the guard, so that the stop's own delay is inside the window.
  public static func stop(_ window: PlannedWindow, guard: Int64) -> Int64 { window.end - `guard` }

  /// Whether a window that starts at `now` starts after its planned start.
  public static func isLate(_ window: PlannedWindow, now: Int64) -> Bool { now > window.start }
}

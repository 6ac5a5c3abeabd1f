/// One question that `doctor` asked the machine, and the answer.
public struct DoctorLine: Sendable, Equatable {
  /// What the question was about; the raw value names it to people.
  public enum Subject: String, Sendable, CaseIterable {
    case cores = "cores usable"
    case privileges
    case realTimeThrottling = "real-time throttling"
    case governor = "frequency governor"
    case multithreading = "SMT"
    case clockSource = "clock source"
    case hypervisor
    case steal
    case lockedMemory = "locked memory"
    case hugePages = "huge pages"
    case isolatedCPUs = "isolated CPUs"
    case load = "other load"
    case noiseFloor = "noise floor"
    case percentiles = "percentiles"
    case smallestSlowdown = "smallest slowdown"
    case hiddenSiblings = "hidden siblings"

    /// Those that need a measurement; all others are read.
    public static let measured: [Subject] = [
      .noiseFloor, .percentiles, .smallestSlowdown, .hiddenSiblings,
    ]
    public static let read = allCases.filter { !measured.contains($0) }
  }

  public enum Grade: String, Sendable, CaseIterable {
    /// Nothing to do.
    case ok
    /// Measurements are valid, and less precise or less certain than they could be.
    case warn
    /// Some results cannot be had, or should not be believed, until it is fixed.
    case fail
  }

  public var subject: Subject
  public var grade: Grade
  /// What was read, with its unit.
  public var seen: String
  /// What it does to a measurement.
  public var why: String
  /// The command that fixes it, ready to paste; one that does not run here begins with `on the host: ` or
  /// `at the next boot: `. Empty exactly when the grade is `ok`.
  public var fix: String

  public init(subject: Subject, grade: Grade, seen: String, why: String, fix: String = "") {
    self.subject = subject
    self.grade = grade
    self.seen = seen
    self.why = why
    self.fix = fix
  }
}

/// How quiet a shared machine was, by the share of its time that the hypervisor gave to others.
///
/// The share is stolen time over elapsed time × CPUs. Not over the sum of the columns of /proc/stat:
/// in a tickless guest idle time and steal overlap, and the columns add up to more than there was.
public enum StealGrade: String, CaseIterable, Comparable, Sendable {
  /// Below 0.1 %.
  case quiet
  /// Below 1 %.
  case fair
  /// Below 5 %: worth a warning.
  case noisy
  /// From 5 %: its tails are the neighbours', and are not to be reported as the program's.
  case refuseTails = "refuse_tails"

  /// - Parameter share: of the elapsed time of all CPUs, at least 0.
  public init(share: Double) {
    precondition(share >= 0, "stolen time is not negative")
    self =
      switch share {
      case ..<0.001: .quiet
      case ..<0.01: .fair
      case ..<0.05: .noisy
      default: .refuseTails
      }
  }

  /// Nil when no time passed, or on no CPU.
  public init?(stolenSeconds: Double, elapsedSeconds: Double, cpus: Int) {
    guard elapsedSeconds > 0, cpus > 0 else { return nil }
    self.init(share: max(0, stolenSeconds) / (elapsedSeconds * Double(cpus)))
  }

  /// The time on so many CPUs from which on one tick of the kernel's counter, 10 ms, is too little to
  /// spoil the grade `quiet`. In less, no tick may be luck and one tick may be too.
  public static func resolvedSeconds(cpus: Int, tickSeconds: Double = 0.01) -> Double {
    precondition(cpus > 0, "a machine has a CPU")
    return tickSeconds / 0.001 / Double(cpus)
  }

  private var order: Int { Self.allCases.firstIndex(of: self)! }

  public static func < (a: StealGrade, b: StealGrade) -> Bool { a.order < b.order }
}

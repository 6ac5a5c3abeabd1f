import CPlatform
import Platform
import Synchronization

/// Whether this process may lock the bus, and what the kernel would do if it did.
public enum BusLock {
  private static let allowed = Atomic<Bool>(false)

  /// Whether the user has agreed; the command line sets it once, before anything is planned.
  public static var isAllowed: Bool {
    get { allowed.load(ordering: .relaxed) }
    set { allowed.store(newValue, ordering: .relaxed) }
  }

  /// What the kernel does about a bus lock, as far as it says (Documentation/arch/x86/buslock.rst).
  enum Detection: Equatable {
    /// The processor cannot tell, or the kernel was told not to look.
    case none
    /// The offender is named in the log and, where `slows`, sleeps and waits for its turn at each.
    case warns(slows: Bool)
    /// The offender gets SIGBUS.
    case kills
    /// All offenders together are held to so many in a second.
    case limits(perSecond: String)
  }

  /// Reads the mode out of the kernel's command line, its settings and the processor's flags.
  ///
  /// - Parameter root: the folder that stands for `/`.
  static func detection(root: String = "/") -> Detection {
    func file(_ path: String) -> ProcFile { ProcFile(path, under: root) }
    let flags =
      (file("/proc/cpuinfo").text ?? "").split(separator: "\n")
      .first { $0.hasPrefix("flags") }?.split { " \t:".contains($0) } ?? []
    guard flags.contains("split_lock_detect") || flags.contains("bus_lock_detect") else {
      return .none
    }
    let parameter = "split_lock_detect="
    // The last one counts; what follows `--` is init's.
    let words = (file("/proc/cmdline").line ?? "").split(separator: " ").prefix { $0 != "--" }
    let mode = words.last { $0.hasPrefix(parameter) }?.dropFirst(parameter.count) ?? "warn"
    if mode == "off" { return .none }
    if mode == "fatal" { return .kills }
    if mode.hasPrefix("ratelimit:") {
      return .limits(perSecond: String(mode.dropFirst("ratelimit:".count)))
    }
    return .warns(slows: file("/proc/sys/kernel/split_lock_mitigate").line != "0")
  }

  /// Why the bus must not or cannot be locked here, with what the kernel would do; `nil` when nothing is in the way.
  static func obstacle(
    isAllowed: Bool, hasSplitLocks: Bool = CPLATFORM_SPLIT_LOCKS != 0, root: String = "/"
  ) -> String? {
    guard hasSplitLocks else { return "only x86-64 has locked operations across two lines" }
    let detection = detection(root: root)
    if detection == .kills {
      return "the kernel would end this process with SIGBUS (split_lock_detect=fatal)"
    }
    return isAllowed
      ? nil
      : "it stops the memory of the whole machine, other tenants included, and \(detection.words); "
        + "--allow-buslock permits it"
  }
}

extension BusLock.Detection {
  /// The end of a sentence that says what would happen.
  var words: String {
    switch self {
    case .none: "nothing here would hold it back, though a host may stop a guest for it"
    case .warns(slows: true):
      "the kernel would make it wait at each (kernel.split_lock_mitigate=1)"
    case .warns(slows: false): "the kernel would only name it in its log"
    case .kills: "the kernel would end this process with SIGBUS"
    case .limits(let perSecond):
      "the kernel would hold it to \(perSecond) a second (split_lock_detect=ratelimit)"
    }
  }
}

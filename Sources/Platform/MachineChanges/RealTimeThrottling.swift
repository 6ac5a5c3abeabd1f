import Glibc

/// The kernel's brake on real-time threads, and how a run gets rid of it for its own length.
///
/// By default all threads of a core in a real-time class together may run for 950 ms of each second; then they stand still
/// (sched-rt-group.rst). Since Linux 6.12 the brake is mostly the fair server, a deadline reservation that gives waiting ordinary
/// threads their share of a core; lifting the old limit does not lift it, and its own setting stands in debugfs.
public struct RealTimeThrottling: Sendable {
  public static let path = "/proc/sys/kernel/sched_rt_runtime_us"
  private let root: String

  /// - Parameter root: the folder that stands for `/`.
  public init(root: String = "/") {
    self.root = root
  }

  /// What is in force; `nil` where the kernel does not say.
  public var reading: MachineFacts.RealTimeThrottling? {
    MachineFacts.RealTimeThrottling { ProcFile($0, under: root) }
  }

  /// Why it cannot be lifted here; `nil` where it can, or need not.
  public var unavailable: String? {
    guard let reading else { return "\(Self.path) cannot be read" }
    guard !reading.isOff else { return nil }
    return unsafe access(ProcFile(Self.path, under: root).path, W_OK) == 0
      ? nil : "\(Self.path) cannot be written by this user: it takes root"
  }

  /// Lifts the limit until `changes` are undone.
  public func lift(_ changes: MachineChanges) throws(MachineChangeError) {
    guard reading?.isOff != true else { return }
    try changes.set(ProcFile(Self.path, under: root).path, to: "-1")
  }

  /// Lifts the limit where this process may.
  ///
  /// - Returns: what a reader of results should know of it: what stood in the way, and what is in force then.
  public func liftWherePossible(_ changes: MachineChanges) -> [String] {
    var notes = unavailable.map { [$0] } ?? []
    if notes.isEmpty {
      do throws(MachineChangeError) {
        try lift(changes)
      } catch {
        notes.append(error.description)
      }
    }
    return notes + [text]
  }

  /// What the fair server of each CPU may take in a second, in nanoseconds, where debugfs shows it (Linux 6.12, root).
  public var fairServers: [Int: Int64] {
    let folder = "/sys/kernel/debug/sched/fair_server"
    var found: [Int: Int64] = [:]
    for name in ProcFile(folder, under: root).names where name.hasPrefix("cpu") {
      guard let cpu = Int(name.dropFirst(3)),
        let runtime = ProcFile("\(folder)/\(name)/runtime", under: root).line.flatMap({ Int64($0) })
      else { continue }
      found[cpu] = runtime
    }
    return found
  }

  /// What a reader of results should know, in one or two sentences.
  public var text: String {
    guard let reading else { return "Real-time throttling: the kernel does not say." }
    let limit =
      reading.isOff
      ? "Real-time throttling is off."
      : "Real-time threads may run for \(reading.runtimeMicroseconds / 1000) ms of each "
        + "\(reading.periodMicroseconds / 1000) ms; a core that is busy with them stands still for the rest."
    let shares = Set(fairServers.values.map { $0 / 1_000_000 }).sorted()
    guard let most = shares.last else {
      return limit
        + " Since Linux 6.12 a fair server may still give waiting ordinary threads 50 ms of each second."
    }
    return limit
      + (most == 0
        ? " The fair servers are off."
        : " The fair server gives waiting ordinary threads up to \(most) ms of each second, limit or not.")
  }
}

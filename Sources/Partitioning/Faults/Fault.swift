public import Workloads

/// A way to fail on purpose.
public struct Fault: Sendable {
  public enum Injection: Sendable, Hashable {
    /// The partition's own code does it.
    case act(FaultAct)
    /// Who starts and stops the partition is kept from running for so many major frames.
    case delay(frames: Int64)
    /// Who starts and stops the partition is killed.
    case kill
  }

  public let name: String
  /// One sentence: what goes wrong.
  public let summary: String
  /// What it needs, and where it makes no sense.
  public let limits: String
  public let injection: Injection
  /// Why it cannot be had with a backend; the others have it.
  let refusals: [BackendKind: String]

  init(
    _ name: String, _ summary: String, limits: String = "Needs nothing.", _ injection: Injection,
    refusals: [BackendKind: String] = [:]
  ) {
    self.name = name
    self.summary = summary
    self.limits = limits
    self.injection = injection
    self.refusals = refusals
  }

  /// Whether it makes sense with a backend; whether the backend is there is the backend's own answer.
  public func availability(on backend: BackendKind) -> Availability {
    refusals[backend].map { .unavailable(reason: $0) } ?? .available
  }
}

/// Whether something can be had on this machine, and if not, why and what would make it so.
public enum Availability: Sendable, Equatable {
  case available
  /// It works, but not as well as it could.
  case degraded(reason: String)
  case unavailable(reason: String)

  /// Why it cannot be had at all; `nil` where it can, well or not.
  public var obstacle: String? {
    if case .unavailable(let reason) = self { reason } else { nil }
  }
}

/// Whether something can be had on this machine, and if not, why and what would make it so.
public enum Availability: Sendable, Equatable {
  case available
  /// It works, but not as well as it could.
  case degraded(reason: String)
  case unavailable(reason: String)
}

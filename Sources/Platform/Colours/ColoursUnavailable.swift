/// Why colours cannot be told here.
public struct ColoursUnavailable: Error, Equatable, CustomStringConvertible {
  /// For instance `L1 has one colour: every page covers all of its 64 sets`.
  public let reason: String

  public init(reason: String) { self.reason = reason }

  public var description: String { reason }
}

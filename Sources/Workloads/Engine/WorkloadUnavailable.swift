/// A workload that cannot be made on this machine, and why.
public struct WorkloadUnavailable: Error, Equatable, CustomStringConvertible {
  public let description: String

  public init(_ description: String) { self.description = description }
}

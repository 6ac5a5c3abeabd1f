public import Partitioning
public import Platform
public import Scheduling

/// An isolation mechanism under which partitions run: where and when, behind what walls, in which memory.
///
/// To add a policy is to add a file with a type of this protocol, and its test, and to name it in `PolicyCatalogue`:
/// CONTRIBUTING.md shows how. Undoing is nobody's own business: an arrangement is a value that goes with the run, and what a lever
/// changes goes through `MachineChanges`, which undoes it on every way out.
public protocol Policy: Sendable {
  /// The name in suites and results.
  var name: String { get }
  /// One sentence: what it does.
  var summary: String { get }
  /// What it protects, and against which channels it is powerless.
  var limits: String { get }
  /// What of the partitions it decides.
  var aspect: PolicyAspect { get }
  /// The parameters it takes in a suite, with their defaults; none for most.
  var parameters: [PolicySetting] { get }
  /// The same policy with parameters other than the defaults, in the units of their kinds.
  func configured(_ values: [String: Double]) -> any Policy
  /// What it stands on: a combination that has no policy of that aspect gets this one.
  var base: (any Policy)? { get }

  /// Whether the partitions can be arranged this way on this machine.
  func probe(_ request: PolicyRequest) -> Availability
  /// Puts what it decides into the arrangement, a value: nothing of the machine is changed. Only asked when `probe` did not say
  /// unavailable.
  func apply(to arrangement: inout Arrangement, _ request: PolicyRequest) throws
  /// Changes the machine for one round, where the mechanism is the machine's.
  ///
  /// - Parameter changes: records every change before it is made, and undoes it.
  func engage(
    _ arrangement: Arrangement, through changes: MachineChanges
  ) throws -> (any PolicyLever)?
  /// An independent reading, from what the run brought back, that the policy was in force.
  func evidence(_ observation: PolicyObservation) -> Evidence
}

extension Policy {
  public var parameters: [PolicySetting] { [] }
  public func configured(_ values: [String: Double]) -> any Policy { self }
  public var base: (any Policy)? { nil }
  public func engage(
    _ arrangement: Arrangement, through changes: MachineChanges
  ) throws -> (any PolicyLever)? { nil }
}

/// What a policy does to the machine for one round of one pair.
public protocol PolicyLever: AnyObject {
  /// Takes the partitions' threads in, by their kernel ids, once they exist and before anything is measured.
  func admit(_ threads: [(partition: String, thread: Int32)]) throws
  /// Looks whether it is in force; called at the end of each phase.
  func observe()
  /// What it saw, by key, for the policy's evidence.
  func readings() -> [String: String]
  /// Takes everything back.
  func release()
}

/// An error for which a policy could not be put in force in a round: the cell failed, and the run goes on.
public protocol PolicyRefusal: Error {}

extension MachineChangeError: PolicyRefusal {}
extension ScheduleErrors: PolicyRefusal {}
extension EnforcerMismatch: PolicyRefusal {}

/// A parameter of a policy.
public struct PolicySetting: Sendable, Equatable {
  public enum Kind: Sendable, Equatable {
    /// In nanoseconds; written `1ms`, a bare number counts microseconds.
    case time
    /// From 0 to 1; written `25%`.
    case share
    /// A whole number.
    case count
  }

  public let name: String
  public let meaning: String
  public let kind: Kind
  /// The values that make sense, in the unit of the kind.
  public let range: ClosedRange<Double>
  /// The default, as it would be written in a suite.
  public let defaultText: String

  public init(
    name: String, meaning: String, kind: Kind, range: ClosedRange<Double>, defaultText: String
  ) {
    self.name = name
    self.meaning = meaning
    self.kind = kind
    self.range = range
    self.defaultText = defaultText
  }
}

/// A reading of whether a policy was in force.
public struct Evidence: Sendable, Equatable {
  public var held: Bool
  /// The reading, in a few words.
  public var detail: String

  public init(held: Bool, detail: String) {
    self.held = held
    self.detail = detail
  }
}

public import HardwareTopology

/// What a policy is asked to arrange.
public struct PolicyRequest: Sendable {
  /// A partition and how many threads it has.
  public struct Partition: Sendable, Equatable {
    public var name: String
    public var threads: Int

    public init(name: String, threads: Int) {
      self.name = name
      self.threads = threads
    }
  }

  /// The partitions; the victim's comes first.
  public var partitions: [Partition]
  /// The PUs to use, in the order in which they should be taken.
  public var cores: [Int]
  /// All PUs that the run may use, housekeeping included: what the operating system may pick from.
  public var usable: [Int]
  public var topology: Topology
  /// The guard band of windows that have one.
  public var guardNanoseconds: Int64

  public init(
    partitions: [Partition], cores: [Int], usable: [Int], topology: Topology,
    guardNanoseconds: Int64
  ) {
    self.partitions = partitions
    self.cores = cores
    self.usable = usable
    self.topology = topology
    self.guardNanoseconds = guardNanoseconds
  }

  var threads: Int { partitions.reduce(0) { $0 + $1.threads } }
}

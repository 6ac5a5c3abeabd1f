/// The keys of a deployment file, in the order in which one reads best.
///
/// The JSON Schema has the same ones; a test holds them against each other.
extension Deployment {
  enum Key: String, CaseIterable {
    case name, description, hypervisor, cores
    case majorFrame = "major_frame"
    case enforcer, `guard`, rounds, phase, seed, partitions, windows, schedule, isolation
  }

  enum HypervisorKey: String, CaseIterable {
    case type, priority, throttling, load
  }

  enum PartitionKey: String, CaseIterable {
    case name, criticality, core, cores, backend, memory, scheduler
    case healthMonitor = "health_monitor"
    case applications
  }

  enum ApplicationKey: String, CaseIterable {
    case name, workload
    case workingSet = "working_set"
    case job, intensity, core, priority, period, budget, fault
  }

  enum FaultKey: String, CaseIterable {
    case kind, after
  }

  enum WindowKey: String, CaseIterable {
    case core, partition, offset, duration, period
  }

  enum SeparationKey: String, CaseIterable {
    case between
    case notSharing = "not_sharing"
    case atOnce = "at_once"
  }

  /// The kinds of scheduler in a partition; only round robin has a parameter, its quantum.
  enum SchedulerKey: String, CaseIterable {
    case roundRobin = "round-robin"
    case fixedPriority = "fixed-priority"
  }

  /// Stands in the list form of a schedule for time in which nobody runs.
  static let idle = "idle"
  /// Stands in a separation for every other partition.
  static let everyOther = "*"
}

extension Deployment.HealthMonitorTable {
  /// The errors that a health monitor tells apart.
  public static let errors = ["crash", "exit", "overrun", "deadlock", "memory"]
  /// The key for every other error.
  static let otherwiseKey = "otherwise"
}

extension Deployment.Separation {
  /// What partitions can be kept from sharing, from the nearest to the core to the farthest.
  public static let resources = ["core", "L1", "L2", "L3", "node", "address-space"]
}

extension Deployment.Criticality {
  /// How files may write it: the levels of DO-178C, and those of ISO 26262 and IEC 61508 by their
  /// rank. The rank says who is to be protected from whom; it is no claim that the standards ask
  /// for the same evidence.
  static let names: [(text: String, level: Deployment.Criticality)] = [
    ("A", .a), ("B", .b), ("C", .c), ("D", .d), ("E", .e),
    ("ASIL-D", .a), ("ASIL-C", .b), ("ASIL-B", .c), ("ASIL-A", .d), ("QM", .e),
    ("SIL-4", .a), ("SIL-3", .b), ("SIL-2", .c), ("SIL-1", .d),
  ]
}

/// One thing that a deployment depends on, and who loses service when it fails.
public struct FailurePointRow: Row {
  public enum Kind: String, FieldValue, CaseIterable, Sendable {
    case core, cache, node, partition
    case guestScheduler = "guest_scheduler"
    case hypervisor
    case hostOS = "host_os"
  }

  public var element = ""
  public var kind = Kind.core
  public var channel: InterferenceChannel?
  public var cores = ""
  public var cpus = ""
  public var applications = ""
  public var criticality = ""
  public var backend = ""
  public var applicationsLost = ""
  public var lost: Int64 = 0
  public var highestCriticalityLost = ""
  public var isContained = false
  public var containment = ""

  public init() {}

  public static let file = "data/failure_points.csv"
  public static let summary =
    "One single point of failure of a deployment: who loses service with it, and what contains its failure."
  public static let since = 3
  public static let columns: [Column<FailurePointRow>] = [
    Column("element", \.element, "What fails."),
    Column(
      "kind", \.kind,
      "core, cache, node, partition, guest_scheduler, hypervisor (dispatcher and health monitor: the harness process) or host_os."
    ),
    Column(
      "channel", \.channel,
      "The interference channel that it is; empty where it is none by itself."),
    Column("cores", \.cores, "The deployment's cores that have it."),
    Column("cpus", \.cpus, "The PUs behind these cores."),
    Column(
      "applications", \.applications,
      "Applications that use it, each as partition/application, separated by spaces."),
    Column("criticality", \.criticality, "Of a partition: its criticality."),
    Column("backend", \.backend, "Of a partition: its backend."),
    Column(
      "applications_lost", \.applicationsLost,
      "Applications that lose service, each as partition/application, separated by spaces."),
    Column("lost", \.lost, "How many lose service."),
    Column(
      "highest_criticality_lost", \.highestCriticalityLost, "The strictest criticality among them."),
    Column(
      "contained", \.isContained,
      "Whether the rest of the module goes on."),
    Column("containment", \.containment, "What contains the failure, or why nothing does."),
  ]
}

/// One interference channel on the path from one application of a deployment to another, as the deployment file and the
/// topology have it: nothing of it is measured.
public struct PathRow: Row {
  public var pathID = ""
  public var victim = ""
  public var victimPartition = ""
  public var victimCriticality = ""
  public var victimCores = ""
  public var aggressor = ""
  public var aggressorPartition = ""
  public var aggressorCriticality = ""
  public var aggressorCores = ""
  public var channel = InterferenceChannel.core
  public var resource = ""
  public var resourceCores = ""
  public var kind = InterferenceKind.none
  public var overlapNanoseconds: Int64?
  public var majorFrameNanoseconds: Int64?
  public var mitigation = ""

  public init() {}

  public static let file = "data/paths.csv"
  public static let summary =
    "One interference channel on the path from one application to another, from the deployment and the topology."
  public static let since = 3
  public static let columns: [Column<PathRow>] = [
    Column(
      "path_id", \.pathID,
      "The path: one victim and one aggressor; the same in data/register.csv."),
    Column("victim", \.victim, "Application that can be delayed."),
    Column("victim_partition", \.victimPartition, "Its partition."),
    Column("victim_criticality", \.victimCriticality, "Criticality of its partition, A to E."),
    Column("victim_cores", \.victimCores, "The deployment's cores that it runs on."),
    Column("aggressor", \.aggressor, "Application that can delay it."),
    Column("aggressor_partition", \.aggressorPartition, "Its partition."),
    Column(
      "aggressor_criticality", \.aggressorCriticality, "Criticality of its partition, A to E."),
    Column("aggressor_cores", \.aggressorCores, "The deployment's cores that it runs on."),
    Column("channel", \.channel, "Interference channel that both use."),
    Column("resource", \.resource, "The one thing on this machine that both use."),
    Column("resource_cores", \.resourceCores, "The deployment's cores that have it."),
    Column(
      "kind", \.kind,
      "concurrent: both run at once on cores that share it; residual: one after the other; none: the schedule keeps it from mattering."
    ),
    Column(
      "overlap_ns", \.overlapNanoseconds,
      "Time in each major frame in which both may run at once there; empty where no schedule limits it."
    ),
    Column(
      "major_frame_ns", \.majorFrameNanoseconds, "Period of the schedule; empty without one."),
    Column(
      "mitigation", \.mitigation, "What in the deployment lessens it; empty when nothing does."),
  ]
}

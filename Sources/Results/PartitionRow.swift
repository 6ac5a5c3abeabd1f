/// One partition of a deployment as it was run: what tells a run from its twin on another kind of hypervisor.
public struct PartitionRow: Row {
  public enum HypervisorType: String, FieldValue, CaseIterable, Sendable {
    case type1, type2
  }

  public var deployment = ""
  public var partition = ""
  public var criticality = ""
  public var backend = ""
  public var cores = ""
  public var cpus = ""
  public var hypervisorType = HypervisorType.type1
  public var hostLoad: Int64 = 0
  public var schedulingClass = ""
  public var enforcer = ""
  public var guardNanoseconds: Int64 = 0
  public var majorFrameNanoseconds: Int64?
  public var windowsPerFrame: Int64?
  public var share = 1.0
  public var memoryLimitBytes: Int64?
  public var guestScheduler = ""
  public var applications = ""
  public var framesFolded: Int64 = 1

  public init() {}

  public static let file = "data/partitions.csv"
  public static let summary =
    "One partition of a deployment as it was run: its place, its windows, its backend, and who holds it to them."
  public static let since = 3
  public static let columns: [Column<PartitionRow>] = [
    Column("deployment", \.deployment, "Name of the deployment."),
    Column("partition", \.partition, "The partition."),
    Column("criticality", \.criticality, "A to E; empty where the file does not say."),
    Column("backend", \.backend, "What it was made of: thread, process, container or vm."),
    Column("cores", \.cores, "The deployment's cores that it has (taskset list)."),
    Column("cpus", \.cpus, "The PUs that these became, as the operating system numbers them."),
    Column(
      "hypervisor_type", \.hypervisorType,
      "type1: the partition scheduler alone decides who runs; type2: above a host's scheduler."),
    Column("host_load", \.hostLoad, "Ordinary threads of the host that competed for the cores."),
    Column(
      "scheduling_class", \.schedulingClass,
      "How the operating system ranked its threads: fifo:PRIORITY, batch or other."),
    Column("enforcer", \.enforcer, "Who started and stopped it."),
    Column(
      "guard_ns", \.guardNanoseconds, "At the end of each window, kept free so that none overruns."),
    Column(
      "major_frame_ns", \.majorFrameNanoseconds,
      "Period of the schedule on this machine; empty without one."),
    Column(
      "windows_per_frame", \.windowsPerFrame,
      "Its windows in each such period, on all its cores; empty without a schedule."),
    Column("share", \.share, "The share of its PUs' time that its windows hold."),
    Column("memory_limit_bytes", \.memoryLimitBytes, "Memory that it may have; empty: no limit."),
    Column(
      "guest_scheduler", \.guestScheduler, "How it shares its windows out, for people."),
    Column(
      "applications", \.applications,
      "What runs in it, each as name=workload, separated by spaces."),
    Column(
      "frames_folded", \.framesFolded,
      "Major frames of the deployment in one of this machine; 1 where each core has a PU of its own."
    ),
  ]
}

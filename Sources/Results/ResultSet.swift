/// What a reader sees of a results directory.
public struct ResultSet: Sendable {
  public let directory: String
  public let isPartial: Bool
  public let cells: [CellRow]
  public let rounds: [RoundRow]
  public let summary: [SummaryRow]
  public let windows: [WindowRow]
  public let histogram: [HistogramRow]
  public let events: [EventRow]
  public let provenance: Provenance

  public init(
    directory: String, isPartial: Bool, cells: [CellRow], rounds: [RoundRow],
    summary: [SummaryRow], windows: [WindowRow], histogram: [HistogramRow], events: [EventRow],
    provenance: Provenance
  ) {
    self.directory = directory
    self.isPartial = isPartial
    self.cells = cells
    self.rounds = rounds
    self.summary = summary
    self.windows = windows
    self.histogram = histogram
    self.events = events
    self.provenance = provenance
  }
}

/// Facts about the machine, the tool and the run.
public struct Provenance: Codable, Sendable {
  public struct Tool: Codable, Sendable {
    public var version = ""
    public var commit = ""
    public var buildConfiguration = ""
    public var compiler = ""
    public init(version: String, commit: String, buildConfiguration: String, compiler: String) {
      self.version = version
      self.commit = commit
      self.buildConfiguration = buildConfiguration
      self.compiler = compiler
    }
  }
  public var schemaVersion = 1
  public var runID = ""
  public var startedUTC = ""
  public var endedUTC: String?
  public var host = ""
  public var tool: Tool
  public var arguments: [String] = []
  public var seed: UInt64
  public var kernel = ""
  public var kernelCommandLine = ""
  public var cpuModel = ""
  public var microcode: String?
  public var hypervisor: String?
  public var clockSource = ""
  public var governor: String?
  public var turbo: String?
  public var smt: String?
  public var transparentHugePages: String?
  public var isolatedCPUs: String?
  public var mitigations: [String: String] = [:]
  public var realTimeThrottling: String?
  public var resctrl: String?
  public var lockedMemoryLimitBytes: Int64?
  public var privileged = false
  public var usableCPUs = ""
  public var tscMegahertz: Double?
  public var notes: [String] = []

  public init(_ run: RunIdentity, host: String, seed: UInt64, tool: Tool) {
    runID = run.runID
    startedUTC = run.startedUTC
    self.host = host
    self.seed = seed
    self.tool = tool
  }
}

/// What tells a run from every other.
public struct RunIdentity: Sendable {
  public let runID: String
  public let startedUTC: String

  public init(unixMilliseconds: UInt64, using generator: inout some RandomNumberGenerator) {
    runID = "r\(generator.next())"
    startedUTC = "\(unixMilliseconds)"
  }
}

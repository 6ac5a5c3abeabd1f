/// What was run, where and how: everything that a reader needs to judge the numbers or to repeat the run.
///
/// A fact that the machine does not tell is `nil` and absent from the file.
public struct Provenance: Codable, Sendable, Equatable {
  public struct Tool: Codable, Sendable, Equatable {
    public var version: String
    /// Commit of the source, or `unknown`.
    public var commit: String
    /// `debug` or `release`; numbers of a debug build are not to be compared.
    public var buildConfiguration: String
    public var compiler: String

    public init(version: String, commit: String, buildConfiguration: String, compiler: String) {
      self.version = version
      self.commit = commit
      self.buildConfiguration = buildConfiguration
      self.compiler = compiler
    }
  }

  /// Version of the schema of all files of the directory.
  public var schemaVersion = Results.schemaVersion
  public var runID: String
  /// For instance `2026-11-22T13:15:00Z`.
  public var startedUTC: String
  /// `nil` while the run goes on, and for ever if it was killed.
  public var endedUTC: String?
  public var host: String
  public var tool: Tool
  /// The command that measured: `run`, `contention`, `sweep`, `jitter`, `selftest` or `measure`.
  /// Absent from files of schema version 1, which only `run` wrote.
  public var command: String? = "run"
  /// The command line, the program's name included.
  public var arguments: [String] = []
  public var kernel = ""
  public var kernelCommandLine = ""
  public var cpuModel = ""
  public var microcode: String?
  /// The hypervisor below this machine; `nil` on bare metal.
  public var hypervisor: String?
  public var clockSource = ""
  public var governor: String?
  public var turbo: String?
  public var smt: String?
  public var transparentHugePages: String?
  public var isolatedCPUs: String?
  /// The kernel's word on each processor vulnerability, by its name under `/sys`.
  public var mitigations: [String: String] = [:]
  /// Real-time throttling as the kernel states it, for instance `950000/1000000 us`.
  public var realTimeThrottling: String?
  public var resctrl: String?
  /// Limit on locked memory; `nil` when there is none.
  public var lockedMemoryLimitBytes: Int64?
  /// Whether the run had the privileges for real-time priority and locked memory.
  public var privileged = false
  /// PUs that the run could use (taskset list).
  public var usableCPUs = ""
  public var tscMegahertz: Double?
  /// The version of each workload's code, by its name: times of different versions are not to be compared.
  /// Absent from files before schema version 5.
  public var workloadVersions: [String: Int]?
  /// What a reader should know besides, one sentence each.
  public var notes: [String] = []

  private var seedText: DecimalText

  /// Seed of everything that was drawn.
  public var seed: UInt64 {
    get { seedText.value }
    set { seedText.value = newValue }
  }

  public init(_ run: RunIdentity, host: String, seed: UInt64, tool: Tool) {
    runID = run.runID
    startedUTC = run.startedUTC
    self.host = host
    self.tool = tool
    seedText = DecimalText(value: seed)
  }

  private enum CodingKeys: String, CodingKey {
    case schemaVersion, runID, startedUTC, endedUTC, host, tool, command, arguments
    case seedText = "seed"
    case kernel, kernelCommandLine, cpuModel, microcode, hypervisor, clockSource, governor, turbo
    case smt, transparentHugePages, isolatedCPUs, mitigations, realTimeThrottling, resctrl
    case lockedMemoryLimitBytes, privileged, usableCPUs, tscMegahertz, workloadVersions
    case notes
  }
}

extension Provenance {
  /// `<UTC>_<host>_<run id>`: sorts by time and clashes with no other host's.
  public var directoryName: String {
    let time = startedUTC.filter { $0 != ":" }
    return [time, host, runID].map { Self.fileNameSafe($0) }.joined(separator: "_")
  }

  /// Only what needs no quoting in a shell and has no meaning in a path; `_` stays free as a separator unless it is kept.
  public static func fileNameSafe(_ text: String, keeping kept: Unicode.Scalar? = nil) -> String {
    let safe = text.utf8.prefix(63).map { byte in
      switch byte {
      case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
        UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "."), UInt8(ascii: "-"):
        byte
      default: kept.map { UInt8(ascii: $0) } == byte ? byte : UInt8(ascii: "-")
      }
    }
    return safe.isEmpty ? "unknown" : String(decoding: safe, as: UTF8.self)
  }
}

/// A number that JSON carries as text, because most JSON readers hold only 53 bits of a number.
private struct DecimalText: Codable, Sendable, Equatable {
  var value: UInt64

  init(value: UInt64) { self.value = value }

  init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    guard let value = UInt64(try container.decode(String.self)) else {
      throw DecodingError.dataCorruptedError(
        in: container, debugDescription: "not a whole number from 0 to 2^64 - 1")
    }
    self.value = value
  }

  func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(String(value))
  }
}

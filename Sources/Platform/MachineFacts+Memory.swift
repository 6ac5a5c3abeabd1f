extension MachineFacts {
  /// Memory and its large pages.
  public struct Memory: Sendable, Equatable {
    public var totalBytes: UInt64?
    /// What can be had without swapping.
    public var availableBytes: UInt64?
    /// Explicit huge pages of the default size: reserved, and not yet in use.
    public var hugePagesTotal: UInt64?
    public var hugePagesFree: UInt64?
    public var hugePageBytes: UInt64?
    /// Transparent huge pages: `always`, `madvise` or `never`; `nil` when the kernel has none.
    public var transparentHugePages: String?

    public init() {}

    /// What the kernel says now.
    public static func now() -> Memory {
      Memory(
        meminfo: ProcFile("/proc/meminfo").text ?? "",
        transparentHugePages: ProcFile("/sys/kernel/mm/transparent_hugepage/enabled").line)
    }

    /// - Parameters:
    ///   - meminfo: `/proc/meminfo`.
    ///   - transparentHugePages: the choices with the one in force in brackets, as in `always [madvise] never`.
    init(meminfo: String, transparentHugePages choices: String?) {
      let values = meminfo.keyedLines
      totalBytes = Self.bytes(values["MemTotal"])
      availableBytes = Self.bytes(values["MemAvailable"])
      hugePagesTotal = values["HugePages_Total"].flatMap { UInt64($0) }
      hugePagesFree = values["HugePages_Free"].flatMap { UInt64($0) }
      hugePageBytes = Self.bytes(values["Hugepagesize"])
      transparentHugePages = choices?.words.first { $0.hasPrefix("[") && $0.hasSuffix("]") }
        .map { String($0.dropFirst().dropLast()) }
    }

    /// The kernel writes `kB` and means 1024 bytes.
    private static func bytes(_ text: String?) -> UInt64? {
      guard let words = text?.words, words.count == 2, words[1] == "kB" else { return nil }
      return UInt64(words[0]).map { $0 * 1024 }
    }
  }

  /// Threads that ran or waited for a CPU or a disk, averaged over 1, 5 and 15 minutes.
  public struct LoadAverage: Sendable, Equatable {
    public var oneMinute: Double
    public var fiveMinutes: Double
    public var fifteenMinutes: Double

    /// - Parameter line: `/proc/loadavg`.
    public init?(_ line: String) {
      let numbers = line.words.prefix(3).compactMap { Double($0) }
      guard numbers.count == 3 else { return nil }
      (oneMinute, fiveMinutes, fifteenMinutes) = (numbers[0], numbers[1], numbers[2])
    }
  }
}

/// One level of cache: what hwloc says, what was measured, and what working sets are sized by.
public struct CacheRow: Row {
  /// Where the size that is used comes from.
  public enum Source: String, FieldValue, CaseIterable, Codable, Sendable {
    case hwloc
    /// hwloc's is more than a power of two beside what was measured, or hwloc has none.
    case measured
    /// Neither: the size of the last level that there is.
    case lastLevel = "last-level"
  }

  public var level: Int64 = 0
  public var hwlocBytes: Int64?
  public var measuredLowBytes: Int64?
  public var measuredHighBytes: Int64?
  public var usedBytes: Int64 = 0
  public var beyondBytes: Int64 = 0
  public var source = Source.hwloc
  public var method = ""
  public var note = ""

  public init() {}

  public static let file = "data/caches.csv"
  public static let summary =
    "One level of cache as the measured core sees it: hwloc's size, the measured one, and the one that working sets are sized by."
  public static let since = 2
  public static let columns: [Column<CacheRow>] = [
    Column("level", \.level, "Level of the cache, from 1."),
    Column("hwloc_bytes", \.hwlocBytes, "Size that hwloc reports; empty when it reports none."),
    Column(
      "measured_low_bytes", \.measuredLowBytes,
      "Largest working set of which nine tenths were found in the cache; empty when no step was found."
    ),
    Column(
      "measured_high_bytes", \.measuredHighBytes,
      "Smallest working set of which half was missed; empty when no step was found."),
    Column("used_bytes", \.usedBytes, "Size by which shares of the cache such as L3/2 go."),
    Column(
      "beyond_bytes", \.beyondBytes,
      "Size by which the whole cache and multiples such as 2*L3 go: the larger of used and hwloc's."
    ),
    Column("source", \.source, "Where the used size comes from."),
    Column("method", \.method, "How it was measured, on which pages."),
    Column("note", \.note, "What a reader should know about it, in one sentence."),
  ]
}

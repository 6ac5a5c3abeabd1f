/// One bin of one cell's distribution, over all rounds.
public struct HistogramRow: Row {
  public var cellID = ""
  public var metric = ""
  public var lowerNanoseconds: Int64 = 0
  public var upperNanoseconds: Int64 = 0
  public var count: Int64 = 0

  public init() {}

  public static let file = "data/histogram.csv"
  public static let summary =
    "One bin: lower bound (inclusive), upper bound (exclusive) and count, per cell and metric."
  public static let columns: [Column<HistogramRow>] = [
    Column("cell_id", \.cellID, "The cell; for gap and timer_lateness the PU, for instance cpu3."),
    Column("metric", \.metric, "job_latency, start_error, gap or timer_lateness."),
    Column(
      "lower_ns", \.lowerNanoseconds, "Lower bound of the bin, inclusive.",
      in: 0...WholeNumbers.most),
    Column(
      "upper_ns", \.upperNanoseconds, "Upper bound of the bin, exclusive.",
      in: 0...WholeNumbers.most),
    Column("count", \.count, "Samples in the bin.", in: WholeNumbers.counts),
  ]

  public var conflict: (column: String, message: String)? {
    upperNanoseconds > lowerNanoseconds
      ? nil : ("upper_ns", "is not above lower_ns, which is \(lowerNanoseconds)")
  }
}

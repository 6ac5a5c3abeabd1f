public import Results

/// A format that a run can be handed on in.
public enum ExportFormat: String, CaseIterable, Sendable {
  case json, hdr, benchstat
  case googleBenchmark = "google-benchmark"
  case gnuplot, parquet, sqlite

  /// Who makes the files of a format.
  public enum Maker: Sendable {
    /// A pure function of the results and of the texts beside the tables.
    case text(@Sendable (ResultSet, [ExportedFile]) -> [ExportedFile])
    /// DuckDB, told by a script.
    case duckDB
    /// The command-line shell of SQLite, told by a script.
    case sqlite
  }

  /// Who makes the files of the format: a function here, or a database's own program.
  public var maker: Maker {
    switch self {
    case .json: .text { JSONDocument.files($0, beside: $1) }
    case .hdr: .text { results, _ in HdrText.files(results) }
    case .benchstat: .text { results, _ in BenchstatText.files(results) }
    case .googleBenchmark: .text { results, _ in GoogleBenchmark.files(results) }
    case .gnuplot: .text { results, _ in Gnuplot.files(results) }
    case .parquet: .duckDB
    case .sqlite: .sqlite
    }
  }

  /// What it is, for lists and help.
  public var summary: String {
    switch self {
    case .json: "everything in one document that says what its columns mean"
    case .hdr: "HdrHistogram percentile distributions, one for each cell and metric"
    case .benchstat: "the Go benchmark format, one line for each round"
    case .googleBenchmark: "Google Benchmark JSON, one repetition for each round"
    case .gnuplot: "data and a script for each figure"
    case .parquet: "one file for each CSV file, through DuckDB"
    case .sqlite: "one database with a table for each CSV file, through sqlite3"
    }
  }

  /// What to say when a run has nothing that the format could hold; `nil` for formats that hold any run.
  public var emptiness: String? {
    switch self {
    case .hdr: "this run has no histogram (data/histogram.csv is empty)"
    case .benchstat, .googleBenchmark: "this run timed no jobs (data/rounds.csv is empty)"
    case .gnuplot: "this run has no figure that gnuplot could draw"
    case .json, .parquet, .sqlite: nil
    }
  }
}

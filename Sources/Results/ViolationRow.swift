/// One place where a deployment does not keep its partitions apart as it says or as their criticalities ask for.
public struct ViolationRow: Row {
  public enum Isolation: String, FieldValue, CaseIterable, Sendable {
    case spatial, temporal
  }

  public var rule = ""
  public var isolation = Isolation.spatial
  public var isDeclared = false
  public var partitions = ""
  public var message = ""
  public var remedy = ""
  public var sourceFile = ""
  public var line: Int64?
  public var column: Int64?

  public init() {}

  public static let file = "data/violations.csv"
  public static let summary =
    "One violated claim of a deployment: which partitions, what they share, and what would mend it."
  public static let since = 3
  public static let columns: [Column<ViolationRow>] = [
    Column("rule", \.rule, "The rule that is violated."),
    Column("isolation", \.isolation, "spatial or temporal."),
    Column(
      "declared", \.isDeclared,
      "Whether the file claims it under isolation; otherwise it follows from criticalities and limits."
    ),
    Column("partitions", \.partitions, "The partitions, separated by spaces."),
    Column("message", \.message, "What is violated."),
    Column("remedy", \.remedy, "What would mend it."),
    Column("source_file", \.sourceFile, "The deployment file."),
    Column("source_line", \.line, "Line of the claim, from 1."),
    Column("source_column", \.column, "Column of the claim, from 1."),
  ]
}

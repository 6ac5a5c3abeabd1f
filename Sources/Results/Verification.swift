/// All that is wrong with a results directory: bytes, schema, and what rows say of each other.
public struct Verification: Sendable, Equatable {
  public private(set) var problems: [ResultSet.Problem]
  /// What was looked at: CSV files that could be read, and their rows.
  public private(set) var files = 0
  public private(set) var rows = 0

  private let directory: String
  private let version: Int
  private let isPartial: Bool

  /// Reads every file, twice: once for its SHA-256, once for its rows.
  ///
  /// - Throws: `ResultsError` when it is no results directory, or one of a newer schema. All else is listed.
  public init(of directory: String) throws(ResultsError) {
    let path = File.withoutTrailingSlash(directory)
    self.directory = path
    version = try ResultSet.readProvenance(in: path).schemaVersion
    isPartial = !File.exists("\(path)/\(DataPackage.file)")
    problems =
      isPartial
      ? [
        .init(
          file: DataPackage.file,
          message: "is missing: the run did not reach its end, and nothing says what was written")
      ] : ResultSet.verify(path)
    let cells = CellChecks(read(CellRow.self), plan: plan())
    problems += cells.problems + cells.problems(read(RoundRow.self), isPartial: isPartial)
    for rowType in rowTypes where ![CellRow.file, RoundRow.file].contains(rowType.file) {
      check(rowType, cells)
    }
    // What the files are, before what their rows say.
    problems = problems.filter { $0.line == nil } + problems.filter { $0.line != nil }
  }

  private mutating func check<R: Row>(_ rowType: R.Type, _ cells: CellChecks) {
    switch read(rowType) {
    case let rows as [SummaryRow]: problems += cells.problems(rows) + RowKeys.problems(rows)
    case let rows as [WindowRow]: problems += cells.problems(rows) + RowKeys.problems(rows)
    case let rows as [HistogramRow]: problems += RowKeys.problems(rows)
    case let rows as [SentinelRow]: problems += RowKeys.problems(rows)
    case let rows as [PolicyRow]: problems += RowKeys.problems(rows)
    case let rows as [VerificationRow]: problems += RowKeys.problems(rows)
    default: break
    }
  }

  private mutating func plan() -> PlannedPairs? {
    do throws(ResultsError) {
      return try PlannedPairs.read(in: directory)
    } catch {
      problems.append(.init(file: PlannedPairs.file, message: error.message))
      return nil
    }
  }

  private mutating func read<R: Row>(_: R.Type) -> [R] {
    do throws(ResultsError) {
      let read: [R] = try ResultSet.rows(
        in: directory, isPartial: isPartial,
        mayBeMissing: isPartial && R.file == SummaryRow.file, version: version)
      files += 1
      rows += read.count
      return read
    } catch {
      // A file that cannot be opened was found when its bytes were compared.
      if !problems.contains(where: { $0.file == R.file && $0.message == error.message }) {
        problems.append(
          .init(file: R.file, line: error.line, column: error.column, message: error.message))
      }
      return []
    }
  }
}

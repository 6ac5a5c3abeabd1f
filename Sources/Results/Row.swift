/// A row of one of the result files.
public protocol Row: Sendable, Equatable {
  /// The file's path inside the results directory, for instance `data/rounds.csv`.
  static var file: String { get }
  /// What a row of the file is, in one sentence.
  static var summary: String { get }
  /// The columns, in the order of the header.
  static var columns: [Column<Self>] { get }
  /// The version of the schema that brought the file; directories of an older one may lack it.
  static var since: Int { get }
  /// Which of the row's values cannot stand beside the others, and what it is not; `nil` where they go together.
  var conflict: (column: String, message: String)? { get }
  /// A blank row for the reader to fill.
  init()
}

extension Row {
  public static var since: Int { 1 }
  public var conflict: (column: String, message: String)? { nil }
}

/// The version of the files' schema. Columns may be appended under the same version; a column's meaning never changes.
///
/// 2 added the files of the commands besides `run`, and `command` to the provenance; 3 those of deployments, enforcers and
/// faults; 4 those of policies, residue and leakage; 5 what verdicts need and say.
public let schemaVersion = 5

/// Whether a cell's aggressors were parked (`solo`) or released (`corun`).
public enum Condition: String, FieldValue, CaseIterable, Sendable {
  case solo, corun
}

/// Why a cell is in the plan.
public enum ControlKind: String, FieldValue, CaseIterable, Sendable {
  /// Not a control: a cell that the suite asked for.
  case none
  /// Must show no slowdown: the aggressor uses nothing that the victim shares.
  case negative
  /// Must show a slowdown: a channel that is known to be there.
  case positive
  /// The positive control with its channel taken away; must show no slowdown.
  case padded

  /// The control that a victim beside an aggressor is by their names alone: a run without a policy under which the answer is
  /// known runs false sharing too, but marks it nowhere.
  public static func known(victim: String, aggressor: String) -> ControlKind {
    switch (victim, aggressor) {
    case ("false-sharing", "false-sharing"): .positive
    case ("padded", "padded"): .padded
    default: .none
    }
  }
}

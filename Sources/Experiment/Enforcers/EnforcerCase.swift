public import Partitioning
public import Results

/// An enforcer in one situation: what is compared with what.
public struct EnforcerCase: Sendable {
  public var enforcer: any Enforcer
  public var backend: BackendKind
  public var schedulingClass: SchedulingClass
  public var windowNanoseconds: Int64
  public var guardBand: EnforcerRow.GuardBand
  public var neighbours: EnforcerRow.Neighbours

  /// How the enforcer is set: the guard by the window's length, the lead as always, the rest as calibrated.
  func enforcement(_ calibration: Calibration?) -> Enforcement {
    Enforcement(
      guardNanoseconds: guardBand == .auto
        ? Enforcement.defaultGuard(windowNanoseconds: windowNanoseconds, backend: backend) : 0,
      wakeNanoseconds: Enforcement.defaultWake(windowNanoseconds: windowNanoseconds)
    ).calibrated(by: calibration)
  }

  /// A row that says what the case is, and nothing of what came of it.
  func row(cpu: Int) -> EnforcerRow {
    var row = EnforcerRow()
    row.enforcer = enforcer.name
    row.backend = backend.rawValue
    row.schedulingClass = schedulingClass.text
    row.windowNanoseconds = windowNanoseconds
    row.guardBand = guardBand
    row.guardNanoseconds = enforcement(nil).guardNanoseconds
    row.neighbours = neighbours
    row.cpu = Int64(cpu)
    return row
  }
}

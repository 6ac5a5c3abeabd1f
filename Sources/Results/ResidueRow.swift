/// What a victim's accesses cost at one distance from the start of its window, after a neighbour of some footprint.
public struct ResidueRow: Row {
  public var policy = ""
  public var footprintBytes: Int64 = 0
  public var positionAccesses: Int64 = 0
  public var accesses: Int64 = 0
  public var accessNanoseconds: Double = 0
  public var accessLowerNanoseconds: Double?
  public var accessUpperNanoseconds: Double?
  public var rounds: Int64 = 0
  public var windows: Int64 = 0

  public init() {}

  public static let file = "data/residue.csv"
  public static let summary =
    "What the victim's accesses cost at one distance from the start of its window, by the footprint of the neighbour in the window before."
  public static let since = 4
  public static let columns: [Column<ResidueRow>] = [
    Column("policy", \.policy, "Policies in force, joined by +."),
    Column(
      "footprint_bytes", \.footprintBytes,
      "Bytes that the neighbour writes over and over in its windows; 0: it spins and touches no memory."
    ),
    Column(
      "position_accesses", \.positionAccesses,
      "Accesses of the victim in this window before these; the job that the window's start interrupted is not counted."
    ),
    Column("accesses", \.accesses, "How many accesses the mean is over."),
    Column(
      "access_ns", \.accessNanoseconds,
      "Time of an access: mean over the stretch, lower quartile over the windows of a round, median over the rounds."
    ),
    Column(
      "access_lower_ns", \.accessLowerNanoseconds,
      "Lower end of its interval over the rounds (order statistics, 95 %); empty below six rounds."),
    Column("access_upper_ns", \.accessUpperNanoseconds, "Upper end of it."),
    Column("rounds", \.rounds, "Rounds that the value rests on."),
    Column("windows", \.windows, "Windows of all these rounds."),
  ]
}

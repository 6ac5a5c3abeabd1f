/// Why there is no curve. The raw values are codes for machines and do not change.
public enum WorstCaseRefusal: String, CaseIterable, Sendable {
  case tooFewRuns = "too_few_runs"
  case invalidTimes = "invalid_times"
  case trend
  case dependence
  case mixture
  case quantised
  case clockQuantised = "clock_quantised"
  case disturbedTail = "disturbed_tail"
  case tooFewMaxima = "too_few_maxima"
  case tooFewExcesses = "too_few_excesses"
  case goodnessOfFit = "goodness_of_fit"
  case shapeTooHeavy = "shape_too_heavy"
  case endpointTooNear = "endpoint_too_near"
  case fitsDisagree = "fits_disagree"
  case holdOutExceeded = "hold_out_exceeded"
  case extrapolationTooFar = "extrapolation_too_far"

  /// The reason in one sentence, with what would settle it where something would.
  public var words: String {
    switch self {
    case .tooFewRuns: "fewer than 1000 runs: measure longer, or shorter jobs"
    case .invalidTimes: "a time is negative, or none that a job could take"
    case .trend: "the times drift over the series: let the machine settle, and measure again"
    case .dependence: "a run resembles those before it: the curve would count few events as many"
    case .mixture: "the first and the second half differ: something changed on the way"
    case .quantised: "fewer than 20 different times in the largest tenth, or the largest too often"
    case .clockQuantised: "the tail is not ten ticks of the clock wide: time more work as one job"
    case .disturbedTail:
      "the tail was measured while the host took time or another thread ran: it is theirs"
    case .tooFewMaxima: "fewer than 50 block maxima, or 250 for exceedances below 1e-4"
    case .tooFewExcesses: "fewer than 100 excesses, or 500 for exceedances below 1e-4"
    case .goodnessOfFit: "the tail is not of the fitted family, for instance a rare far mode"
    case .shapeTooHeavy:
      "the shape may exceed 0.5: such a tail has no variance, and no useful bound"
    case .endpointTooNear: "a run was longer than the fitted tail allows"
    case .fitsDisagree: "two ways to fit the same tail disagree"
    case .holdOutExceeded: "a fit of the first half was exceeded too often in the second"
    case .extrapolationTooFar: "more than three decades beyond one in so many runs: measure more"
    }
  }
}

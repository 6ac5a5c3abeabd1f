extension SchedulingClass {
  /// As it is written on the command line and in results: `batch`, `other`, `fifo:50`.
  public var text: String {
    switch self {
    case .batch: "batch"
    case .ordinary: "other"
    case .realTime(let priority): "fifo:\(priority)"
    }
  }

  /// Reads what `text` writes; `nil` for anything else, also for a priority that there is not.
  public init?(text: String) {
    switch text {
    case "batch": self = .batch
    case "other": self = .ordinary
    default:
      guard text.hasPrefix("fifo:"), let priority = Int(text.dropFirst(5)),
        (1...99).contains(priority)
      else { return nil }
      self = .realTime(priority: priority)
    }
  }
}

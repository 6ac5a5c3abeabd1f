import ArgumentParser

/// What the numbers of somebody else's file count.
enum RecordedUnit: String, ExpressibleByArgument, CaseIterable {
  case ns, us, ms, s

  var nanoseconds: Int64 {
    switch self {
    case .ns: 1
    case .us: 1_000
    case .ms: 1_000_000
    case .s: 1_000_000_000
    }
  }
}

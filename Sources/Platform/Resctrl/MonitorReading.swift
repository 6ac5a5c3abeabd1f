/// One reading of a counter of a group: bytes, or the word that the kernel has instead.
public enum MonitorReading: Sendable, Equatable, CustomStringConvertible {
  case bytes(UInt64)
  /// The hardware had nothing yet: read again (`-EINVAL` of resctrl_arch_rmid_read).
  case unavailable
  /// The hardware refused the identifier or the event.
  case error
  /// In the mode `mbm_event` no counter is assigned to the group.
  case unassigned
  /// There is no such file: the event is not supported, or not monitored.
  case absent
  case garbage(String)

  init(_ text: String?) {
    switch text?.trimmed {
    case nil: self = .absent
    case "Unavailable": self = .unavailable
    case "Error": self = .error
    case "Unassigned": self = .unassigned
    case let text?: self = UInt64(text).map { .bytes($0) } ?? .garbage(String(text.prefix(40)))
    }
  }

  public var bytes: UInt64? { if case .bytes(let bytes) = self { bytes } else { nil } }

  /// The sum over caches: bytes when each gave bytes, else the first that did not.
  static func sum(_ readings: [MonitorReading]) -> MonitorReading {
    guard !readings.isEmpty else { return .absent }
    var total: UInt64 = 0
    for reading in readings {
      guard let bytes = reading.bytes else { return reading }
      total &+= bytes
    }
    return .bytes(total)
  }

  public var description: String {
    switch self {
    case .bytes(let bytes): "\(bytes) B"
    case .unavailable: "unavailable"
    case .error: "error"
    case .unassigned: "no counter assigned"
    case .absent: "not monitored"
    case .garbage(let text): "unreadable: \(text)"
    }
  }
}

/// The events that a group is asked for.
public enum MonitorEvent: String, Sendable {
  case occupancy = "llc_occupancy"
  case totalTraffic = "mbm_total_bytes"
}

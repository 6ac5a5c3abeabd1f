/// A cache whose ways can be given to classes: `info/L3`, or `info/L3CODE` and its like.
public struct CacheResource: Sendable, Equatable {
  public var name: String
  /// As many classes exist, the default one included; the least of all resources counts.
  public var classes: Int
  public var mask: CapacityMask
  public var leastWays: Int
  /// Ways that other hardware fills, on every cache of the kind.
  public var shareable: CapacityMask
  /// Whether masks may have gaps.
  public var isSparse: Bool
  /// By domain; empty where the kernel does not say (before Linux 4.19).
  public var usage: [Int: BitUsage]

  /// What there is to divide in one of the caches.
  public func cache(domain: Int) -> WaySplit.Cache {
    let usage = usage[domain]
    return WaySplit.Cache(
      all: mask, leastWays: leastWays, isSparse: isSparse,
      reserved: usage?.reserved ?? CapacityMask(0),
      sharedWithHardware: shareable.union(usage?.sharedWithHardware ?? CapacityMask(0)))
  }
}

/// Bandwidth that can be given to classes: `info/MB`.
public struct BandwidthResource: Sendable, Equatable {
  /// What the numbers in `schemata` mean.
  public enum Unit: String, Sendable {
    /// Of what a core could have, approximately; each core of a class has it for itself.
    case percent = "%"
    /// With the mount option `mba_MBps`, where the kernel steers the percentage by MBM once a second.
    case mebibytesPerSecond = "MiB/s"
    /// AMD.
    case eighthGigabytesPerSecond = "1/8 GB/s"
  }

  public var classes: Int
  public var least: Int
  public var step: Int
  public var unit: Unit
  /// Whether the delay grows linearly with the value, in the kernel's word; purely informational.
  public var isLinear: Bool
  /// `max` (siblings of a core get the least of theirs) or `per-thread`; `nil` where the kernel does not say.
  public var threadThrottleMode: String?

  /// The value for a share of the bandwidth, at a step that the hardware has, and never below the share.
  ///
  /// - Parameter megabytesPerSecond: what the whole is; for percentages it has no meaning.
  public func value(share: Double, of megabytesPerSecond: Double) -> Int {
    let wanted: Double
    switch unit {
    case .percent: wanted = share * 100
    case .mebibytesPerSecond: wanted = share * megabytesPerSecond * 1_000_000 / 1_048_576
    case .eighthGigabytesPerSecond: wanted = share * megabytesPerSecond / 125
    }
    let step = Double(max(1, unit == .mebibytesPerSecond ? 1 : self.step))
    let stepped = Int((wanted / step - 1e-9).rounded(.up) * step)
    // With mba_MBps the least percentage is the controller's matter, not the user's (bw_validate, ctrlmondata.c).
    let least = unit == .mebibytesPerSecond ? 1 : max(1, self.least)
    return max(least, unit == .percent ? min(stepped, 100) : stepped)
  }

  /// What a value allows, in MB/s; `nil` for percentages, which say nothing of the kind.
  public func megabytesPerSecond(_ value: Int) -> Double? {
    switch unit {
    case .percent: nil
    case .mebibytesPerSecond: Double(value) * 1_048_576 / 1_000_000
    case .eighthGigabytesPerSecond: Double(value) * 125
    }
  }
}

/// What can be counted for each group: `info/L3_MON`.
public struct MonitoringResource: Sendable, Equatable {
  /// As many groups can be monitored.
  public var identifiers: Int
  /// `llc_occupancy`, `mbm_total_bytes`…
  public var features: [String]
}

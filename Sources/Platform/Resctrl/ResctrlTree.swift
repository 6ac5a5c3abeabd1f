/// The files of a resctrl file system, as resctrl.rst describes them. Reads only.
///
/// The kernel leaves out what the hardware lacks, so that a missing folder is `nil` and no error. A file that is there and is not
/// what is documented is an error that names it.
public struct ResctrlTree: Sendable {
  /// Where it is mounted, or a tree of ordinary files of the same layout.
  public let path: String

  public init(root path: String = "/sys/fs/resctrl") { self.path = path }

  /// A cache by the name of its folder in `info`, such as `L3` or `L3DATA`; `nil` where its ways cannot be given.
  public func cache(_ name: String) throws(ResctrlError) -> CacheResource? {
    let info = info(name)
    guard let classes = try info.number("num_closids"), let mask = try info.mask("cbm_mask")
    else { return nil }
    guard mask.bits != 0, classes > 0 else {
      throw ResctrlError(info.path, "has no ways or no classes")
    }
    let usage = try info.usage(ways: mask.ways.last! + 1)
    return CacheResource(
      name: name, classes: classes, mask: mask, leastWays: try info.number("min_cbm_bits") ?? 1,
      shareable: try info.mask("shareable_bits") ?? CapacityMask(0),
      isSparse: try info.number("sparse_masks") == 1, usage: usage)
  }

  /// What a level of caches is divided by here: `L3` alone, or `L3CODE` and `L3DATA` where code is divided from data.
  public func caches(level: Int) throws(ResctrlError) -> [CacheResource] {
    var found: [CacheResource] = []
    for suffix in ["", "CODE", "DATA"] {
      if let cache = try cache("L\(level)\(suffix)") { found.append(cache) }
    }
    return found
  }

  /// - Parameters:
  ///   - isAMD: whether the numbers are AMD's; no file of the tree says so.
  ///   - hasController: whether it is mounted with `mba_MBps`.
  public func bandwidth(
    isAMD: Bool, hasController: Bool
  ) throws(ResctrlError) -> BandwidthResource? {
    let info = info("MB")
    guard let classes = try info.number("num_closids") else { return nil }
    return BandwidthResource(
      classes: classes, least: try info.number("min_bandwidth") ?? 1,
      step: try info.number("bandwidth_gran") ?? 1,
      unit: hasController ? .mebibytesPerSecond : isAMD ? .eighthGigabytesPerSecond : .percent,
      isLinear: try info.number("delay_linear") == 1,
      threadThrottleMode: info.file("thread_throttle_mode").line)
  }

  public func monitoring() throws(ResctrlError) -> MonitoringResource? {
    let info = info("L3_MON")
    guard let identifiers = try info.number("num_rmids") else { return nil }
    return MonitoringResource(
      identifiers: identifiers, features: info.file("mon_features").text?.words ?? [])
  }

  /// What the kernel says of the last command that it was given: `ok`, or what was wrong; `nil` where it says nothing.
  public var lastCommandStatus: String? { ProcFile("\(path)/info/last_cmd_status").line }

  /// As many classes as there may be groups, the default one included: the least of all resources (resctrl.rst).
  public func classes() throws(ResctrlError) -> Int? {
    var least: Int?
    for name in ProcFile("\(path)/info").names {
      if let count = try info(name).number("num_closids") { least = min(least ?? count, count) }
    }
    return least
  }

  /// The default group, which everything is in that nobody has moved.
  public var defaultGroup: ResctrlGroup { ResctrlGroup(path: path) }

  /// The groups that somebody has made, whoever it was.
  public var groupNames: [String] {
    ProcFile(path).names.filter {
      !["info", "mon_groups", "mon_data"].contains($0) && isFolder($0)
    }
  }

  private func isFolder(_ name: String) -> Bool { !ProcFile("\(path)/\(name)").names.isEmpty }

  private func info(_ name: String) -> InfoFolder { InfoFolder(path: "\(path)/info/\(name)") }
}

/// The files of one resource.
private struct InfoFolder {
  let path: String

  func file(_ name: String) -> ProcFile { ProcFile("\(path)/\(name)") }

  func number(_ name: String) throws(ResctrlError) -> Int? {
    guard let text = file(name).line else { return nil }
    guard let number = Int(text), number >= 0 else { throw notUnderstood(name, text) }
    return number
  }

  func mask(_ name: String) throws(ResctrlError) -> CapacityMask? {
    guard let text = file(name).line else { return nil }
    guard let mask = CapacityMask(hexadecimal: text) else { throw notUnderstood(name, text) }
    return mask
  }

  func usage(ways: Int) throws(ResctrlError) -> [Int: BitUsage] {
    guard let text = file("bit_usage").line else { return [:] }
    guard let domains = BitUsage.domains(text),
      domains.values.allSatisfy({ $0.uses.count == ways })
    else { throw notUnderstood("bit_usage", text) }
    return domains
  }

  private func notUnderstood(_ name: String, _ text: String) -> ResctrlError {
    ResctrlError("\(path)/\(name)", "`\(text.prefix(80))` is not what resctrl.rst describes")
  }
}

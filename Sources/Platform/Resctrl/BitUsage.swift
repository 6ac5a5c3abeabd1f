/// Who uses the ways of one cache, by `info/*/bit_usage` (resctrl.rst, "Info directory").
public struct BitUsage: Sendable, Equatable {
  public enum Use: Character, Sendable {
    case unused = "0"
    /// Filled by hardware other than the cores, such as devices; no group has it.
    case hardware = "H"
    /// Filled by such hardware and by groups.
    case hardwareAndSoftware = "X"
    case shareable = "S"
    /// A group has it for itself: no mask of another may contain it.
    case exclusive = "E"
    case pseudoLocked = "P"
  }

  /// By way, the lowest first.
  public var uses: [Use]

  public init(_ uses: [Use]) { self.uses = uses }

  /// From the letters of one domain, of which the kernel writes the highest way first.
  public init?(_ letters: some StringProtocol) {
    let uses = letters.compactMap { Use(rawValue: $0) }
    guard !uses.isEmpty, uses.count == letters.count else { return nil }
    self.uses = uses.reversed()
  }

  /// Ways that no new mask may contain: the kernel would refuse it.
  public var reserved: CapacityMask { mask { $0 == .exclusive || $0 == .pseudoLocked } }

  /// Ways that other hardware fills, whatever the masks say.
  public var sharedWithHardware: CapacityMask {
    mask { $0 == .hardware || $0 == .hardwareAndSoftware }
  }

  private func mask(_ isMeant: (Use) -> Bool) -> CapacityMask {
    CapacityMask(uses.indices.filter { isMeant(uses[$0]) })
  }

  /// The domains of a file, such as `0=XXSSSS;1=XXSSSS`; `nil` when a part of it is anything else.
  static func domains(_ text: some StringProtocol) -> [Int: BitUsage]? {
    var domains: [Int: BitUsage] = [:]
    for part in text.split(separator: ";") {
      let sides = part.split(separator: "=", omittingEmptySubsequences: false)
      guard sides.count == 2, let domain = Int(sides[0].trimmed),
        let usage = BitUsage(sides[1].trimmed), domains.updateValue(usage, forKey: domain) == nil
      else { return nil }
    }
    return domains.isEmpty ? nil : domains
  }
}

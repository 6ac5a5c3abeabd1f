/// A capacity bit mask: the ways of a cache that a class may fill, bit 0 the lowest.
///
/// The kernel keeps them in 32 bits (`struct rdt_resource`, linux/resctrl.h).
public struct CapacityMask: Sendable, Hashable, CustomStringConvertible {
  public var bits: UInt32

  public init(_ bits: UInt32) { self.bits = bits }

  public init(_ ways: some Sequence<Int>) {
    self.init(ways.reduce(0) { $0 | 1 << UInt32($1) })
  }

  /// From hexadecimal digits without a prefix, as the kernel writes them; `nil` for anything else.
  public init?(hexadecimal text: some StringProtocol) {
    guard let first = text.first, first.isHexDigit, let bits = UInt32(text, radix: 16) else {
      return nil
    }
    self.init(bits)
  }

  public var ways: [Int] { (0..<32).filter { bits >> UInt32($0) & 1 == 1 } }

  /// The ways in unbroken rows, from the lowest.
  public var runs: [Range<Int>] {
    var runs: [Range<Int>] = []
    for way in ways {
      if let last = runs.last, last.upperBound == way {
        runs[runs.count - 1] = last.lowerBound..<way + 1
      } else {
        runs.append(way..<way + 1)
      }
    }
    return runs
  }

  public var isContiguous: Bool { runs.count == 1 }

  public func overlaps(_ other: CapacityMask) -> Bool { bits & other.bits != 0 }

  public func subtracting(_ other: CapacityMask) -> CapacityMask {
    CapacityMask(bits & ~other.bits)
  }

  public func union(_ other: CapacityMask) -> CapacityMask { CapacityMask(bits | other.bits) }

  /// Hexadecimal, as it is written into `schemata`.
  public var description: String { String(bits, radix: 16) }
}

/// An amount of information.
///
/// Leaks are told in thousandths of a bit: with some thousands of observations a channel of a few
/// millibits can be told from none.
public struct Information: Sendable, Hashable, Comparable {
  public var bits: Double

  public init(bits: Double) { self.bits = bits }
  public init(millibits: Double) { bits = millibits / 1000 }

  public var millibits: Double { bits * 1000 }

  public static func < (a: Information, b: Information) -> Bool { a.bits < b.bits }
}

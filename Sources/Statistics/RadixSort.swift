/// Sorts whole numbers by their digits: a million latencies in some ten milliseconds, where comparing
/// takes a hundred.
public enum RadixSort {
  private static let bits = 11
  /// Below this many the tables cost more than comparing does.
  private static let fewest = 2048

  /// The values, ascending.
  ///
  /// Least significant digit first, 2¹¹ values to a digit; only as many digits as the distance of the
  /// largest from the smallest has. Source: Knuth, "The Art of Computer Programming", 5.2.5.
  public static func sorted(_ values: [Int64]) -> [Int64] {
    guard values.count >= fewest, let least = values.min(), let most = values.max() else {
      return values.sorted()
    }
    let span = UInt64(bitPattern: most &- least)
    var from = values
    var to = values
    var shift = 0
    while shift < 64, span >> UInt64(shift) > 0 {
      pass(from, into: &to, least: least, shift: shift)
      swap(&from, &to)
      shift += bits
    }
    return from
  }

  /// Puts the values into the order of one digit; those with the same digit keep theirs.
  private static func pass(
    _ from: [Int64], into to: inout [Int64], least: Int64, shift: Int
  ) {
    let mask = (1 << bits) - 1
    func digit(_ value: Int64) -> Int {
      Int(truncatingIfNeeded: UInt64(bitPattern: value &- least) >> UInt64(shift)) & mask
    }
    var places = Array(repeating: 0, count: 1 << bits)
    for value in from { places[digit(value)] += 1 }
    var place = 0
    for index in places.indices { (places[index], place) = (place, place + places[index]) }
    for value in from {
      let digit = digit(value)
      to[places[digit]] = value
      places[digit] += 1
    }
  }
}

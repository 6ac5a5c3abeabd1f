/// A set of processing units, each named by its OS index: the number `taskset`, `/proc` and hwloc's
/// `P#` use.
///
/// Its text is taskset's list, `1-3,5`; that is also how it is written to CSV and JSON.
public struct PUSet: Sendable, Hashable {
  /// The highest index a set can hold. Linux runs at most 8192 CPUs (`CONFIG_NR_CPUS`), and a
  /// limit keeps a typing mistake such as `0-4000000000` from becoming memory.
  public static let highestIndex = 8191

  /// Bit `i % 64` of word `i / 64` is PU `i`. The last word is never zero, so that equal sets have
  /// equal words.
  private var words: [UInt64] = []

  public init() {}

  /// - Precondition: every index is in `0...highestIndex`.
  public init(_ indices: some Sequence<Int>) {
    for index in indices { insert(index) }
  }

  public var isEmpty: Bool { words.isEmpty }
  public var count: Int { words.reduce(0) { $0 + $1.nonzeroBitCount } }
  public var first: Int? { next(from: 0) }
  public var last: Int? {
    words.last.map { 64 * words.count - 1 - $0.leadingZeroBitCount }
  }

  public func contains(_ index: Int) -> Bool {
    index >= 0 && index / 64 < words.count && words[index / 64] >> (index % 64) & 1 == 1
  }

  /// - Precondition: `index` is in `0...highestIndex`.
  public mutating func insert(_ index: Int) {
    precondition(index >= 0 && index <= Self.highestIndex, "PU \(index) is out of range")
    while words.count <= index / 64 { words.append(0) }
    words[index / 64] |= 1 << (index % 64)
  }

  public func union(_ other: PUSet) -> PUSet { combined(with: other, |) }
  public func intersection(_ other: PUSet) -> PUSet { combined(with: other, &) }
  public func subtracting(_ other: PUSet) -> PUSet { combined(with: other) { $0 & ~$1 } }
  public func isSubset(of other: PUSet) -> Bool { subtracting(other).isEmpty }
  public func isDisjoint(with other: PUSet) -> Bool { intersection(other).isEmpty }

  private func combined(with other: PUSet, _ operation: (UInt64, UInt64) -> UInt64) -> PUSet {
    var result = PUSet()
    result.words = (0..<Swift.max(words.count, other.words.count)).map { index in
      operation(
        index < words.count ? words[index] : 0, index < other.words.count ? other.words[index] : 0)
    }
    while result.words.last == 0 { result.words.removeLast() }
    return result
  }

  /// The smallest member that is `start` or more.
  private func next(from start: Int) -> Int? {
    var word = start / 64
    guard word < words.count else { return nil }
    var bits = words[word] & (~0 << (start % 64))
    while bits == 0 {
      word += 1
      guard word < words.count else { return nil }
      bits = words[word]
    }
    return 64 * word + bits.trailingZeroBitCount
  }
}

extension PUSet: Sequence {
  /// The members in ascending order.
  public struct Iterator: IteratorProtocol {
    let set: PUSet
    var start = 0

    public mutating func next() -> Int? {
      guard let index = set.next(from: start) else { return nil }
      start = index + 1
      return index
    }
  }

  public func makeIterator() -> Iterator { Iterator(set: self) }
  public var underestimatedCount: Int { count }
}

extension PUSet: ExpressibleByArrayLiteral {
  public init(arrayLiteral elements: Int...) { self.init(elements) }
}

extension PUSet: CustomStringConvertible {
  /// Taskset's list, for instance `1-3,5`; empty when the set is empty.
  public var description: String {
    var runs: [ClosedRange<Int>] = []
    for index in self {
      if let run = runs.last, run.upperBound + 1 == index {
        runs[runs.count - 1] = run.lowerBound...index
      } else {
        runs.append(index...index)
      }
    }
    return runs.map { $0.count == 1 ? "\($0.lowerBound)" : "\($0.lowerBound)-\($0.upperBound)" }
      .joined(separator: ",")
  }
}

extension PUSet: Encodable {
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(description)
  }
}

/// The bytes a workload touches: a number, or a share of one of its core's caches (`L2/2`, `4*L3`).
public enum WorkingSet: Sendable, Equatable, CustomStringConvertible {
  case bytes(Int)
  /// `numerator * cache / denominator`.
  case relative(level: Int, numerator: Int, denominator: Int)

  /// Reads `512KiB`, `4MiB`, `4096`, `L2`, `L2/2`, `4*L3`, `3*L3/4`.
  ///
  /// - Throws: `WorkingSetError` saying what would be right.
  public init(parsing text: String) throws(WorkingSetError) {
    guard let value = Self.relative(text) ?? Self.absolute(text) else {
      throw WorkingSetError(
        "'\(text)' is not a size: write bytes (512KiB, 4MiB) or a share of a cache (L2/2, 4*L3)")
    }
    self = value
  }

  private static func relative(_ text: String) -> WorkingSet? {
    var rest = Substring(text)
    var numerator = 1
    var denominator = 1
    if let star = rest.firstIndex(of: "*") {
      guard let factor = Int(rest[..<star]), factor > 0 else { return nil }
      numerator = factor
      rest = rest[rest.index(after: star)...]
    }
    if let slash = rest.firstIndex(of: "/") {
      guard let divisor = Int(rest[rest.index(after: slash)...]), divisor > 0 else { return nil }
      denominator = divisor
      rest = rest[..<slash]
    }
    guard rest.first == "L", let level = Int(rest.dropFirst()), (1...4).contains(level) else {
      return nil
    }
    return .relative(level: level, numerator: numerator, denominator: denominator)
  }

  private static func absolute(_ text: String) -> WorkingSet? {
    let units = [("KiB", 10), ("MiB", 20), ("GiB", 30), ("TiB", 40), ("B", 0), ("", 0)]
    for (suffix, shift) in units where text.hasSuffix(suffix) {
      guard let count = Int(text.dropLast(suffix.count)), count > 0 else { continue }
      return .bytes(product(count, 1 << shift))
    }
    return nil
  }

  /// The size in bytes, rounded down to whole lines, at least one.
  ///
  /// A share of a cache goes by the size within which it stays, the whole and multiples by the size beyond which they reach.
  public func bytes(caches: CacheSizes) throws(WorkingSetError) -> Int {
    switch self {
    case .bytes(let count): return max(64, count / 64 * 64)
    case .relative(let level, let numerator, let denominator):
      let sizes = numerator < denominator ? caches.within : caches.beyond
      guard let cache = sizes[level] else {
        let known = sizes.keys.sorted().map { "L\($0)" }.joined(separator: ", ")
        throw WorkingSetError(
          "'\(self)' needs the size of L\(level), which hwloc does not report here (it reports \(known.isEmpty ? "no caches" : known)); write bytes instead"
        )
      }
      return max(64, Self.product(cache, numerator) / denominator / 64 * 64)
    }
  }

  /// What is beyond any memory stays beyond any memory; it is refused later, by the memory there is.
  private static func product(_ a: Int, _ b: Int) -> Int {
    let (product, overflow) = a.multipliedReportingOverflow(by: b)
    return overflow ? .max : product
  }

  public var description: String {
    switch self {
    case .bytes(let count):
      for (suffix, shift) in [("TiB", 40), ("GiB", 30), ("MiB", 20), ("KiB", 10)]
      where count >= 1 << shift && count % (1 << shift) == 0 {
        return "\(count >> shift)\(suffix)"
      }
      return "\(count)B"
    case .relative(let level, let numerator, let denominator):
      return (numerator == 1 ? "" : "\(numerator)*") + "L\(level)"
        + (denominator == 1 ? "" : "/\(denominator)")
    }
  }
}

/// A working set that cannot be read or resolved.
public struct WorkingSetError: Error, Equatable, CustomStringConvertible {
  public let description: String

  public init(_ description: String) { self.description = description }
}

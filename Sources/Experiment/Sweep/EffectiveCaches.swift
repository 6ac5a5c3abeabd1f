import Glibc
public import Results
public import Statistics
public import Workloads

/// The sizes that working sets relative to a cache go by: hwloc's, or measured ones where the two disagree clearly.
///
/// They disagree clearly when the whole measured interval lies more than a power of two beside hwloc's size. Anything less
/// keeps hwloc's, so that plans stay the same from run to run.
public struct EffectiveCaches: Sendable, Equatable {
  public struct Level: Sendable, Equatable, Codable {
    public var level: Int
    public var hwlocBytes: Int?
    /// From nine tenths found to half missed; `nil` when no step was found that could be this cache's end.
    public var measuredBytes: ClosedRange<Int>?
    public var usedBytes: Int
    public var source: CacheRow.Source
    public var note: String

    /// What shares of the cache go by.
    var withinBytes: Int { min(usedBytes, hwlocBytes ?? usedBytes) }
    /// What the whole cache and multiples go by.
    var beyondBytes: Int { max(usedBytes, hwlocBytes ?? usedBytes) }
  }

  /// In the order of the levels.
  public let levels: [Level]
  /// How sizes were measured; empty when they were not.
  public let method: String

  /// The level that shares and aggressors are most often sized by; suites that name it must work on machines without it.
  static let sharedLevel = 3

  /// hwloc's sizes, unmeasured.
  ///
  /// - Parameter note: why they were not measured, where somebody wanted it.
  public init(hwloc: [Int: Int], note: String = "") {
    self.init(
      levels: hwloc.sorted { $0.key < $1.key }.map {
        Level(
          level: $0.key, hwlocBytes: $0.value, measuredBytes: nil, usedBytes: $0.value,
          source: .hwloc, note: note)
      }, method: "")
  }

  /// hwloc's sizes but for those that a plan has replaced.
  public init(_ hwloc: [Int: Int], _ replaced: [Level]?) {
    var levels = Dictionary(
      EffectiveCaches(hwloc: hwloc).levels.map { ($0.level, $0) },
      uniquingKeysWith: { first, _ in first })
    for level in replaced ?? [] { levels[level.level] = level }
    self.init(levels: levels.values.sorted { $0.level < $1.level }, method: "")
  }

  /// hwloc's sizes beside the steps of a latency curve.
  public init(hwloc: [Int: Int], steps: [LatencyCurve.Step], method: String) {
    let known = hwloc.sorted { $0.key < $1.key }
    let match = StepMatch(sizes: known.map(\.value), steps: steps.map(\.middleBytes))
    var levels = zip(known, match.stepOfSize).map { cache, step in
      Self.level(cache.key, hwlocBytes: cache.value, step: step.map { steps[$0] })
    }
    // Steps above all that hwloc knows are caches that it does not know.
    for step in steps.dropFirst(match.firstBeyond) {
      levels.append(
        Level(
          level: (levels.last?.level ?? 0) + 1, hwlocBytes: nil, measuredBytes: step.bytes,
          usedBytes: Self.rounded(step.middleBytes), source: .measured,
          note: "hwloc reports no such level"))
    }
    self.init(levels: levels, method: method)
  }

  private init(levels: [Level], method: String) {
    self.method = method
    guard let last = levels.last, last.level < Self.sharedLevel else {
      self.levels = levels
      return
    }
    self.levels =
      levels + [
        Level(
          level: Self.sharedLevel, hwlocBytes: nil, measuredBytes: nil, usedBytes: last.usedBytes,
          source: .lastLevel,
          note: "there is no L\(Self.sharedLevel) here; the size of L\(last.level) stands for it")
      ]
  }

  private static func level(_ level: Int, hwlocBytes: Int, step: LatencyCurve.Step?) -> Level {
    guard let step else {
      return Level(
        level: level, hwlocBytes: hwlocBytes, measuredBytes: nil, usedBytes: hwlocBytes,
        source: .hwloc,
        note:
          "inconclusive: the latency curve has no step that ends this cache; hwloc's size is used"
      )
    }
    let isClear =
      step.bytes.upperBound < hwlocBytes / 2 || step.bytes.lowerBound > hwlocBytes * 2
    return Level(
      level: level, hwlocBytes: hwlocBytes, measuredBytes: step.bytes,
      usedBytes: isClear ? rounded(step.middleBytes) : hwlocBytes,
      source: isClear ? .measured : .hwloc,
      note: isClear
        ? "a chase keeps this much of it, streams more: shares go by the smaller, multiples by the larger size"
        : "")
  }

  /// Whole pages.
  private static func rounded(_ bytes: Int) -> Int { max(4096, bytes / 4096 * 4096) }

  /// Sizes by level: shares go by the smaller of the used and hwloc's, multiples by the larger. A cache of which a chase keeps
  /// little still holds most of a stream, so that only what is larger than either is surely beyond it.
  public var sizes: CacheSizes {
    CacheSizes(
      within: Dictionary(uniqueKeysWithValues: levels.map { ($0.level, $0.withinBytes) }),
      beyond: Dictionary(uniqueKeysWithValues: levels.map { ($0.level, $0.beyondBytes) }))
  }

  /// The levels whose size is not what hwloc says.
  public var replaced: [Level] { levels.filter { $0.source != .hwloc } }

  /// What should be said about levels that kept hwloc's size, each sentence once: why a measurement is inconclusive.
  public var remarks: [String] {
    var levels: [String: [String]] = [:]
    var notes: [String] = []
    for level in self.levels where level.source == .hwloc && !level.note.isEmpty {
      if levels[level.note] == nil { notes.append(level.note) }
      levels[level.note, default: []].append("L\(level.level)")
    }
    return notes.map { "\(levels[$0]!.joined(separator: ", ")): \($0)" }
  }

  public var rows: [CacheRow] {
    levels.map { level in
      var row = CacheRow()
      row.level = Int64(level.level)
      row.hwlocBytes = level.hwlocBytes.map(Int64.init)
      row.measuredLowBytes = level.measuredBytes.map { Int64($0.lowerBound) }
      row.measuredHighBytes = level.measuredBytes.map { Int64($0.upperBound) }
      row.usedBytes = Int64(level.withinBytes)
      row.beyondBytes = Int64(level.beyondBytes)
      row.source = level.source
      row.method = method
      row.note = level.note
      return row
    }
  }
}

/// Which step ends which cache: in order, as many as possible, and as close as possible.
struct StepMatch: Equatable {
  /// For each size the number of its step.
  var stepOfSize: [Int?]
  /// Steps from here on lie above every size that has a step.
  var firstBeyond: Int

  /// - Parameters: both ascending.
  init(sizes: [Int], steps: [Int]) {
    var best: (matched: Int, distance: Double, choice: [Int?]) = (-1, 0, [])
    func extend(_ choice: [Int?], from step: Int, matched: Int, distance: Double) {
      guard choice.count < sizes.count else {
        if matched > best.matched || (matched == best.matched && distance < best.distance) {
          best = (matched, distance, choice)
        }
        return
      }
      extend(choice + [nil], from: step, matched: matched, distance: distance)
      for candidate in step..<max(step, steps.count) {
        let more = Self.distance(of: steps[candidate], from: sizes[choice.count])
        extend(
          choice + [candidate], from: candidate + 1, matched: matched + 1,
          distance: distance + more)
      }
    }
    extend([], from: 0, matched: 0, distance: 0)
    stepOfSize = best.choice
    let isLastMatched = stepOfSize.last.map { $0 != nil } ?? true
    let lastStep = stepOfSize.last.flatMap(\.self)
    // A step behind the last size's own is another cache; without one it may be anything.
    firstBeyond = isLastMatched ? lastStep.map { $0 + 1 } ?? 0 : steps.count
  }

  /// In octaves. Sharing makes a cache smaller than its nominal size; nothing makes it larger.
  private static func distance(of step: Int, from size: Int) -> Double {
    let octaves = abs(log2(Double(step) / Double(size)))
    return step > size ? 2 * octaves : octaves
  }
}

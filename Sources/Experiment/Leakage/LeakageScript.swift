import Statistics
import Workloads

/// What a sender does in each of its windows, and what it is said to mean: drawn before the run, from a seed.
///
/// Blocks of windows, in each of which every symbol comes equally often in an order drawn anew; what a block is for is drawn, too. So
/// that signal and controls see the same minutes and the same machinery, and a shuffle within blocks deals the symbols out as they were
/// dealt here.
struct LeakageScript: Sendable, Equatable {
  /// What the windows of a block are for.
  enum Arm: Int, Sendable, CaseIterable {
    /// Before anything has settled.
    case warmUp
    /// The sender touches as much of the channel as the symbol says.
    case signal
    /// It touches nothing and tells the receiver the symbol, through the line that both know: must leak.
    case positive
    /// It touches as much as another symbol says, drawn for itself: must not leak.
    case negative
  }

  struct Entry: Sendable, Equatable {
    var arm: Arm
    var block: Int
    var symbol: Int
    var action: LeakageAction
  }

  let symbols: Int
  let entries: [Entry]

  /// Each symbol comes so often in a block.
  static let repetitions = 8
  /// Of so many blocks in a row most are for the signal, one for each control.
  static let group: [Arm] = [.signal, .signal, .signal, .signal, .positive, .negative]

  static func windowsPerBlock(symbols: Int) -> Int { repetitions * symbols }

  /// The windows that whole groups of blocks take, for at least so many of the signal; the warm-up is one block more.
  static func windows(symbols: Int, signals: Int) -> Int {
    let perGroup = group.count { $0 == .signal } * windowsPerBlock(symbols: symbols)
    let groups = max(1, (signals + perGroup - 1) / perGroup)
    return (1 + groups * group.count) * windowsPerBlock(symbols: symbols)
  }

  /// - Parameter windows: how many to fill; what is beyond the last whole group of blocks is left out.
  init(symbols: Int, windows: Int, seed: UInt64) {
    precondition(symbols > 1 && symbols <= 256, "symbols are told apart by a byte")
    self.symbols = symbols
    var random = SplitMix64(seed: seed)
    let perBlock = Self.windowsPerBlock(symbols: symbols)
    func dealt() -> [Int] {
      var block = (0..<perBlock).map { $0 % symbols }
      random.shuffle(&block)
      return block
    }
    var arms = [Arm.warmUp]
    for _ in 0..<max(0, (windows / perBlock - 1) / Self.group.count) {
      var group = Self.group
      random.shuffle(&group)
      arms += group
    }
    entries = arms.enumerated().flatMap { block, arm in
      let symbols = dealt()
      let levels = arm == .negative ? dealt() : symbols
      return zip(symbols, levels).map { symbol, level in
        Entry(
          arm: arm, block: block, symbol: symbol,
          action: LeakageAction(
            level: arm == .positive ? 0 : UInt8(level),
            message: arm == .positive ? UInt8(symbol) : 0))
      }
    }
  }
}

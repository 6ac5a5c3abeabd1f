import Testing
import Workloads

@testable import Experiment

@Suite("What a sender is told to do")
struct LeakageScriptTests {
  private let script = LeakageScript(
    symbols: 4, windows: LeakageScript.windows(symbols: 4, signals: 500), seed: 3)

  @Test("Every block has every symbol equally often, and so many blocks as were asked for")
  func balance() {
    for entries in Dictionary(grouping: script.entries, by: \.block).values {
      #expect(entries.count == LeakageScript.windowsPerBlock(symbols: 4))
      #expect(Set(entries.map(\.arm)).count == 1)
      for symbol in 0..<4 {
        #expect(entries.count { $0.symbol == symbol } == LeakageScript.repetitions)
      }
    }
    #expect(script.entries.count { $0.arm == .signal } >= 500)
    #expect(script.entries.count == LeakageScript.windows(symbols: 4, signals: 500))
  }

  @Test("The signal touches what its symbol says, the positive control only tells it")
  func actions() {
    for entry in script.entries {
      switch entry.arm {
      case .warmUp, .signal:
        #expect(entry.action.level == entry.symbol && entry.action.message == 0)
      case .positive: #expect(entry.action.level == 0 && entry.action.message == entry.symbol)
      case .negative: #expect(entry.action.message == 0)
      }
    }
  }

  @Test("What the negative control touches is balanced, too, and says nothing of its symbol")
  func negative() {
    let entries = LeakageScript(symbols: 2, windows: 20_000, seed: 9).entries.filter {
      $0.arm == .negative
    }
    #expect(entries.count { $0.action.level == 1 } * 2 == entries.count)
    // Of n pairs that know nothing of each other half agree; five standard deviations either way.
    let agreeing = Double(entries.count { $0.action.level == $0.symbol })
    let n = Double(entries.count)
    #expect(abs(agreeing - n / 2) < 2.5 * n.squareRoot())
  }

  @Test("The same seed gives the same script, another one another")
  func seeds() {
    let windows = script.entries.count
    #expect(LeakageScript(symbols: 4, windows: windows, seed: 3) == script)
    #expect(LeakageScript(symbols: 4, windows: windows, seed: 4) != script)
  }
}

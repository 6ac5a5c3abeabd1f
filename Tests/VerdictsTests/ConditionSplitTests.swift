import Results
import Statistics
import Testing

@testable import Verdicts

@Suite("Changes that split conditions")
struct ConditionSplitTests {
  private static let rounds = Array(Int64(0)..<20)

  @Test("Conditions of the same rounds are split evenly, wherever the change is", arguments: 0...20)
  func same(change: Int64) throws {
    let split = try #require(
      ConditionSplit(at: change, first: Self.rounds, second: Self.rounds.shuffled()))
    #expect(split.first == split.second && !split.isUneven)
  }

  @Test("One after the other, a change anywhere but before or behind both splits unevenly")
  func sequential() {
    let (old, new) = (Array(0..<10), Array(10..<20))
    for change in 2...18 {
      #expect(ConditionSplit.isUneven(changes: [change], first: old, second: new))
      #expect(ConditionSplit.isUneven(changes: [change], first: new, second: old))
    }
    #expect(!ConditionSplit.isUneven(changes: [0, 20], first: old, second: new))
  }

  @Test("One failed round of ten is borne; two that lie on one side are not")
  func failedRounds() {
    let ten = Array(0..<10)
    #expect(!ConditionSplit.isUneven(changes: [5], first: ten, second: ten.filter { $0 != 2 }))
    #expect(
      ConditionSplit.isUneven(
        changes: [5], first: ten, second: ten.filter { ![1, 2].contains($0) }))
    // Two on either side are as even as before.
    #expect(
      !ConditionSplit.isUneven(
        changes: [5], first: ten, second: ten.filter { ![1, 2, 7, 8].contains($0) }))
  }

  @Test("A policy that ended with the change has nothing from after it")
  func endedPolicy() {
    #expect(ConditionSplit.isUneven(changes: [12], first: Self.rounds, second: Array(0..<12)))
    #expect(!ConditionSplit.isUneven(changes: [Int64](), first: Self.rounds, second: [0]))
  }

  @Test("An interrupted run lacks the last round of some pairs, which splits nothing")
  func interrupted() {
    for change in 1..<19 {
      #expect(
        !ConditionSplit.isUneven(
          changes: [Int64(change)], first: Self.rounds, second: Array(Self.rounds.dropLast())))
    }
  }

  @Test(
    "It is the order of the conditions that does not matter, and of the places", arguments: 1...25)
  func symmetric(seed: UInt64) throws {
    var generator = SplitMix64(seed: seed)
    let first = Self.rounds.filter { _ in generator.next(below: 3) > 0 } + [3]
    let second = Self.rounds.filter { _ in generator.next(below: 3) > 0 } + [4]
    let change = Int64(generator.next(below: 20))
    let split = try #require(ConditionSplit(at: change, first: first, second: second))
    let swapped = try #require(ConditionSplit(at: change, first: second, second: first))
    #expect(split.isUneven == swapped.isUneven && split.first == swapped.second)
    #expect(ConditionSplit(at: change, first: first.reversed(), second: second) == split)
    let doubled = ConditionSplit(at: change, first: first + first, second: second + second)
    #expect(doubled == split)
  }

  @Test("Without values there is nothing to split")
  func empty() {
    #expect(ConditionSplit(at: 3, first: [], second: [1]) == nil)
    #expect(!ConditionSplit.isUneven(changes: [3], first: [1], second: []))
  }

  @Test("Between two runs every change within one of them counts, in its time on the common axis")
  func runs() {
    func side(_ changes: String) -> DriftScreen.RunSide {
      var row = DriftRow()
      row.changeRounds = changes
      return DriftScreen.RunSide(
        screen: DriftScreen(rows: [row]), pair: "p0", rounds: Self.rounds)
    }
    #expect(!DriftScreen.splits(old: side(""), new: side("")))
    #expect(DriftScreen.splits(old: side("10"), new: side("")))
    #expect(DriftScreen.splits(old: side(""), new: side("10")))
    // One round of twenty is on the other side.
    #expect(!DriftScreen.splits(old: side("1"), new: side("19")))
  }
}

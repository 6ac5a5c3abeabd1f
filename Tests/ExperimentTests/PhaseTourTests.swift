import Testing

@testable import Experiment

@Suite("The phases of a deployment's round")
struct PhaseTourTests {
  typealias Phase = PhaseTour.Phase

  @Test("Every pair is met, between the solo phases of its two applications", arguments: 1...20)
  func pairs(count: Int) {
    for round in 0..<4 {
      let phases = PhaseTour(applications: count, round: round, seed: 7).phases
        .filter { $0 != .everybody }
      var met = Set<Phase>()
      for (index, phase) in phases.enumerated() {
        guard case .pair(let first, let second) = phase else { continue }
        met.insert(phase)
        #expect(first < second)
        #expect(
          Set([phases[index - 1], phases[index + 1]]) == [.alone(first), .alone(second)],
          "\(phase) in round \(round)")
      }
      #expect(met.count == count * (count - 1) / 2)
      #expect((0..<count).allSatisfy { phases.contains(.alone($0)) })
    }
  }

  @Test("As few pairs as can be are met twice", arguments: 2...20)
  func economy(count: Int) {
    let pairs = PhaseTour(applications: count, round: 0, seed: 1).phases.count {
      if case .pair = $0 { true } else { false }
    }
    let twice = count % 2 == 0 ? (count - 2) / 2 : 0
    #expect(pairs == count * (count - 1) / 2 + twice)
  }

  @Test("Everybody comes together several times in a round, never first or last")
  func together() {
    let phases = PhaseTour(applications: 14, round: 0, seed: 3).phases
    #expect(phases.count { $0 == .everybody } == PhaseTour.togetherPerRound)
    #expect(phases.first != .everybody && phases.last != .everybody)
    #expect(PhaseTour(applications: 1, round: 0, seed: 3).phases == [.alone(0)])
  }

  @Test("The next round walks the same way back; another pair of rounds goes another way")
  func directions() {
    func walk(_ round: Int) -> [Phase] {
      PhaseTour(applications: 9, round: round, seed: 5).phases.filter { $0 != .everybody }
    }
    #expect(walk(1) == walk(0).reversed())
    #expect(walk(2) != walk(0))
  }
}

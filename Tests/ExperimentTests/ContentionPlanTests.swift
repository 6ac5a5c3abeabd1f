import Testing

@testable import Experiment

@Suite struct ContentionPlanTests {
  @Test("Everybody meets everybody once, nobody twice in a turn", arguments: 0...33)
  func tournament(count: Int) {
    // Numbers as a cpuset leaves them: with gaps, and not in order.
    let players = (0..<count).map { ($0 * 7) % 101 }
    let turns = Tournament.turns(of: players)
    let met = turns.flatMap(\.self)
    #expect(met.count == count * (count - 1) / 2)
    #expect(Set(met).count == met.count)
    #expect(Set(met.flatMap { [$0.first, $0.second] }).isSubset(of: players))
    for turn in turns {
      let seated = turn.flatMap { [$0.first, $0.second] }
      #expect(Set(seated).count == seated.count)
    }
    let fewest = count < 2 ? 0 : count.isMultiple(of: 2) ? count - 1 : count
    #expect(turns.count == fewest)
  }

  @Test("A pass holds every open pair once, alone or in its turn", arguments: [2, 3, 4, 7, 16])
  func pass(count: Int) {
    let plan = ContentionPlan(cpus: Array(0..<count), seed: 7)
    for atOnce in [false, true] {
      for pass in 0..<4 {
        let bouts = plan.handOvers(
          pass: pass, open: { $0.first != 1 }, isReversed: pass.isMultiple(of: 2), atOnce: atOnce)
        let pairs = bouts.flatMap(\.teams).map { PUPair($0.cpus[0], $0.cpus[1]) }
        #expect(Set(pairs).count == pairs.count)
        #expect(Set(pairs) == Set(plan.turns.flatMap(\.self).filter { $0.first != 1 }))
        #expect(atOnce || bouts.allSatisfy { $0.teams.count == 1 })
        for bout in bouts {
          let cpus = bout.teams.flatMap(\.cpus)
          #expect(Set(cpus).count == cpus.count, "no PU runs two threads at the same time")
        }
        #expect(
          bouts.flatMap(\.teams).allSatisfy {
            ($0.cpus[0] > $0.cpus[1]) == pass.isMultiple(of: 2)
          })
      }
    }
  }

  @Test("The check measures its probes alone and beside their turn, now one first, now the other")
  func checks() {
    let plan = ContentionPlan(cpus: Array(0..<16), seed: 1)
    #expect(plan.probes.count == 3)
    for pass in 0..<6 {
      let bouts = plan.checks(pass: pass, isReversed: false)
      #expect(bouts.count == 9)
      #expect(bouts.count { $0.teams.count == 8 } == 3)
      #expect((bouts[0].teams.count == 1) == pass.isMultiple(of: 2))
      for (_, pairs) in plan.probes {
        for pair in pairs {
          let team = plan.team(of: pair, isReversed: false)
          #expect(bouts.count { $0.teams.contains(team) } == 2)
        }
      }
    }
    #expect(ContentionPlan(cpus: [0, 1], seed: 1).probes.isEmpty, "one pair has nobody beside it")
  }

  @Test("The same seed gives the same order, another pass another one")
  func order() {
    let plan = ContentionPlan(cpus: Array(0..<9), seed: 3)
    func bouts(_ pass: Int) -> [Bout] {
      plan.handOvers(pass: pass, open: { _ in true }, isReversed: false, atOnce: true)
    }
    #expect(bouts(1) == bouts(1))
    #expect(Set((0..<20).map { bouts($0).map { $0.teams[0].name } }).count > 15)
  }

  @Test("Sets grow one by one to eight, then by half, and end with all")
  func ladder() {
    #expect(ContentionPlan.ladder(upTo: 1) == [1])
    #expect(ContentionPlan.ladder(upTo: 4) == [1, 2, 3, 4])
    #expect(
      ContentionPlan.ladder(upTo: 192) == [
        1, 2, 3, 4, 5, 6, 7, 8, 12, 18, 27, 40, 60, 90, 135, 192,
      ])
    let plan = ContentionPlan(cpus: [2, 0, 5], seed: 0)
    #expect(plan.teams.count == 3 * ContentionPlan.contended.count)
    #expect(plan.teams.contains(Team(workload: "padded", cpus: [2, 0])))
  }

  @Test("Pieces keep the order, lose no bout, and need no more threads than allowed")
  func pieces() {
    let plan = ContentionPlan(cpus: Array(0..<12), seed: 5)
    let bouts = plan.contests(pass: 0, open: { _ in true })
    for limit in [1, 12, 40, 1000] {
      let pieces = Bout.pieces(bouts, threadsAtMost: limit)
      #expect(pieces.flatMap(\.self) == bouts)
      for piece in pieces where piece.count > 1 {
        let teams = Set(piece.flatMap(\.teams))
        #expect(teams.reduce(0) { $0 + $1.cpus.count } <= limit)
      }
    }
  }

  @Test("Four cores fit into five seconds, and the time grows with the number of cores")
  func budget() {
    #expect(ContentionPlan.defaultBudget(forPUs: 4) < 5_000_000_000)
    let (few, many) = (
      ContentionPlan.defaultBudget(forPUs: 24), ContentionPlan.defaultBudget(forPUs: 192)
    )
    #expect(many <= 8 * few)
  }
}

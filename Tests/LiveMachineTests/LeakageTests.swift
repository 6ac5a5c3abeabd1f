import Experiment
import HardwareTopology
import Partitioning
import Platform
import Policies
import Results
import Statistics
import Testing
import Workloads

@testable import Experiment

extension LiveMachine {
  @Suite("What one partition tells the next on its core", needs(1))
  struct LeakageTests {
    /// Pairs of symbol and probe of an arm, from one turn under `sliced-guard` on one core.
    private static func turn(
      _ channel: LeakageChannel, windows: Int, seed: UInt64 = 7
    ) throws -> (script: LeakageScript, outcome: LeakageTurn.Outcome) {
      let machine = try Machine(
        topology: Topology(loading: .thisMachine), asked: PUSet([cpus[0]]), scale: .calibrated(),
        facts: .read())
      // On a machine whose caches hwloc does not know any sizes will do.
      let sizes = try #require(
        LeakageSizes(
          channel,
          caches: machine.caches.within.merging([1: 32 << 10, 2: 1 << 20]) { own, _ in own }))
      let combination = try #require(
        try PolicyCatalogue.combination(named: "sliced-guard", ["window": 1_000_000]))
      let one = LeakageCase(channel: channel, combination: combination, sizes: sizes)
      let script = LeakageScript(symbols: 2, windows: windows, seed: seed)
      let shared = try Arena(bytes: 4096, wish: .base, sharing: .inherited)
      shared.populate()
      let turn = LeakageTurn(
        machine: machine,
        calibration: Calibrator.Outcome(
          enforcer: EnforcerCatalogue.preferred(),
          enforcement: Enforcement(wakeNanoseconds: 300_000), enforcements: [:],
          schedulingClass: .batch, notes: []),
        pool: BufferPool(machine: machine, seed: 7), shared: shared, changes: MachineChanges())
      return (script, try turn.run(one, script: script, seed: seed, isCancelled: { false }))
    }

    /// What was paired in the windows of an arm.
    private struct Pairs {
      private var symbols: [Int] = []
      private var times: [Double] = []
      var count: Int { symbols.count }

      mutating func add(
        _ arm: LeakageScript.Arm, of turn: (script: LeakageScript, outcome: LeakageTurn.Outcome)
      ) {
        let entries = turn.script.entries
        for pair in turn.outcome.pairing.pairs
        where pair.entry < entries.count && entries[pair.entry].arm == arm {
          symbols.append(entries[pair.entry].symbol)
          times.append(Double(pair.probeTicks))
        }
      }

      /// The table of symbols and probe times, in four bins; there must be a pair.
      var counts: JointCounts {
        let bins = QuantileBins(of: times, count: 4)
        return JointCounts(symbols, times.map(bins.bin), symbols: 2, outputs: 4)
      }
    }

    // Of 160 windows of each control nearly all are paired. The positive one's probe takes 30 us longer, which is a bit where a
    // probe takes a few, and shows beyond doubt in forty windows. A busy machine leaves a tenth of the windows, and probes that
    // take hundreds of microseconds: it is given more turns, with other symbols, and all count together.
    private static let signals = 640
    private static let turns = 20

    @Test(
      "The positive control leaks and the negative one does not",
      arguments: [LeakageChannel.l1, .l2])
    func controls(_ channel: LeakageChannel) throws {
      var (positive, negative) = (Pairs(), Pairs())
      // That it is seen by chance in any of the turns happens less than once in ten thousand times.
      func isSeen() -> Bool {
        min(positive.count, negative.count) >= 40
          && MutualInformation.pValue(positive.counts) < 1e-6
      }
      let windows = LeakageScript.windows(symbols: 2, signals: Self.signals)
      for number in 0..<Self.turns where !isSeen() {
        let turn = try Self.turn(channel, windows: windows, seed: 7 + UInt64(number))
        positive.add(.positive, of: turn)
        negative.add(.negative, of: turn)
      }
      let planned = Self.turns * Self.signals / 4
      if !isSeen(), positive.count < planned / 2 {
        try Test.cancel("the machine is too busy: \(positive.count) of \(planned) windows paired")
      }
      #expect(
        isSeen(), "\(MutualInformation.estimate(positive.counts).millibits) of \(positive.count)")
      // The symbols were dealt out apart from all that happened: one time in a billion this fails.
      #expect(
        MutualInformation.pValue(negative.counts) > 1e-9,
        "\(MutualInformation.estimate(negative.counts).millibits) of \(negative.count)")
    }

    @Test("Each window of the receiver is paired at most once, and in order")
    func pairs() throws {
      let turn = try Self.turn(.l2, windows: LeakageScript.windows(symbols: 2, signals: 64))
      let pairing = turn.outcome.pairing
      #expect(zip(pairing.pairs, pairing.pairs.dropFirst()).allSatisfy { $0.entry < $1.entry })
      #expect(pairing.unpaired >= 0)
      #expect(pairing.pairs.allSatisfy { $0.probeTicks > 0 })
    }
  }
}

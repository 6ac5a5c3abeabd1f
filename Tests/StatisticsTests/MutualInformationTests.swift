import Glibc
import Testing

@testable import Statistics

@Suite("Mutual information of symbols and what is seen of them")
struct MutualInformationTests {
  @Test("It agrees with scipy's G-test", arguments: Golden.cases(of: "11_mutual_information"))
  func golden(_ golden: Golden.Case) throws {
    let actual: [String: JSON]
    if golden.input.has("counts") {
      let counts = JointCounts(try golden.input["counts"].array.map { try $0.integers })
      let information = MutualInformation.estimate(counts)
      actual = [
        "mi_bits": .number(information.bits), "mi_mbits": .number(information.millibits),
        "miller_madow_bits": .number(MutualInformation.corrected(counts).bits),
        "df": .number(Double(counts.degreesOfFreedom)),
        "G": .number(2 * Double(counts.total) * log(2) * information.bits),
        "p_chi2": .number(MutualInformation.pValue(counts)),
        "zero_leak_bound95_bits": .optional(MutualInformation.zeroLeakBound(counts)?.bits),
      ]
    } else {
      let symbols = try golden.input["symbols"].integers
      let values = try golden.input["observations"].numbers
      let bins = QuantileBins(of: values, count: try golden.input["bins"].integer)
      let seen = values.map(bins.bin)
      let test = ShuffleTest(
        symbols: symbols, bins: seen, symbolCount: 4, binCount: bins.count,
        shuffles: try golden.input["B"].integer, seed: UInt64(try golden.input["seed"].integer))
      let counts = JointCounts(symbols, seen, symbols: 4, outputs: bins.count)
      actual = [
        "edges": .numbers(bins.edges),
        "counts": .array((0..<4).map { row in .numbers((0..<bins.count).map { counts[row, $0] }) }),
        "M_bits": .number(test.information.bits), "M0_bits": .number(test.bound.bits),
        "mean_shuffled_bits": .number(test.shuffledMean.bits), "p_value": .number(test.pValue),
        "leak": .bool(test.exceedsBound),
      ]
    }
    expect(.object(actual), matches: golden.expected, relative: 1e-9)
  }

  @Test("It is never negative, and never more than either side has", arguments: Seeds.all)
  func bounded(seed: UInt64) {
    var generator = SplitMix64(seed: seed)
    let counts = JointCounts(
      (0..<3).map { _ in (0..<5).map { _ in generator.next(below: 30) } })
    let information = MutualInformation.estimate(counts).bits
    #expect(information >= -1e-12)
    #expect(information <= log2(3) + 1e-12)
  }

  @Test("Sending and seeing may change places", arguments: Seeds.all)
  func symmetric(seed: UInt64) {
    var generator = SplitMix64(seed: seed)
    let rows = (0..<3).map { _ in (0..<4).map { _ in generator.next(below: 30) } }
    let columns = (0..<4).map { column in rows.map { $0[column] } }
    let difference =
      MutualInformation.estimate(JointCounts(rows)).bits
      - MutualInformation.estimate(JointCounts(columns)).bits
    #expect(abs(difference) < 1e-12)
  }

  @Test("A table without counts, or with one row, says nothing and has no bound")
  func degenerate() {
    #expect(MutualInformation.estimate(JointCounts([[0, 0], [0, 0]])).bits == 0)
    let row = JointCounts([[3, 4], [0, 0]])
    #expect(MutualInformation.estimate(row).bits == 0)
    #expect(MutualInformation.zeroLeakBound(row) == nil)
    #expect(MutualInformation.pValue(row) == 1)
  }

  @Test("Without a leak the mean of the corrected estimate is a tenth of the plain one's or less")
  func correction() {
    var generator = SplitMix64(seed: 5)
    var (plain, corrected) = (0.0, 0.0)
    for _ in 0..<400 {
      let counts = Self.independent(&generator, observations: 800)
      plain += MutualInformation.estimate(counts).bits / 400
      corrected += MutualInformation.corrected(counts).bits / 400
    }
    #expect(abs(corrected) < plain / 10)
  }

  @Test("The analytic bound is exceeded about once in twenty times where nothing leaks")
  func analyticFalseAlarms() throws {
    var generator = SplitMix64(seed: 7)
    let tables = 2000
    var alarms = 0
    for _ in 0..<tables {
      let counts = Self.independent(&generator, observations: 800)
      let bound = try #require(MutualInformation.zeroLeakBound(counts))
      if MutualInformation.estimate(counts) > bound { alarms += 1 }
    }
    // Five standard deviations of a binomial count around 5 %, and what the approximation is off by.
    #expect((60...170).contains(alarms), "\(alarms) of \(tables)")
  }

  @Test("A leak of the detection limit is seen about 19 times in 20, of a quarter of it far less")
  func detection() throws {
    var generator = SplitMix64(seed: 11)
    let observations = 1000
    let bound = try #require(
      MutualInformation.zeroLeakBound(Self.independent(&generator, observations: observations)))
    let limit = MutualInformation.detectionLimit(
      bound: bound, degreesOfFreedom: 3, observations: observations)
    func seen(_ information: Information) -> Int {
      // Of two outputs per symbol the first with probability ½ ± d has about 2d²/ln 2 bits.
      let d = (information.bits * log(2) / 2).squareRoot()
      return (0..<400).count { _ in
        var rows = Array(repeating: Array(repeating: 0, count: 4), count: 2)
        for index in 0..<observations {
          let symbol = index % 2
          let upper = generator.nextUnit() < (symbol == 0 ? 0.5 + d : 0.5 - d)
          rows[symbol][(upper ? 2 : 0) + generator.next(below: 2)] += 1
        }
        return MutualInformation.estimate(JointCounts(rows)) > bound
      }
    }
    #expect(seen(limit) > 360)
    #expect(seen(Information(bits: limit.bits / 4)) < 280)
  }

  /// Four symbols and eight outputs that know nothing of each other; the degrees of freedom of the
  /// detection test's own tables are those of two symbols and four outputs.
  private static func independent(
    _ generator: inout SplitMix64, observations: Int
  ) -> JointCounts {
    JointCounts(
      (0..<observations).map { _ in generator.next(below: 4) },
      (0..<observations).map { _ in generator.next(below: 8) }, symbols: 4, outputs: 8)
  }
}

import Statistics
import Testing

@Suite("Sorting, coordinated omission, steal")
struct SampleToolsTests {
  @Test("Digits sort as comparing does, whatever the values", arguments: Seeds.all)
  func radix(seed: UInt64) {
    var generator = SplitMix64(seed: seed)
    // Few and many, narrow and over the whole range, of both signs.
    let count = generator.next(below: 6_000)
    let shift = UInt64(generator.next(below: 64))
    let values = (0..<count).map { _ in Int64(bitPattern: generator.next()) >> Int64(shift) }
    #expect(RadixSort.sorted(values) == values.sorted())
  }

  @Test("The ends of the range, equal values and order from before all sort")
  func radixEnds() {
    for values in [
      Array(repeating: Int64(7), count: 3_000), Array(0..<3_000), Array((0..<3_000).reversed()),
      (0..<3_000).map { $0 % 2 == 0 ? .min : .max },
    ] as [[Int64]] {
      #expect(RadixSort.sorted(values) == values.sorted())
    }
  }

  @Test("Correction only adds, and what is corrected keeps its values", arguments: Seeds.all)
  func correction(seed: UInt64) {
    var generator = SplitMix64(seed: seed)
    let values = (0..<60).map { _ in Int64(generator.next(below: 500)) }
    let interval = Int64(1 + generator.next(below: 100))
    let corrected = CoordinatedOmission.corrected(values, expectedInterval: interval)
    // Each value v stands for max(1, ⌊v / I⌋) requests.
    #expect(corrected.count == values.reduce(0) { $0 + Int(max(1, $1 / interval)) })
    #expect(corrected.filter { $0 < interval }.sorted() == values.filter { $0 < interval }.sorted())
    #expect(corrected.max() == values.max())
    // Another unit of time changes nothing but the unit, and the order nothing but the order.
    let scaled = CoordinatedOmission.corrected(
      values.map { $0 * 1000 }, expectedInterval: interval * 1000)
    #expect(scaled == corrected.map { $0 * 1000 })
    let bins = CoordinatedOmission.corrected(
      values.shuffled(using: &generator).map { .init(value: $0, count: 1) },
      expectedInterval: interval)
    #expect(
      bins.flatMap { Array(repeating: $0.value, count: Int($0.count)) } == corrected.sorted())
    #expect(zip(bins, bins.dropFirst()).allSatisfy { $0.value < $1.value })
  }

  @Test(
    "Steal has four grades, by its share of the time of all CPUs",
    arguments: [
      (0, StealGrade.quiet), (0.0009, .quiet), (0.001, .fair), (0.009, .fair), (0.01, .noisy),
      (0.049, .noisy), (0.05, .refuseTails), (1, .refuseTails),
    ])
  func grades(share: Double, grade: StealGrade) {
    #expect(StealGrade(share: share) == grade)
    #expect(StealGrade(stolenSeconds: share * 40, elapsedSeconds: 10, cpus: 4) == grade)
  }

  @Test("The golden machine lost 6.6 % in ten seconds: its tails are not its own")
  func goldenSteal() {
    #expect(
      StealGrade(stolenSeconds: 2.67, elapsedSeconds: 10.069, cpus: 4) == .refuseTails)
  }

  @Test(
    "Without time or CPUs there is no grade, and more steal never improves it", arguments: Seeds.all
  )
  func gradeOrder(seed: UInt64) throws {
    #expect(StealGrade(stolenSeconds: 0, elapsedSeconds: 0, cpus: 4) == nil)
    #expect(StealGrade(stolenSeconds: 0, elapsedSeconds: 1, cpus: 0) == nil)
    var generator = SplitMix64(seed: seed)
    let shares = (0..<20).map { _ in generator.nextUnit() * generator.nextUnit() * 0.1 }.sorted()
    let grades = shares.map { StealGrade(share: $0) }
    #expect(zip(grades, grades.dropFirst()).allSatisfy { $0 <= $1 })
    // Ten seconds of one CPU are a thousand ticks: one of them is a per mille.
    #expect(abs(StealGrade.resolvedSeconds(cpus: 1) - 10) < 1e-9)
  }
}

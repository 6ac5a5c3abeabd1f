import HardwareTopology
import Testing

@Suite struct PUSetTests {
  @Test(
    "A list or a mask names the PUs that taskset would take",
    arguments: [
      ("0", [0]), ("1-3,5", [1, 2, 3, 5]), ("5,1-3", [1, 2, 3, 5]), ("7-7", [7]), ("3,3", [3]),
      ("0-6:2", [0, 2, 4, 6]), ("63-65", [63, 64, 65]), ("0x1", [0]), ("0x2E", [1, 2, 3, 5]),
      ("0x10000000000000000", [64]), ("8191", [8191]),
    ])
  func parsing(text: String, indices: [Int]) throws {
    #expect(try Array(PUSet(parsing: text)) == indices)
  }

  @Test(
    "What is wrong with a list is named",
    arguments: [
      ("", "it is empty"),
      ("1,,2", "there is an empty item between commas"),
      ("1,", "there is an empty item between commas"),
      ("3-1", "the range 3-1 runs backward"),
      ("a", "\"a\" is neither a number nor a range FIRST-LAST"),
      ("1 2", "\"1 2\" is neither a number nor a range FIRST-LAST"),
      ("-1", "\"-1\" is neither a number nor a range FIRST-LAST"),
      ("+1", "\"+1\" is neither a number nor a range FIRST-LAST"),
      ("1-", "\"1-\" is neither a number nor a range FIRST-LAST"),
      ("1-2-3", "\"1-2-3\" is neither a number nor a range FIRST-LAST"),
      ("4:2", "\"4:2\" is neither a number nor a range FIRST-LAST"),
      ("٣", "\"٣\" is neither a number nor a range FIRST-LAST"),
      ("0-6:0", "the step of 0-6:0 is zero"),
      ("0x", "there is no digit after 0x"),
      ("0x0", "the mask has no bit set"),
      ("0xfg", "\"g\" is not a hexadecimal digit"),
      ("8192", "it names a PU beyond 8191, the highest that Linux can have"),
      (
        "0-99999999999999999999", "it names a PU beyond 8191, the highest that Linux can have"
      ),
    ])
  func refusal(text: String, reason: String) {
    let error = #expect(throws: PUSetError.self) { try PUSet(parsing: text) }
    #expect(error?.reason == reason)
    #expect(error?.text == text)
  }

  @Test("A step up to the largest integer ends")
  func hugeStep() throws {
    #expect(try Array(PUSet(parsing: "0-8191:9223372036854775807")) == [0])
  }

  @Test("Any set reads back from its text as it was, and operations agree with Set's")
  func roundTrips() throws {
    let seed = UInt64.random(in: 0...UInt64.max)
    print("PUSet round trips: seed \(seed)")
    var random = Seeded(state: seed)
    for _ in 0..<500 {
      let (a, b) = (random.indices(), random.indices())
      let (first, second) = (PUSet(a), PUSet(b))
      if !a.isEmpty { #expect(try PUSet(parsing: first.description) == first, "seed \(seed)") }
      #expect(Array(first) == a.sorted(), "seed \(seed)")
      #expect(first.count == a.count && first.first == a.min() && first.last == a.max())
      #expect(first.union(second) == PUSet(a.union(b)), "seed \(seed)")
      #expect(first.intersection(second) == PUSet(a.intersection(b)), "seed \(seed)")
      #expect(first.subtracting(second) == PUSet(a.subtracting(b)), "seed \(seed)")
      #expect(first.isSubset(of: second) == a.isSubset(of: b), "seed \(seed)")
      #expect(first.isDisjoint(with: second) == a.isDisjoint(with: b), "seed \(seed)")
      #expect((0..<300).allSatisfy { first.contains($0) == a.contains($0) }, "seed \(seed)")
    }
  }

  @Test("Sets that hold the same PUs are equal however they were made")
  func equality() {
    let emptied = PUSet([700]).subtracting([700])
    #expect(emptied == PUSet())
    #expect(emptied.isEmpty && emptied.description == "")
    #expect(Set<PUSet>([emptied, [], [1], PUSet([1, 900]).intersection([1])]).count == 2)
  }
}

/// SplitMix64, so that a printed seed repeats a failure.
private struct Seeded: RandomNumberGenerator {
  var state: UInt64

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }

  /// Sparse or dense, short or long.
  mutating func indices() -> Set<Int> {
    let highest = Int.random(in: 0..<300, using: &self)
    let density = Double.random(in: 0...1, using: &self)
    var indices: Set<Int> = []
    for index in 0...highest where Double.random(in: 0..<1, using: &self) < density {
      indices.insert(index)
    }
    return indices
  }
}

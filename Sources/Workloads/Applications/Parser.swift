import CPlatform
import Platform
import Statistics

/// Splits JSON text into tokens, byte by byte, with a table, and adds its numbers up; again and again.
///
/// The text is lines of objects that `ParserText` made up from a seed. A step reads 512 bytes; tokens may go on in the next.
@safe struct Parser: Kernel, PartitionCode {
  /// Where in a token the last byte was; the row of the table for the next.
  enum Mode: UInt8, CaseIterable {
    case between, string, escape, number, word
  }

  /// What a byte can be the beginning of; the place of its count.
  enum Token: UInt8, CaseIterable {
    /// Colons and commas are marks; words are `true`, `false` and `null`.
    case none, opening, closing, mark, string, number, word
  }

  nonisolated(unsafe) private let table: UnsafeMutablePointer<UInt8>
  nonisolated(unsafe) private let counts: UnsafeMutablePointer<Int>
  nonisolated(unsafe) private let text: UnsafeMutablePointer<UInt8>
  let count: Int
  private var at = 0
  private var mode = Mode.between.rawValue
  private var value = 0
  private var sign = 1
  /// Of all numbers so far, which are whole.
  private var sum = 0
  /// Of the numbers of the last whole pass.
  private(set) var lastSum = 0

  static var bytesPerStep: Int { @inline(__always) get { 512 } }
  private static var number: UInt8 { @_noLocks @inline(__always) get { 3 } }
  private static let tableBytes = Mode.allCases.count * 256
  /// Table and counts, in whole lines.
  private static let overheadBytes = tableBytes + 64

  /// Bytes of text in whole steps that fit behind the table, at least one step.
  static func count(fitting bytes: Int) -> Int {
    max(bytesPerStep, (bytes - overheadBytes) / bytesPerStep * bytesPerStep)
  }

  static func rounded(_ bytes: Int) -> Int { overheadBytes + count(fitting: bytes) }

  init(arena: Arena, seed: UInt64) {
    count = Self.count(fitting: arena.bytes)
    precondition(Self.rounded(arena.bytes) <= arena.bytes)
    unsafe table = arena.base.bindMemory(to: UInt8.self, capacity: Self.tableBytes)
    unsafe counts = (arena.base + Self.tableBytes).bindMemory(to: Int.self, capacity: 8)
    unsafe text = (arena.base + Self.overheadBytes).bindMemory(to: UInt8.self, capacity: count)
    for mode in Mode.allCases {
      for byte in UInt8.min...UInt8.max {
        let (next, token) = Self.transition(mode, byte)
        unsafe table[Int(mode.rawValue) * 256 + Int(byte)] = token.rawValue << 3 | next.rawValue
      }
    }
    for token in Token.allCases { unsafe counts[Int(token.rawValue)] = 0 }
    unsafe ParserText.write(into: UnsafeMutableBufferPointer(start: text, count: count), seed: seed)
  }

  /// What follows a byte in a mode, and what begins with it.
  private static func transition(_ mode: Mode, _ byte: UInt8) -> (Mode, Token) {
    let digits = UInt8(ascii: "0")...UInt8(ascii: "9")
    let letters = UInt8(ascii: "a")...UInt8(ascii: "z")
    switch (mode, byte) {
    case (.string, UInt8(ascii: "\\")): return (.escape, .none)
    case (.string, UInt8(ascii: "\"")): return (.between, .none)
    case (.string, _), (.escape, _): return (.string, .none)
    case (.number, digits): return (.number, .none)
    case (.word, letters): return (.word, .none)
    case (_, UInt8(ascii: "\"")): return (.string, .string)
    case (_, UInt8(ascii: "{")), (_, UInt8(ascii: "[")): return (.between, .opening)
    case (_, UInt8(ascii: "}")), (_, UInt8(ascii: "]")): return (.between, .closing)
    case (_, UInt8(ascii: ":")), (_, UInt8(ascii: ",")): return (.between, .mark)
    case (_, UInt8(ascii: "-")), (_, digits): return (.number, .number)
    case (_, letters): return (.word, .word)
    default: return (.between, .none)
    }
  }

  @_noLocks @inline(__always)
  mutating func step() {
    var mode = mode
    var left = Self.bytesPerStep
    while left != 0 {
      let byte = unsafe text[at]
      let entry = unsafe table[Int(mode) &* 256 &+ Int(byte)]
      unsafe counts[Int(entry >> 3)] &+= 1
      let next = entry & 7
      if next == Self.number {
        if entry >> 3 != 0 {
          value = 0
          sign = 1
        }
        // A minus is no digit, and can only be the first byte.
        if byte == 0x2d { sign = -1 } else { value = value &* 10 &+ Int(byte &- 0x30) }
      } else if mode == Self.number {
        sum &+= sign &* value
      }
      mode = next
      at &+= 1
      left &-= 1
    }
    self.mode = mode
    // Nobody reads it inside the loop: without this the optimiser leaves the numbers out.
    sum = Int(truncatingIfNeeded: cplatform_launder(UInt64(truncatingIfNeeded: sum)))
    if at == count {
      lastSum = sum
      sum = 0
      at = 0
    }
  }

  /// How many tokens of a kind have been found since the beginning.
  func found(_ token: Token) -> Int { unsafe counts[Int(token.rawValue)] }

  /// The text, for tests.
  var bytes: [UInt8] { unsafe Array(UnsafeBufferPointer(start: text, count: count)) }

  @inline(never) @_noLocks
  func measure(_ measurement: Measurement) -> Never { unsafe measureForEver(self, measurement) }

  @inline(never) @_noLocks
  func load(_ measurement: Measurement) -> Never { unsafe loadForEver(self, measurement) }
}

/// Text for the parser: one JSON object in a line, blanks where no other fits.
enum ParserText {
  static func write(into text: UnsafeMutableBufferPointer<UInt8>, seed: UInt64) {
    var numbers = SplitMix64(seed: seed)
    var at = 0
    while true {
      let line = Array(record(&numbers).utf8)
      guard at + line.count <= text.count else { break }
      for byte in line {
        unsafe text[at] = byte
        at += 1
      }
    }
    while at < text.count {
      unsafe text[at] = 0x20
      at += 1
    }
  }

  private static func record(_ numbers: inout SplitMix64) -> String {
    func number() -> String { String(Int(numbers.next(below: 200_000)) - 100_000) }
    let names = ["pump", "valve \\\"A\\\"", "north gate", "\\\\server\\\\7", ""]
    let name = names[Int(numbers.next(below: UInt64(names.count)))]
    let state = ["true", "false", "null"][Int(numbers.next(below: 3))]
    let readings = (0..<numbers.next(below: 6)).map { _ in number() }.joined(separator: ", ")
    return
      "{\"id\": \(number()), \"name\": \"\(name)\", \"open\": \(state), \"readings\": [\(readings)], "
      + "\"at\": {\"x\": \(number()), \"y\": \(number())}}\n"
  }
}

extension WorkloadCatalogue {
  public static let parser = Workload(
    name: "app-parse",
    summary: "Splits JSON text into tokens, byte by byte with a table, and adds its numbers up.",
    why: """
      Messages and configuration: a chain of dependent look-ups in a small table, branches that depend on the data, \
      and a stream that is read once. It feels a shared core before it feels shared memory.
      """,
    limits: "A state machine, not the vectorised parsing of tuned libraries; it checks no grammar.",
    source: "tokens of RFC 8259; table-driven scanners: Aho, Sethi and Ullman, Compilers, 3.8",
    channel: "L1 and branch predictors of its core; a little bandwidth through the text",
    roles: [.victim], accessName: "byte", accessesPerStep: Parser.bytesPerStep,
    bytesPerAccess: 1,
    memory: .buffer, keepsContents: true, defaultWorkingSet: applicationWorkingSet,
    defaultJobAccesses: 128 * Parser.bytesPerStep,
    verification: .costs(
      moreThan: .init("branch-regular"), control: .init("branch-regular", .bytes(128 << 10)),
      atLeast: 1.15, claim: "a byte takes longer than a branch that can be foreseen"),
    round: { Parser.rounded($0) },
    makeCode: { Parser(arena: $0.arena!, seed: $0.seed) })
}

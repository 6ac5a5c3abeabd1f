import CPlatform
import Platform

/// Splits JSON text into tokens, byte by byte, again and again.
///
/// The text is lines of objects that `ParserText` made up from a seed. A step reads 512 bytes; tokens may go on in the next.
@safe struct Parser: Kernel, PartitionCode {
  /// What was found in the text so far, since its beginning.
  struct Tokens: Equatable {
    /// Braces, brackets, colons and commas.
    var marks = 0
    var strings = 0
    var numbers = 0
    /// `true`, `false` and `null`.
    var words = 0
    /// Of all numbers, which are whole.
    var sum = 0
    var depth = 0
  }

  private enum Mode {
    case between, string, escape, number, word
  }

  nonisolated(unsafe) private let text: UnsafeMutablePointer<UInt8>
  let count: Int
  private var at = 0
  private var mode = Mode.between
  private var value = 0
  private var isNegative = false
  private var tokens = Tokens()
  /// Those of the last whole pass.
  private(set) var found = Tokens()

  static var bytesPerStep: Int { @inline(__always) get { 512 } }

  static func rounded(_ bytes: Int) -> Int {
    max(bytesPerStep, bytes / bytesPerStep * bytesPerStep)
  }

  init(arena: Arena, seed: UInt64) {
    count = Self.rounded(arena.bytes)
    precondition(count <= arena.bytes)
    unsafe text = arena.base.bindMemory(to: UInt8.self, capacity: count)
    unsafe ParserText.write(into: UnsafeMutableBufferPointer(start: text, count: count), seed: seed)
  }

  @_noLocks @inline(__always)
  mutating func step() {
    var left = Self.bytesPerStep
    while left != 0 {
      let byte = unsafe text[at]
      at &+= 1
      read(byte)
      left &-= 1
    }
    if at == count {
      found = tokens
      tokens = Tokens()
      at = 0
    }
  }

  @_noLocks @inline(__always)
  private mutating func read(_ byte: UInt8) {
    switch mode {
    case .string:
      if byte == 0x5c /* \ */ { mode = .escape } else if byte == 0x22 /* " */ { mode = .between }
    case .escape:
      mode = .string
    case .number:
      let digit = byte &- 0x30
      if digit < 10 {
        value = value &* 10 &+ Int(digit)
      } else {
        tokens.sum &+= isNegative ? 0 &- value : value
        begin(byte)
      }
    case .word:
      if byte < 0x61 || byte > 0x7a /* a to z */ { begin(byte) }
    case .between:
      begin(byte)
    }
  }

  /// A byte outside of every token: it may begin one.
  @_noLocks @inline(__always)
  private mutating func begin(_ byte: UInt8) {
    mode = .between
    switch byte {
    case 0x22:  // "
      tokens.strings &+= 1
      mode = .string
    case 0x7b, 0x5b:  // { [
      tokens.marks &+= 1
      tokens.depth &+= 1
    case 0x7d, 0x5d:  // } ]
      tokens.marks &+= 1
      tokens.depth &-= 1
    case 0x3a, 0x2c:  // : ,
      tokens.marks &+= 1
    case 0x2d, 0x30...0x39:  // - and digits
      tokens.numbers &+= 1
      isNegative = byte == 0x2d
      value = isNegative ? 0 : Int(byte &- 0x30)
      mode = .number
    case 0x61...0x7a:  // a to z
      tokens.words &+= 1
      mode = .word
    default: break
    }
  }

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
    var numbers = SeededNumbers(seed: seed)
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

  private static func record(_ numbers: inout SeededNumbers) -> String {
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
    summary: "Splits JSON text into tokens, byte by byte.",
    why: """
      Messages and configuration: a branch for each byte that depends on the data, and a stream that is read once. It \
      feels a shared core before it feels shared memory.
      """,
    limits: "A state machine, not the vectorised parsing of tuned libraries; it checks no grammar.",
    source: "tokens of RFC 8259",
    channel: "branch predictors of its core; a little bandwidth through the text",
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

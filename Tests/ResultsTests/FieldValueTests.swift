import Testing

@testable import Results

@Suite("Values from bytes")
struct FieldValueTests {
  @Test("Only what every reader of CSV takes for a number is one")
  func grammar() {
    for text in ["+5", "0x10", "007", "-007", "00", "1_000", " 1", "1 ", "", "-"] {
      #expect(Int64(fieldText: text) == nil, "\(text)")
      #expect(Double(fieldText: text) == nil, "\(text)")
    }
    for text in ["0x1p4", "5.", ".5", "-.5", "01.5", "1e", "1e+", "inf", "nan", "1e999", "1.e3"] {
      #expect(Double(fieldText: text) == nil, "\(text)")
    }
    for (text, number) in [("-0.5e-05", -5e-6), ("1E3", 1000), ("0", 0), ("0e0", 0), ("10", 10)] {
      #expect(Double(fieldText: text) == number, "\(text)")
    }
  }

  @Test("A number's bytes give the very number that the standard library gives for a decimal one")
  func numbers() {
    var generator = SeededGenerator()
    var texts = [
      "", "-", "+", ".", "0", "-0", "-0.0", "+5", "007", "5.", ".5", "1.5", "-1.5", "1e3", "0x1p3",
      "nan", "inf", "9223372036854775807", "-9223372036854775808", "999999999999999999",
      "-99999999999999999", "1000000000000000000", "123456789012345", "1234567890.12345",
      "0.00000000000001", "12345678901234.5", "999999999999999", "9999999999999999", "1.2.3", "1 ",
      " 1", "1-2", "é",
    ]
    let alphabet = Array("0123456789012345678901234567890123456789.-+e")
    for _ in 0..<20_000 {
      texts.append(
        String(
          (0..<Int.random(in: 1...20, using: &generator)).map { _ in
            alphabet.randomElement(using: &generator)!
          }))
      let digits = Double(Int64.random(in: -1_000_000_000...1_000_000_000, using: &generator))
      texts.append((digits / 1000).description)
      texts.append(Double(bitPattern: generator.next()).description)
    }
    let decimal = /-?(0|[1-9][0-9]*)(\.[0-9]+)?([eE][+-]?[0-9]+)?/
    for text in texts {
      let bytes = Array(text.utf8)
      let isDecimal = text.wholeMatch(of: decimal) != nil
      #expect(Int64(fieldBytes: bytes.span) == (isDecimal ? Int64(text) : nil), "\(text)")
      #expect(Int(fieldBytes: bytes.span) == (isDecimal ? Int(text) : nil), "\(text)")
      let number = isDecimal ? Double(text).flatMap { $0.isFinite ? $0 : nil } : nil
      #expect(Double(fieldBytes: bytes.span)?.bitPattern == number?.bitPattern, "\(text)")
    }
  }

  @Test("A text that was met before is the same again, and no other is taken for it")
  func recent() {
    var generator = SeededGenerator()
    let recent = RecentValues<String>()
    // Many more texts than places, of a few letters, so that places are taken over and over.
    for _ in 0..<20_000 {
      let text = String(
        repeating: ["a", "b", "ab", "é"].randomElement(using: &generator)!,
        count: Int.random(in: 0...70, using: &generator))
      #expect(recent.value(Array(text.utf8).span) == text)
    }
  }

  @Test("A word that is none of the allowed is refused, however often it comes")
  func refused() {
    let recent = RecentValues<Condition>()
    for _ in 0..<3 {
      #expect(recent.value(Array("solo".utf8).span) == .solo)
      #expect(recent.value(Array("alone".utf8).span) == nil)
    }
  }
}

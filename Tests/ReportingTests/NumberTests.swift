import Foundation
import Testing

@testable import Reporting

@Suite struct NumberTests {
  @Test(
    "Ratios have three digits, and rounding never adds one",
    arguments: [
      (1.0, "1.00"), (4.4567, "4.46"), (9.994, "9.99"), (9.996, "10.0"), (12.34, "12.3"),
      (99.96, "100"), (123.4, "123"), (0.985, "0.99"), (-0.5, "-0.50"), (-0.001, "0.00"),
    ])
  func ratio(value: Double, text: String) { #expect(Number.ratio(value) == text) }

  @Test("Fixed decimals are what printf writes, wherever the value is no tie")
  func printf() {
    for value in [0, 0.05, 1.0 / 3, 2.0 / 3, 12.3456, 999.9996, 1e9 + 0.12, -0.3, -0.0001] {
      for decimals in [0, 2, 3, 12] where abs(value) * pow(10, Double(decimals)) < 1e17 {
        let expected = String(format: "%.\(decimals)f", value)
        let zero = expected.hasPrefix("-") && !expected.contains { "123456789".contains($0) }
        #expect(
          Number.fixed(value, decimals: decimals)
            == (zero ? String(expected.dropFirst()) : expected))
      }
    }
  }

  @Test(
    "Times take the unit that leaves one to three digits before the point",
    arguments: [
      (0.0, "0 ns"), (12, "12 ns"), (12.34, "12.3 ns"), (999, "999 ns"), (999.6, "1.00 µs"),
      (12_340, "12.3 µs"), (999_600, "1.00 ms"), (2.5e9, "2.50 s"), (-1_500, "-1.50 µs"),
    ])
  func time(nanoseconds: Double, text: String) {
    #expect(Number.time(nanoseconds: nanoseconds) == text.replacing(" ", with: "\u{A0}"))
  }

  @Test(
    "Counts are grouped by thousands",
    arguments: [
      (0, "0"), (999, "999"), (1_000, "1,000"), (1_234_567, "1,234,567"), (-12_000, "-12,000"),
    ])
  func count(value: Int, text: String) { #expect(Number.count(value) == text) }

  @Test("What is absent or not a number is a dash")
  func absent() {
    #expect(Number.ratio(nil) == "-")
    #expect(Number.time(nanoseconds: .nan) == "-")
    #expect(Number.text(.infinity, unit: "count") == "-")
  }

  @Test("Units of summary.csv are written for people")
  func units() {
    #expect(Number.text(8_450, unit: "mb_per_s") == "8.45\u{A0}GB/s")
    #expect(Number.text(1.234, unit: "percent") == "1.2\u{A0}%")
    #expect(Number.text(2_500_000, unit: "per_s") == "2.50\u{A0}M/s")
  }

  @Test("Axes get round ticks inside their domain")
  func ticks() {
    #expect(Scale(.linear, 0...10, from: 0, to: 1).ticks(5) == [0, 2, 4, 6, 8, 10])
    #expect(Scale(.logarithmic, 5...20_000, from: 0, to: 1).ticks(6) == [10, 100, 1_000, 10_000])
    #expect(Scale(.logarithmic, 0.9...5, from: 0, to: 1).ticks(6) == [1, 2, 5])
    #expect(Scale(.linear, 3...3, from: 0, to: 1).ticks(5) == [3])
  }

  @Test(
    "A logarithmic scale puts the geometric middle in the middle, and values outside at its ends")
  func scale() {
    let scale = Scale(.logarithmic, 1...100, from: 0, to: 200)
    #expect(abs(scale(10) - 100) < 1e-9)
    #expect(scale(0.1) == 0 && scale(1e6) == 200)
  }

  @Test("Text is wrapped at spaces and loses its control characters")
  func words() {
    #expect(Words.wrapped("one two three", width: 8) == ["one two", "three"])
    #expect(Words.printable("a\u{1B}[31mb\u{202E}c") == "a?[31mb?c")
    #expect(Words.list(["a", "b", "c"]) == "a, b and c")
  }
}

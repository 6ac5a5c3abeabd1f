import Foundation
import Testing

@testable import Exporting

@Suite("Decimal text")
struct DecimalTests {
  @Test("Is what printf writes, wherever the value is no tie")
  func printf() {
    for value in [0, 0.05, 1.0 / 3, 2.0 / 3, 12.3456, 999.9996, 1e9 + 0.125, -0.25, -0.0001] {
      for decimals in [0, 2, 3, 12] where abs(value) * pow(10, Double(decimals)) < 1e17 {
        let expected = String(format: "%.\(decimals)f", value)
        let zero = expected.hasPrefix("-") && !expected.contains { "123456789".contains($0) }
        #expect(
          Decimal.fixed(value, decimals: decimals)
            == (zero ? String(expected.dropFirst()) : expected))
      }
    }
  }
}

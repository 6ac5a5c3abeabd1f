/// Numbers that another tool recorded: one on a line, blank lines and lines that begin with # left out.
public enum NumberFile {
  /// The numbers of a file, in its order, times `factor`; what a decimal point leaves of one is rounded away.
  ///
  /// - Throws: `ResultsError` with the line that holds no number, or one that is negative or beyond 2⁶³ after scaling; and where the
  ///   file cannot be read.
  public static func read(_ path: String, times factor: Int64) throws(ResultsError) -> [Int64] {
    try parse(try File(path, for: .reading).contents(), file: path, times: factor)
  }

  static func parse(
    _ bytes: [UInt8], file: String, times factor: Int64
  ) throws(ResultsError) -> [Int64] {
    var numbers: [Int64] = []
    numbers.reserveCapacity(bytes.count / 6)
    var (start, line) = (0, 1)
    while start < bytes.count {
      var end = start
      while end < bytes.count, bytes[end] != .lineFeed { end += 1 }
      var last = end
      while last > start, bytes[last - 1] == 0x20 || bytes[last - 1] == 0x0D { last -= 1 }
      if last > start, bytes[start] != UInt8(ascii: "#") {
        guard let number = number(bytes, start..<last, factor) else {
          throw ResultsError(
            "one number from 0 is wanted on a line, for instance 1250 or 12.5", file: file,
            line: line)
        }
        numbers.append(number)
      }
      (start, line) = (end + 1, line + 1)
    }
    return numbers
  }

  /// Digits without detour, which a million of them have; anything else by the standard library.
  private static func number(_ bytes: [UInt8], _ range: Range<Int>, _ factor: Int64) -> Int64? {
    var value: Int64 = 0
    // 18 digits cannot overflow.
    guard range.count <= 18 else { return decimal(bytes, range, factor) }
    for index in range {
      let digit = bytes[index] &- UInt8(ascii: "0")
      guard digit < 10 else { return decimal(bytes, range, factor) }
      value = value &* 10 &+ Int64(digit)
    }
    let (scaled, overflows) = value.multipliedReportingOverflow(by: factor)
    return overflows ? nil : scaled
  }

  private static func decimal(_ bytes: [UInt8], _ range: Range<Int>, _ factor: Int64) -> Int64? {
    let text = String(decoding: bytes[range], as: UTF8.self)
    if let whole = Int64(text) {
      let (scaled, overflows) = whole.multipliedReportingOverflow(by: factor)
      return whole < 0 || overflows ? nil : scaled
    }
    guard let value = double(text), value >= 0 else { return nil }
    return Int64(exactly: (value * Double(factor)).rounded())
  }

  /// A number as other tools write it: `+5` and `.5` are ones, too.
  static func double(_ text: String) -> Double? {
    // The standard library also reads inf, nan and hexadecimal numbers.
    guard text.utf8.allSatisfy({ "0123456789.eE+-".utf8.contains($0) }),
      let value = Double(text), value.isFinite
    else { return nil }
    return value
  }
}

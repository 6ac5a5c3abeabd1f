/// A column of times in somebody's own CSV file.
public enum NumberColumn {
  /// Eleven and a half days: no job takes so long, but a number in another unit looks like it.
  static let mostNanoseconds = 1e15

  /// Reads the times of a column from top to bottom, in nanoseconds; the file has a header.
  ///
  /// - Parameter factor: Nanoseconds in the column's unit.
  /// - Throws: `ResultsError` saying what is wrong in which line, or which columns there are.
  public static func read(
    _ name: String, from file: String, times factor: Int64
  ) throws(ResultsError) -> [Double] {
    try parse(name, try File(file, for: .reading).contents(), file: file, times: factor)
  }

  static func parse(
    _ name: String, _ bytes: [UInt8], file: String, times factor: Int64
  ) throws(ResultsError) -> [Double] {
    var reader = try CSVReader(bytes, file: file)
    guard let index = reader.header.firstIndex(of: name) else {
      throw ResultsError(
        "has no column \(name); there are \(reader.header.joined(separator: ", "))", file: file,
        line: 1, column: 1)
    }
    var values: [Double] = []
    while try reader.next() {
      guard let number = NumberFile.double(reader.text(index)) else {
        throw reader.error("'\(reader.text(index))' is no number", at: index)
      }
      let value = number * Double(factor)
      guard value >= 0, value <= mostNanoseconds else {
        let why = value < 0 ? "is negative" : "is above 1e15 ns, eleven days; is its unit right?"
        throw reader.error("'\(reader.text(index))' \(why)", at: index)
      }
      values.append(value)
    }
    guard !values.isEmpty else {
      throw ResultsError("holds a header and no times", file: file, line: 1)
    }
    return values
  }
}

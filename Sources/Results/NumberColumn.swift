/// A column of numbers in somebody's own CSV file.
public enum NumberColumn {
  /// Reads the numbers of a column from top to bottom; the file has a header.
  ///
  /// - Throws: `ResultsError` saying what is wrong in which line, or which columns there are.
  public static func read(_ name: String, from file: String) throws(ResultsError) -> [Double] {
    var reader = try CSVReader(try File(file, for: .reading).contents(), file: file)
    guard let index = reader.header.firstIndex(of: name) else {
      throw ResultsError(
        "has no column \(name); there are \(reader.header.joined(separator: ", "))", file: file)
    }
    var values: [Double] = []
    while try reader.next() {
      guard let value = Double(fieldText: reader.text(index)) else {
        throw reader.error("'\(reader.text(index))' is no number", at: index)
      }
      values.append(value)
    }
    return values
  }
}

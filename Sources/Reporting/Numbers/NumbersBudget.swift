/// How much of each file goes onto the page, so that a report of any run opens at once.
enum NumbersBudget {
  /// Bytes of rows on the page. With the figures of a run of 1,440 cells it stays below 2 MB.
  static let bytes = 1_250_000

  /// The files packed. The first one may take all of the room; those after it half of what is left, so that the small ones are
  /// whole wherever they stand, and of the large ones the earlier have more.
  static func packed(_ files: [NumbersFile], room: Int = bytes) -> [PackedRows] {
    var left = room
    return files.enumerated().map { place, file in
      let rows = PackedRows(file, room: place == 0 ? left : left / 2)
      left = max(0, left - rows.bytes)
      return rows
    }
  }
}

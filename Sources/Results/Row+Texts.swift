extension Row {
  /// The fields of the row as they stand in its file, in the order of the header, before quoting.
  public var texts: [String] { Self.columns.map { $0.text(self) } }
}

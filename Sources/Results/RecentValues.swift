/// The values that a column had lately, by their bytes.
///
/// A file of two million windows names a dozen cells and partitions: each is made once, and a text too long to stand inside
/// its `String` takes memory once and not two million times.
final class RecentValues<Value: FieldValue> {
  private struct Entry {
    var bytes: [UInt8]
    var value: Value
  }

  private var entries = [Entry?](repeating: nil, count: 64)
  /// What is longer is a sentence, and hardly said again.
  private static var longest: Int { 64 }

  func value(_ bytes: Span<UInt8>) -> Value? {
    guard bytes.count <= Self.longest else { return Value(fieldBytes: bytes) }
    let place = Self.place(bytes)
    if let entry = entries[place], Self.isEqual(entry.bytes.span, bytes) { return entry.value }
    guard let value = Value(fieldBytes: bytes) else { return nil }
    let copy = bytes.indices.map { bytes[$0] }
    entries[place] = Entry(bytes: copy, value: value)
    return value
  }

  private static func place(_ bytes: Span<UInt8>) -> Int {
    var hash: UInt = 0
    for index in bytes.indices { hash = hash &* 31 &+ UInt(bytes[index]) }
    return Int(hash & 63)
  }

  private static func isEqual(_ a: Span<UInt8>, _ b: Span<UInt8>) -> Bool {
    guard a.count == b.count else { return false }
    for index in a.indices where a[index] != b[index] { return false }
    return true
  }
}

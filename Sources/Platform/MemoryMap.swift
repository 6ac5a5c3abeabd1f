import Glibc

/// What /proc/self/smaps and /proc/self/maps say about the process's own memory.
enum MemoryMap {
  /// Address ranges that the process can read, ascending, those that touch as one.
  ///
  /// Without those beyond user addresses, which are the kernel's own (vsyscall).
  static func readable() -> [Range<UInt64>] {
    readable(maps: ProcFile("/proc/self/maps").text ?? "")
  }

  /// The pure part: reads the text of maps (proc(5)).
  static func readable(maps: String) -> [Range<UInt64>] {
    var ranges: [Range<UInt64>] = []
    for line in maps.split(separator: "\n") {
      let fields = line.words
      guard let range = addressRange(line), fields[1].hasPrefix("r"),
        range.upperBound < 1 << 47
      else { continue }
      let low = UInt64(range.lowerBound)
      let high = UInt64(range.upperBound)
      if let last = ranges.last, last.upperBound == low {
        ranges[ranges.count - 1] = last.lowerBound..<high
      } else {
        ranges.append(low..<high)
      }
    }
    return ranges
  }

  /// Bytes of transparent huge pages behind an address range.
  ///
  /// A mapping that the kernel has merged with its neighbours counts by the share that the range has of it.
  static func hugeBytes(inRangeFrom start: UInt, bytes: Int) -> Int {
    guard let text = ProcFile("/proc/self/smaps").text else { return 0 }
    return hugeBytes(inRangeFrom: start, bytes: bytes, smaps: text)
  }

  /// The pure part: reads the text of smaps (proc(5)).
  static func hugeBytes(inRangeFrom start: UInt, bytes: Int, smaps: String) -> Int {
    let end = start + UInt(bytes)
    var total = 0
    var overlap: UInt = 0
    var mappingBytes: UInt = 0
    // By bytes: memory that was laid out page by page has tens of thousands of mappings, of two dozen lines each.
    for bytes in smaps.utf8.split(separator: UInt8(ascii: "\n")) {
      // The names of fields begin with a capital, addresses do not.
      let isField = (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(bytes.first!)
      if isField, overlap == 0 { continue }
      let line = Substring(bytes)
      if let range = addressRange(line) {
        let low = max(range.lowerBound, start)
        let high = min(range.upperBound, end)
        overlap = low < high ? high - low : 0
        mappingBytes = range.upperBound - range.lowerBound
      } else if overlap > 0, line.hasPrefix("AnonHugePages:") {
        let kibibytes = UInt(line.split(separator: " ")[1]) ?? 0
        total += Int(min(overlap, kibibytes * 1024 * overlap / mappingBytes))
      }
    }
    return total
  }

  private static func addressRange(_ line: Substring) -> Range<UInt>? {
    guard let dash = line.firstIndex(of: "-"), let space = line.firstIndex(of: " "), dash < space,
      let low = UInt(line[..<dash], radix: 16),
      let high = UInt(line[line.index(after: dash)..<space], radix: 16), low < high
    else { return nil }
    return low..<high
  }
}

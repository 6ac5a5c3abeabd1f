/// Looks through a topology file for what hwloc does not survive or can't name.
///
/// hwloc 2.9 reads a file that lacks `complete_cpuset` beside `cpuset` and dies of a null pointer
/// (seen in `hwloc_bitmap_compare_first` below `hwloc_topology_load`); and whatever it refuses, it
/// refuses without saying where.
enum XMLScan {
  /// Object types of hwloc 1.x and 2.x (`hwloc_obj_type_string`; `Cache`, `Socket` and `System` are
  /// the old names).
  private static let types: Set<String> = [
    "Machine", "System", "Package", "Socket", "Die", "Core", "PU", "Cache", "L1Cache", "L2Cache",
    "L3Cache", "L4Cache", "L5Cache", "L1iCache", "L2iCache", "L3iCache", "Group", "NUMANode",
    "MemCache", "Bridge", "PCIDev", "OSDev", "Misc",
  ]

  /// The first fault, with its line; nil when there is none.
  static func fault(in text: String) -> (line: Int?, reason: String)? {
    guard !text.isEmpty else { return (nil, "it is empty") }
    guard !text.utf8.contains(0) else { return (nil, "it is not a text file") }
    guard text.contains("<topology") else {
      return (nil, "it has no <topology> element: hwloc XML comes from lstopo --of xml FILE")
    }
    guard text.contains("</topology>") else {
      return (nil, "it is cut short: </topology> is missing")
    }
    var line = 1
    for piece in text.split(separator: "<", omittingEmptySubsequences: false) {
      if piece.hasPrefix("object "), let reason = fault(inObject: piece.prefix { $0 != ">" }) {
        return (line, reason)
      }
      line += piece.utf8.count { $0 == 0x0A }
    }
    return nil
  }

  private static func fault(inObject tag: Substring) -> String? {
    guard let type = value(of: "type", in: tag) else { return "an object has no type" }
    guard types.contains(String(type)) else { return "unknown object type \"\(type)\"" }
    for (part, whole) in [("cpuset", "complete_cpuset"), ("nodeset", "complete_nodeset")]
    where value(of: part, in: tag) != nil && value(of: whole, in: tag) == nil {
      return "object \(type) has \(part) but no \(whole)"
    }
    return nil
  }

  private static func value(of attribute: String, in tag: Substring) -> Substring? {
    // The space keeps `cpuset` from being found inside `complete_cpuset`.
    guard let start = tag.firstRange(of: " \(attribute)=\"") else { return nil }
    return tag[start.upperBound...].prefix { $0 != "\"" }
  }
}

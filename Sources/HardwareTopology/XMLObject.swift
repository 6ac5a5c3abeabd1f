/// An `<object>` of a topology file: its type, and its sets as far as they hold together by
/// themselves.
struct XMLObject {
  let element: XMLElement
  let kind: Kind
  let type: String
  let cpuset: PUSet
  let completeCpuset: PUSet
  /// Empty where hwloc 1 knew none.
  let nodeset: PUSet
  let completeNodeset: PUSet

  enum Kind {
    /// One of the tree from the machine to its PUs; in hwloc 1 also a NUMA node.
    case normal
    /// A NUMA node, or a cache in front of one, beside the tree.
    case memory
    /// A device or a remark, which has no PUs.
    case extra
  }

  var isPU: Bool { type == "PU" }
  var isNUMANode: Bool { type == "NUMANode" }

  /// Names of `hwloc_obj_type_string` in hwloc 2, and the old ones of hwloc 1.
  private static let normal: Set<String> = [
    "Machine", "Package", "Die", "Core", "PU", "Group", "L1Cache", "L2Cache", "L3Cache", "L4Cache",
    "L5Cache", "L1iCache", "L2iCache", "L3iCache",
  ]
  private static let normalInFirst: Set<String> = ["NUMANode", "Socket", "System", "Cache", "Misc"]
  private static let memory: Set<String> = ["NUMANode", "MemCache"]
  private static let extra: Set<String> = ["Bridge", "PCIDev", "OSDev", "Misc"]

  init(_ element: XMLElement, isFirstVersion: Bool) throws(XMLFault) {
    guard let type = element["type"] else { throw element.fault("an object has no type") }
    self.element = element
    self.type = type
    // A Misc of hwloc 1 that has PUs is what is a Group today.
    let isExtra =
      Self.extra.contains(type)
      && !(isFirstVersion && type == "Misc" && element["cpuset"] != nil)
    if isExtra {
      (kind, cpuset, completeCpuset, nodeset, completeNodeset) = (.extra, [], [], [], [])
      return
    }
    if Self.normal.contains(type) || isFirstVersion && Self.normalInFirst.contains(type) {
      kind = .normal
    } else if !isFirstVersion && Self.memory.contains(type) {
      kind = .memory
    } else {
      throw element.fault("unknown object type \"\(type)\"")
    }
    (cpuset, completeCpuset) = try Self.sets("cpuset", of: element)
    if isFirstVersion && type != "NUMANode" && element["nodeset"] == nil
      && element["complete_nodeset"] == nil
    {
      (nodeset, completeNodeset) = ([], [])
    } else {
      (nodeset, completeNodeset) = try Self.sets("nodeset", of: element)
    }
    if isPU { try requireIndex(in: "cpuset", cpuset, completeCpuset) }
    if isNUMANode { try requireIndex(in: "nodeset", nodeset, completeNodeset) }
    if type.hasSuffix("Cache") { try requireCacheLevel() }
  }

  private static func sets(
    _ name: String, of element: XMLElement
  ) throws(XMLFault) -> (PUSet, complete: PUSet) {
    let type = element["type"] ?? ""
    guard let part = try XMLBitmap.set(name, of: element) else {
      throw element.fault("object \(type) has no \(name)")
    }
    guard let complete = try XMLBitmap.set("complete_\(name)", of: element) else {
      throw element.fault("object \(type) has \(name) but no complete_\(name)")
    }
    guard part.isSubset(of: complete) else {
      throw element.fault("object \(type) has more in \(name) than in complete_\(name)")
    }
    return (part, complete)
  }

  /// hwloc marks a PU or a NUMA node by its index in the sets of others.
  private func requireIndex(in name: String, _ part: PUSet, _ complete: PUSet) throws(XMLFault) {
    guard let index = element["os_index"] else {
      throw element.fault("object \(type) has no os_index")
    }
    guard let number = Int(index), 0...PUSet.highestIndex ~= number else {
      throw element.fault("os_index=\"\(index)\" is not a number up to \(PUSet.highestIndex)")
    }
    // Offline it is in the complete set alone.
    guard complete == [number] else {
      throw element.fault("object \(type) \(index) has others in complete_\(name)")
    }
  }

  /// hwloc reads its tables at what type, level and kind come to.
  private func requireCacheLevel() throws(XMLFault) {
    // 0 unified, 1 data, 2 instructions (`hwloc_obj_cache_type_t`).
    let isInstructions = element["cache_type"] == "2"
    guard let level = element["depth"].flatMap({ Int($0) }),
      1...(isInstructions ? 3 : 5) ~= level,
      type == "Cache" || type == "MemCache"
        || type == "L\(level)\(isInstructions ? "i" : "")Cache"
    else { throw element.fault("object \(type) has another depth or cache_type") }
  }
}

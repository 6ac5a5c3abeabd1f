/// A topology file written anew for hwloc: what Bulkhead asks for, when it holds together.
///
/// hwloc's loader trusts its file ("hwloc never generated such buggy XML, but users could create
/// one", `hwloc_look_xml`): sets that are missing or contradict each other, an index outside its
/// own set or a cache of no level end in a null pointer, a damaged heap or an assertion
/// (`Scripts/fuzz xml` found them). So the file has to keep what hwloc claims of its own topologies
/// (`hwloc_topology_check`); and what is not asked for (devices and distances to them, remarks,
/// memory attributes, user data) is left out, where it can't do harm.
struct TopologyXML {
  /// hwloc walks along all children to add one.
  private static let childrenMax = PUSet.highestIndex + 1
  private static let objectsMax = 1 << 16

  private let isFirstVersion: Bool
  private var text = ""
  private var objects = 0
  private var nodes = PUSet()
  private var kinds = PUSet()

  /// - Returns: what hwloc can be given.
  /// - Throws: the first fault, with its line where there is one.
  static func checked(_ bytes: [UInt8]) throws(XMLFault) -> String {
    let topology = try XMLReader.topology(in: bytes)
    // hwloc 1.0 wrote none.
    let version = topology["version"] ?? "1.0"
    guard version.hasPrefix("1.") || version.hasPrefix("2.") else {
      throw topology.fault("its version is \"\(version)\", and hwloc 2 reads 1.0 and 2.0")
    }
    guard let first = topology.children.first, first.name == "object" else {
      throw topology.fault("it does not begin with an object")
    }
    var xml = TopologyXML(isFirstVersion: version.hasPrefix("1."))
    let machine = try XMLObject(first, isFirstVersion: xml.isFirstVersion)
    guard ["Machine", "System"].contains(machine.type) || xml.isFirstVersion && machine.isNUMANode
    else { throw first.fault("the first object is a \(machine.type), not a Machine") }
    xml.text = "<topology version=\"\(xml.isFirstVersion ? 1 : 2).0\">\n"
    try xml.write(machine, inside: nil)
    for element in topology.children.dropFirst() {
      if element.name == "object" { throw element.fault("it has a second Machine") }
      if element.name == "cpukind" { try xml.write(kind: element, of: machine) }
      if element.name == "distances2", !xml.isFirstVersion { try xml.write(matrix: element) }
    }
    return xml.text + "</topology>\n"
  }

  private init(isFirstVersion: Bool) { self.isFirstVersion = isFirstVersion }

  // MARK: Objects

  private mutating func write(_ object: XMLObject, inside parent: XMLObject?) throws(XMLFault) {
    let element = object.element
    objects += 1
    guard objects <= Self.objectsMax else {
      throw element.fault("it has more than \(Self.objectsMax) objects")
    }
    if let parent { try check(object, inside: parent) }
    text += "<object type=\"\(object.type)\""
    try writeAttributes(of: object, isRoot: parent == nil)
    text += ">\n"
    for child in element.children {
      switch child.name {
      case "object", "userdata", "page_type": break
      case "info": try write(info: child)
      case "distances" where isFirstVersion:
        if parent == nil { try write(firstMatrix: child) }
      default: throw child.fault("<\(child.name)> is nothing that an object has")
      }
    }
    try writeChildren(of: object)
    text += "</object>\n"
  }

  private func check(_ object: XMLObject, inside parent: XMLObject) throws(XMLFault) {
    func require(_ part: PUSet, _ whole: PUSet, _ name: String) throws(XMLFault) {
      if !part.isSubset(of: whole) {
        throw object.element.fault("object \(object.type) has more in \(name) than what it is in")
      }
    }
    try require(object.cpuset, parent.cpuset, "cpuset")
    try require(object.completeCpuset, parent.completeCpuset, "complete_cpuset")
    if isFirstVersion {
      // hwloc 2 says too much when it writes for hwloc 1 (`hwloc__xml_export_object_contents`).
      guard object.completeNodeset.isEmpty || !parent.completeNodeset.isEmpty else {
        throw object.element.fault(
          "object \(object.type) has a nodeset, and what it is in has none")
      }
    } else {
      try require(object.nodeset, parent.nodeset, "nodeset")
      try require(object.completeNodeset, parent.completeNodeset, "complete_nodeset")
    }
  }

  private mutating func writeChildren(of object: XMLObject) throws(XMLFault) {
    let element = object.element
    let inside = element.children.filter { $0.name == "object" }
    guard inside.count <= Self.childrenMax else {
      throw element.fault("object \(object.type) has more than \(Self.childrenMax) objects inside")
    }
    var below = PUSet()
    var taken = PUSet()
    for inner in inside {
      let child = try XMLObject(inner, isFirstVersion: isFirstVersion)
      if child.kind == .extra { continue }
      let fits =
        switch child.kind {
        case .normal: object.kind == .normal && !object.isPU
        default: object.type == "MemCache" || object.kind == .normal
        }
      guard fits else { throw inner.fault("a \(child.type) can't be inside a \(object.type)") }
      if child.isNUMANode {
        guard nodes.isDisjoint(with: child.completeNodeset) else {
          throw inner.fault("NUMANode \(child.completeNodeset) is there twice")
        }
        nodes = nodes.union(child.completeNodeset)
      }
      if child.kind == .normal {
        guard taken.isDisjoint(with: child.completeCpuset) else {
          throw inner.fault("object \(child.type) shares CPUs with one beside it")
        }
        taken = taken.union(child.completeCpuset)
        below = below.union(child.cpuset)
      }
      try write(child, inside: object)
    }
    guard object.kind == .memory || object.isPU || below == object.cpuset else {
      throw element.fault(
        "object \(object.type) has CPUs in its cpuset that are not inside it: "
          + "\(object.cpuset.subtracting(below))")
    }
  }

  private static let words = ["name", "subtype"]
  private static let numbers = [
    "os_index", "gp_index", "local_memory", "cache_size", "depth", "cache_linesize",
    "cache_associativity", "cache_type", "kind", "subkind", "dont_merge",
  ]

  private mutating func writeAttributes(of object: XMLObject, isRoot: Bool) throws(XMLFault) {
    let element = object.element
    var sets = [
      ("cpuset", object.cpuset), ("complete_cpuset", object.completeCpuset),
    ]
    if !object.completeNodeset.isEmpty {
      sets += [("nodeset", object.nodeset), ("complete_nodeset", object.completeNodeset)]
    }
    if isRoot {
      for name in ["allowed_cpuset", "allowed_nodeset"] {
        if let set = try XMLBitmap.set(name, of: element) { sets.append((name, set)) }
      }
    }
    for (name, set) in sets { text += " \(name)=\"\(XMLBitmap.text(set))\"" }
    try write(Self.numbers, of: element)
    for name in Self.words {
      if let word = element[name] { text += " \(name)=\"\(word)\"" }
    }
  }

  private mutating func write(_ numbers: [String], of element: XMLElement) throws(XMLFault) {
    for name in numbers {
      guard let text = element[name] else { continue }
      // -1 is a fully associative cache, and an efficiency that nobody knows.
      guard text == "-1" || UInt64(text) != nil else {
        throw element.fault("\(name)=\"\(text)\" is not a number")
      }
      self.text += " \(name)=\"\(text)\""
    }
  }

  private mutating func write(info element: XMLElement) throws(XMLFault) {
    guard let name = element["name"], let value = element["value"] else {
      throw element.fault("<info> has no name or no value")
    }
    text += "<info name=\"\(name)\" value=\"\(value)\"/>\n"
  }

  // MARK: Beside the objects

  private mutating func write(kind: XMLElement, of machine: XMLObject) throws(XMLFault) {
    guard let set = try XMLBitmap.set("cpuset", of: kind), set.isSubset(of: machine.completeCpuset)
    else { throw kind.fault("<cpukind> has no cpuset of this machine") }
    guard kinds.isDisjoint(with: set) else { throw kind.fault("<cpukind> has CPUs of another") }
    kinds = kinds.union(set)
    text += "<cpukind cpuset=\"\(XMLBitmap.text(set))\""
    try write(["forced_efficiency"], of: kind)
    text += ">\n"
    for child in kind.children where child.name == "info" { try write(info: child) }
    text += "</cpukind>\n"
  }

  /// Between objects of one type; hwloc names PUs and NUMA nodes by their OS index, others by its
  /// own.
  private mutating func write(matrix: XMLElement) throws(XMLFault) {
    let types = ["PU", "NUMANode", "Core", "Package", "Die", "L3Cache"]
    guard let type = matrix["type"], let indexing = matrix["indexing"], types.contains(type),
      indexing == (["PU", "NUMANode"].contains(type) ? "os" : "gp"),
      // From the system or the user, latency or bandwidth (`hwloc_distances_kind_e`).
      let kind = matrix["kind"].flatMap({ Int($0) }), 1..<16 ~= kind
    else { return }
    func numbers(_ name: String) throws(XMLFault) -> [UInt64] {
      let words = matrix.children.filter { $0.name == name }
        .flatMap { $0.text.utf8.split(separator: 0x20) }
      let numbers = words.compactMap { UInt64(String(decoding: $0, as: UTF8.self)) }
      guard numbers.count == words.count else { throw matrix.fault("<distances2> has no numbers") }
      return numbers
    }
    let indices = try numbers("indexes")
    let values = try numbers("u64values")
    guard matrix["nbobjs"] == "\(indices.count)", Set(indices).count == indices.count,
      indices.count * indices.count == values.count
    else { throw matrix.fault("<distances2> is not a matrix of its nbobjs") }
    text += "<distances2 type=\"\(type)\" nbobjs=\"\(indices.count)\" kind=\"\(kind)\""
    if let name = matrix["name"] { text += " name=\"\(name)\"" }
    text += " indexing=\"\(indexing)\">\n"
    for (name, numbers) in [("indexes", indices), ("u64values", values)] {
      let list = numbers.map(String.init).joined(separator: " ")
      text += "<\(name) length=\"\(list.utf8.count)\">\(list)</\(name)>\n"
    }
    text += "</distances2>\n"
  }

  /// hwloc 1 gave the machine a matrix of its NUMA nodes, as multiples of a least latency.
  private mutating func write(firstMatrix matrix: XMLElement) throws(XMLFault) {
    let values = matrix.children.map { $0["value"].flatMap(Double.init) ?? -1 }
    guard let base = matrix["latency_base"].flatMap(Double.init), 0..<1e9 ~= base,
      let count = matrix["nbobjs"].flatMap({ Int($0) }), 1...PUSet.highestIndex ~= count,
      count * count == values.count, values.allSatisfy((0..<1e9).contains)
    else { throw matrix.fault("<distances> is not a matrix of its nbobjs") }
    text += "<distances nbobjs=\"\(count)\" relative_depth=\"1\" latency_base=\"\(base)\">\n"
    for value in values { text += "<latency value=\"\(value)\"/>\n" }
    text += "</distances>\n"
  }
}

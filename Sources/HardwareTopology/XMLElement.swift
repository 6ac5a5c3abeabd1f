/// An element of a topology file.
struct XMLElement {
  let name: String
  let line: Int
  /// Values as they are written, with their `&lt;` and the like.
  var attributes: [(name: String, value: String)] = []
  var children: [XMLElement] = []
  var text = ""

  subscript(name: String) -> String? { attributes.first { $0.name == name }?.value }

  func fault(_ reason: String) -> XMLFault { XMLFault(line: line, reason: reason) }
}

/// What is wrong with a topology file.
struct XMLFault: Error, Hashable {
  var line: Int?
  let reason: String
}

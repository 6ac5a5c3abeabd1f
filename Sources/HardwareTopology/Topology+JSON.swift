import FoundationEssentials

extension Topology: Encodable {
  private enum Key: String, CodingKey {
    case source, isThisSystem, hwlocVersion, virtualMachine, model, usable, offline
    case packages, numaNodes, caches, cores, processingUnits, cpuKinds, distances
  }

  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: Key.self)
    try container.encode(source.description, forKey: .source)
    try container.encode(isThisSystem, forKey: .isThisSystem)
    try container.encode(hwlocVersion, forKey: .hwlocVersion)
    try container.encodeIfPresent(virtualMachine, forKey: .virtualMachine)
    try container.encodeIfPresent(model, forKey: .model)
    try container.encode(usable, forKey: .usable)
    try container.encode(offline, forKey: .offline)
    try container.encode(packages, forKey: .packages)
    try container.encode(numaNodes, forKey: .numaNodes)
    try container.encode(caches, forKey: .caches)
    try container.encode(cores, forKey: .cores)
    try container.encode(processingUnits, forKey: .processingUnits)
    try container.encode(cpuKinds, forKey: .cpuKinds)
    try container.encode(distances, forKey: .distances)
  }

  /// Everything as one JSON object: keys in `snake_case` and in alphabetical order, sets of PUs as
  /// taskset lists, what is unknown left out or null.
  public func json() -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    encoder.keyEncodingStrategy = .convertToSnakeCase
    // Strings, integers and booleans only: there is nothing that JSON can't say.
    let data = try! encoder.encode(self)
    return String(decoding: data, as: UTF8.self) + "\n"
  }
}

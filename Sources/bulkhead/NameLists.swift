import Policies

/// Reads a list of names, separated by commas: at least one, and none twice.
func parseNames(_ option: String, _ text: String) throws -> [String] {
  let names = text.split(separator: ",").map(String.init)
  guard !names.isEmpty, Set(names).count == names.count else {
    throw CommandFailure(message: "\(option) takes different names, not '\(text)'", status: .usage)
  }
  return names
}

/// Reads the name of a combination of policies, such as `gang+flush`.
///
/// - Parameter values: parameters other than the defaults, for those of the policies that know them.
func parseCombination(
  _ name: String, _ values: [String: Double] = [:]
) throws -> PolicyCombination {
  do {
    if let found = try PolicyCatalogue.combination(named: name, values) { return found }
  } catch {
    throw CommandFailure(message: "--policies: \(error)", status: .usage)
  }
  let known = PolicyCatalogue.all.map(\.name)
  let unknown = name.split(separator: "+").map(String.init).first { !known.contains($0) }
  throw CommandFailure(
    message: unknownName(
      "policy", unknown ?? name, among: known, otherwise: "`bulkhead list policies` shows them"),
    status: .usage)
}

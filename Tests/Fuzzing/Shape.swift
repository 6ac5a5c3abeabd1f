import Experiment

/// Everything that a value holds, but not where it stood in a file: two texts that mean the same have the same shape.
func shape(_ value: Any) -> String {
  if value is SourceLocation { return "" }
  let mirror = Mirror(reflecting: value)
  if mirror.children.isEmpty { return "\(value)" }
  var parts = mirror.children.map { "\($0.label ?? ""):\(shape($0.value))" }
  // Their order is drawn anew in each process.
  if mirror.displayStyle == .dictionary || mirror.displayStyle == .set { parts.sort() }
  return "\(mirror.subjectType){\(parts.joined(separator: ";"))}"
}

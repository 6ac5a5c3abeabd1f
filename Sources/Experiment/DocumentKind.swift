/// What a file is meant to be, for messages about the whole of it.
public struct DocumentKind: Sendable {
  /// `suite`; a file without content is told what one needs.
  let noun: String
  let required: String
  /// How deep its lists and mappings go, in words.
  let depth: String
  /// The name of such a file.
  let example: String

  public static let suite = DocumentKind(
    noun: "suite", required: "policies, victims and aggressors", depth: "three",
    example: "default.yaml")
  public static let deployment = DocumentKind(
    noun: "deployment", required: "cores and partitions", depth: "six",
    example: "fourteen-apps.yaml")
}

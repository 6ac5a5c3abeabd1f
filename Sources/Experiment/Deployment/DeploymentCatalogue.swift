/// The deployments that can be run by name, and the schema of all of them.
public enum DeploymentCatalogue {
  /// The folder of the bundled deployments, below the current directory.
  static let folder = "benches/deployments"

  /// The deployments in `benches/deployments/` below the current directory.
  public static func available(vocabulary: Deployment.Vocabulary) -> [SuiteCatalogue.Entry] {
    SuiteCatalogue.files(in: folder).compactMap { path in
      guard let deployment = try? Deployment.read(path, vocabulary: vocabulary) else { return nil }
      return SuiteCatalogue.Entry(name: path, description: deployment.description)
    }
  }

  /// The JSON Schema (draft 2020-12) of a deployment file, for editors. It is part of the binary.
  public static var schema: String {
    String(decoding: PackageResources.deployment_schema_json, as: UTF8.self)
  }
}

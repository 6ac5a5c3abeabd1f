extension ResultSet {
  /// A file that is not what `datapackage.json` says it is.
  public struct Problem: Sendable, Equatable, CustomStringConvertible {
    /// Path inside the results directory.
    public let file: String
    public let message: String

    public var description: String { "\(file): \(message)" }
  }

  /// Compares the length and SHA-256 of every file with `datapackage.json`.
  ///
  /// - Returns: What differs; empty when every file is as it was written.
  public static func verify(_ directory: String) -> [Problem] {
    let package: DataPackage
    do throws(ResultsError) {
      let path = "\(directory)/\(DataPackage.file)"
      let bytes = try File(path, for: .reading).contents()
      package = try JSON.decode(DataPackage.self, from: bytes, file: path)
    } catch {
      return [Problem(file: DataPackage.file, message: error.message)]
    }
    return package.resources.compactMap { verify($0, in: directory) }
  }

  private static func verify(_ resource: DataPackage.Resource, in directory: String) -> Problem? {
    // The standard's own rule against a package that points outside of itself.
    guard !resource.path.hasPrefix("/"), !resource.path.split(separator: "/").contains("..") else {
      return Problem(file: resource.path, message: "is outside of the results directory")
    }
    do throws(ResultsError) {
      let (bytes, hash) = try File.checksum(of: "\(directory)/\(resource.path)")
      if bytes != resource.bytes {
        return Problem(
          file: resource.path,
          message: "has \(bytes) bytes; \(resource.bytes) were written")
      }
      if hash != resource.hash {
        return Problem(file: resource.path, message: "was changed: its SHA-256 differs")
      }
      return nil
    } catch {
      return Problem(file: resource.path, message: error.message)
    }
  }
}

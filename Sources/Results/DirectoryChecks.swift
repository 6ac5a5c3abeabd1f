import FoundationEssentials

extension ResultSet {
  /// Compares the length and SHA-256 of every file with `datapackage.json`, and its list of files with the directory.
  ///
  /// - Returns: What differs; empty when every file is as it was written, and none is missing or new.
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
      + undescribed(by: package, in: directory)
  }

  /// What `datapackage.json` does not mention and has to: the tables of its schema version, the provenance, and whatever else lies
  /// beside them.
  private static func undescribed(by package: DataPackage, in directory: String) -> [Problem] {
    var problems: [Problem] = []
    let version = (try? readProvenance(in: directory))?.schemaVersion
    if let version, version != package.schemaVersion {
      problems.append(
        Problem(
          file: DataPackage.file,
          message:
            "is of schema version \(package.schemaVersion), and \(provenanceFile) of \(version)"))
    }
    let paths = package.resources.map(\.path)
    // Of a file further down its folder, too.
    let described = Set(
      paths + paths.map { $0.split(separator: "/").prefix(2).joined(separator: "/") })
    let tables = rowTypes.filter { $0.since <= version ?? package.schemaVersion }.map { $0.file }
    for file in tables + [provenanceFile] where !described.contains(file) {
      problems.append(Problem(file: DataPackage.file, message: "does not mention \(file)"))
    }
    for folder in ["data", "env"] {
      let names = (try? FileManager.default.contentsOfDirectory(atPath: "\(directory)/\(folder)"))
      for file in (names ?? []).sorted().map({ "\(folder)/\($0)" })
      where !described.contains(file) && !tables.contains(file) && file != provenanceFile {
        problems.append(
          Problem(
            file: file, message: "is not mentioned in \(DataPackage.file): the run did not write it"
          ))
      }
    }
    return problems
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

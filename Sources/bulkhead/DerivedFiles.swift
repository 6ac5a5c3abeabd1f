import Glibc

/// The part of a results directory that can be rebuilt from the rest.
enum DerivedFiles {
  /// The path of a derived file; makes the folders it stands in.
  static func path(_ name: String, of results: String) throws -> String {
    var folder = results
    let parts = ("derived/" + name).split(separator: "/")
    for part in parts.dropLast() {
      folder += "/" + part
      guard unsafe mkdir(folder, 0o777) == 0 || errno == EEXIST else {
        let why = unsafe String(cString: strerror(errno))
        throw CommandFailure(message: "cannot make \(folder): \(why)", status: .usage)
      }
    }
    return folder + "/" + parts.last!
  }
}

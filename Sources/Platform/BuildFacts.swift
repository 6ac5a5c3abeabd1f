import CPlatform

/// What this binary was built from.
public enum BuildFacts {
  /// The version in CHANGELOG.md.
  public static let version = "0.1.0"

  /// The commit of the sources; with a `+` when there were changes beside it; `unknown` when not built by `make`.
  public static let commit = unsafe String(cString: cplatform_build_commit())

  public static let compiler = unsafe String(cString: cplatform_build_compiler())

  /// `debug` or `release`. Numbers of a debug build say nothing about the machine.
  public static var configuration: String {
    #if DEBUG
      "debug"
    #else
      "release"
    #endif
  }
}

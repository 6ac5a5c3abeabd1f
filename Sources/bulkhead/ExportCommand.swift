import ArgumentParser
import Exporting
import FoundationEssentials
import Results

struct ExportCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "export", abstract: "Hands a run on in the format of another tool.",
    discussion: """
      \(formats)

      docs/data.md says what each file holds. The tables themselves are plain CSV, in data/ of the results directory.
      """)

  private static let formats =
    ExportFormat.allCases.map { "\($0.rawValue): \($0.summary)" }.joined(separator: "; ") + "."

  @Argument(
    help: ArgumentHelp("A results directory.", valueName: "RESULT"), completion: .directory)
  var result: String

  @Option(
    help: ArgumentHelp("The format.", valueName: "NAME"),
    completion: .list(ExportFormat.allCases.map(\.rawValue)))
  var format: String

  @Option(
    name: [.short, .long],
    help: ArgumentHelp(
      "Write into DIR instead of derived/exports in the results directory.", valueName: "DIR"),
    completion: .directory)
  var output: String?

  func run() throws {
    let format = try known(format)
    let results = try ResultSet(reading: result)
    let folder = try output ?? DerivedFiles.folder("exports", of: result)
    if let output {
      guard output != "-" else {
        throw CommandFailure(
          message: "--output names a directory; to print a file, export it and `cat` it",
          status: .usage)
      }
      try makeDirectory(output)
    }
    let export = DatabaseExport(results: results, output: folder)
    let paths =
      switch format.maker {
      case .text(let files): try write(files, of: results, format, to: folder)
      case .duckDB: try export.parquet()
      case .sqlite: try export.sqlite()
      }
    for path in paths { print(path) }
  }

  private func known(_ name: String) throws -> ExportFormat {
    if let format = ExportFormat(rawValue: name) { return format }
    let names = ExportFormat.allCases.map(\.rawValue)
    throw CommandFailure(
      message: unknownName(
        "format", name, among: names, otherwise: "known: \(names.joined(separator: ", "))"),
      status: .usage)
  }

  /// - Returns: What is new in the folder: files, and folders of files.
  private func write(
    _ make: (ResultSet, [ExportedFile]) -> [ExportedFile], of results: ResultSet,
    _ format: ExportFormat, to folder: String
  ) throws -> [String] {
    let files = make(results, try results.texts().map { ExportedFile($0.file, $0.text) })
    guard !files.isEmpty else {
      throw CommandFailure(
        message: format.emptiness ?? "this run has nothing to export", status: .usage)
    }
    var entries: [String] = []
    if let stray = files.first(where: { !$0.isInside }) {
      throw CommandFailure(
        message: "a name in \(results.directory) leads out of the folder: \(stray.path)",
        status: .measurementFailed)
    }
    try refuseMixture(of: files, in: folder)
    for file in files {
      let entry = file.path.split(separator: "/").first.map(String.init) ?? file.path
      if entries.last != entry {
        entries.append(entry)
        if entry != file.path { try makeDirectory("\(folder)/\(entry)") }
      }
      try bulkhead.write(file.text, to: "\(folder)/\(file.path)")
    }
    return entries.map { "\(folder)/\($0)" }
  }

  private func existing(in folder: String) -> [String] {
    (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
  }

  /// Files of another run beside those of this one would pass for this one's.
  private func refuseMixture(of files: [ExportedFile], in folder: String) throws {
    let made = Dictionary(
      grouping: files.map { $0.path.split(separator: "/") }.filter { $0.count > 1 }
    ) {
      String($0[0])
    }
    for (entry, paths) in made.sorted(by: { $0.key < $1.key }) {
      let names = Set(paths.map { String($0[1]) })
      let others = existing(in: "\(folder)/\(entry)").filter { !names.contains($0) }.sorted()
      guard let other = others.first else { continue }
      throw CommandFailure(
        message:
          "\(folder)/\(entry) holds \(other)\(others.count > 1 ? " and more" : ""), which this run"
          + " would not write; name another directory with --output, or remove that one",
        status: .usage)
    }
  }
}

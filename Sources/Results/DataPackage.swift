/// `datapackage.json`: a Frictionless Data Package 2.0 (https://datapackage.org/standard/data-package/).
///
/// It names every file with its length and SHA-256, and every column of the CSV files with its type and meaning. It
/// is written last, so that its presence says that the run is complete.
struct DataPackage: Codable {
  static let file = "datapackage.json"

  var schema = "https://datapackage.org/profiles/2.0/datapackage.json"
  var name: String
  var title: String
  var created: String
  /// Ours, not the standard's: the version of the columns' meaning.
  var schemaVersion = Results.schemaVersion
  var resources: [Resource]

  private enum CodingKeys: String, CodingKey {
    case schema = "$schema"
    case name, title, created, schemaVersion, resources
  }

  struct Resource: Codable {
    var name: String
    var path: String
    var description: String?
    var type: String?
    var format: String
    var mediatype: String
    var encoding = "utf-8"
    var bytes: Int
    var hash: String
    var dialect: Dialect?
    var schema: TableSchema?
  }

  struct Dialect: Codable {
    var delimiter = ","
    var lineTerminator = "\n"
    var quoteChar = "\""
    var doubleQuote = true
    var header = true
  }

  struct TableSchema: Codable {
    var fields: [Field]
    /// An empty cell, and nothing else, means that there is no value.
    var missingValues = [""]
  }

  struct Field: Codable {
    var name: String
    var type: String
    var description: String
    var constraints: Constraints?
  }

  struct Constraints: Codable {
    var required: Bool?
    var `enum`: [String]?
    var minimum: Int64?
    var maximum: Int64?
  }
}

extension DataPackage {
  /// Describes the files as they are on the disk.
  ///
  /// - Parameter files: Paths inside `directory`.
  init(
    describing files: [String], in directory: String, provenance: Provenance
  ) throws(ResultsError) {
    name = provenance.directoryName.lowercased()
    title = "Bulkhead run \(provenance.runID) on \(provenance.host)"
    created = provenance.endedUTC ?? provenance.startedUTC
    resources = []
    for file in files {
      let (bytes, hash) = try File.checksum(of: "\(directory)/\(file)")
      resources.append(Resource(file, bytes: bytes, hash: hash))
    }
  }
}

extension DataPackage.Resource {
  fileprivate init(_ file: String, bytes: Int, hash: String) {
    name = file.lowercased().split(separator: "/").joined(separator: "-")
    path = file
    format = file.split(separator: ".").last.map(String.init) ?? ""
    mediatype =
      switch format {
      case "csv": "text/csv"
      case "json": "application/json"
      case "xml": "application/xml"
      case "yaml": "application/yaml"
      default: "application/octet-stream"
      }
    self.bytes = bytes
    self.hash = hash
    if let rowType = rowTypes.first(where: { $0.file == file }) { describe(rowType) }
  }

  private mutating func describe<R: Row>(_: R.Type) {
    description = R.summary
    type = "table"
    dialect = DataPackage.Dialect()
    schema = DataPackage.TableSchema(fields: R.columns.map(DataPackage.Field.init))
  }
}

extension DataPackage.Field {
  fileprivate init(_ column: Column<some Row>) {
    name = column.name
    type = column.type.rawValue
    description = column.meaning
    // A text may be empty, and the standard reads an empty cell as a missing value: it cannot be required.
    let isRequired = !column.isOptional && (column.type != .string || column.allowed != nil)
    if isRequired || column.allowed != nil || column.range != nil {
      constraints = DataPackage.Constraints(
        required: isRequired ? true : nil, enum: column.allowed,
        minimum: column.range?.lowerBound, maximum: column.range?.upperBound)
    }
  }
}

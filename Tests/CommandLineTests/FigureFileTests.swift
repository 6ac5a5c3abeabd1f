import Foundation
import Testing

@Suite("Figures and pages as files", .timeLimit(.minutes(5)))
struct FigureFileTests {
  /// The folder of the package, where the reference results are.
  private static let package = URL(filePath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent()
  private static let leakage = package.appending(path: "results/leakage").path

  private static func has(_ program: String) -> Bool {
    let path = ProcessInfo.processInfo.environment["PATH"] ?? ""
    return path.split(separator: ":").contains {
      FileManager.default.isExecutableFile(atPath: "\($0)/\(program)")
    }
  }

  @Test("plots/ is what `make figures` draws now, light and dark")
  func plotsAreCurrent() throws {
    let folder = try Folder()
    let script = Process()
    script.executableURL = Self.package.appending(path: "Scripts/figures")
    script.arguments = [try Executable.url().path, folder.path("plots")]
    try script.run()
    script.waitUntilExit()
    #expect(script.terminationStatus == 0)
    let kept = try FileManager.default.contentsOfDirectory(
      atPath: Self.package.appending(path: "plots").path
    ).filter { $0.hasSuffix(".svg") }.sorted()
    #expect(try folder.entries("plots") == kept, "run `make figures`")
    for name in kept {
      let now = try String(contentsOfFile: folder.path("plots/\(name)"), encoding: .utf8)
      let then = try String(
        contentsOf: Self.package.appending(path: "plots/\(name)"), encoding: .utf8)
      #expect(now == then, "plots/\(name) is another than `plot` draws: run `make figures`")
    }
  }

  @Test("Every figure that README shows is there")
  func readme() throws {
    let text = try String(
      contentsOf: Self.package.appending(path: "README.md"), encoding: .utf8)
    let shown = text.components(separatedBy: "\"plots/").dropFirst()
      .map { $0.components(separatedBy: "\"")[0] }
    #expect(shown.count >= 6)
    for name in shown {
      let path = Self.package.appending(path: "plots/\(name)").path
      #expect(FileManager.default.fileExists(atPath: path), "plots/\(name)")
    }
  }

  @Test(
    "PNG and PDF have the same bytes each time",
    .enabled(if: has("rsvg-convert"), "rsvg-convert (librsvg2-bin) is not installed"),
    arguments: [("png", [0x89, 0x50, 0x4E, 0x47]), ("pdf", [0x25, 0x50, 0x44, 0x46])])
  func converted(format: String, magic: [UInt8]) throws {
    let folder = try Folder()
    var files: [Data] = []
    for output in ["one", "two"] {
      let ending = try Executable.run(
        ["plot", Self.leakage, "--figure", "leakage", "--format", format, "-o", output],
        in: folder)
      #expect(ending.status == 0, "\(ending.errors)")
      #expect(ending.outputLines == ["\(output)/leakage.\(format)"])
      #expect(try folder.entries(output) == ["leakage.\(format)"], "something was left behind")
      files.append(try Data(contentsOf: folder.url.appending(path: "\(output)/leakage.\(format)")))
    }
    #expect(files[0].prefix(4).elementsEqual(magic))
    #expect(files[0] == files[1])
  }

  @Test("Without rsvg-convert the exit code is 5 and the error says what to install")
  func noConverter() throws {
    let folder = try Folder()
    let ending = try Executable.run(
      ["plot", Self.leakage, "--figure", "leakage", "--format", "pdf", "-o", "out"], in: folder,
      environment: ["PATH": folder.path("nowhere")])
    #expect(ending.status == 5)
    #expect(ending.errors.contains("apt-get install librsvg2-bin"))
    #expect(try folder.entries("out").isEmpty)
  }

  @Test("A report of two runs needs a place, and says what differs")
  func twoRuns() throws {
    let folder = try Folder()
    let residue = Self.package.appending(path: "results/residue").path
    let homeless = try Executable.run(["report", Self.leakage, residue], in: folder)
    #expect(homeless.status == 1)
    #expect(homeless.errorLines.count == 1 && homeless.errors.contains("-o FILE"))
    let ending = try Executable.run(
      ["report", Self.leakage, residue, "-o", "page.html"], in: folder)
    #expect(ending.status == 0, "\(ending.errors)")
    #expect(ending.outputLines == ["page.html"])
    let page = try String(contentsOfFile: folder.path("page.html"), encoding: .utf8)
    #expect(page.contains("<b>Not compared.</b>") && page.contains("<td class=t>command"))
  }

  @Test("Wherever a results directory lies, and however it is called, its page has the same bytes")
  func samePlace() throws {
    let folder = try Folder()
    let results = Self.package.appending(path: "results")
    for name in ["leakage", "fourteen-apps"] {
      try FileManager.default.copyItem(
        at: results.appending(path: name), to: folder.url.appending(path: "copy-of-\(name)"))
      for (place, output) in [
        (results.appending(path: name).path, "there.html"), ("copy-of-\(name)/", "here.html"),
      ] {
        let ending = try Executable.run(["report", place, "-o", output], in: folder)
        #expect(ending.status == 0, "\(ending.errors)")
        let beside = try Executable.run(
          ["report", results.appending(path: "residue").path, place, "-o", "two-\(output)"],
          in: folder)
        #expect(beside.status == 0, "\(beside.errors)")
      }
      for page in ["", "two-"] {
        let pages = try ["there", "here"].map {
          try String(contentsOfFile: folder.path("\(page)\($0).html"), encoding: .utf8)
        }
        #expect(pages[0] == pages[1], "\(page)\(name)")
        #expect(!pages[1].contains("copy-of-"))
      }
    }
  }

  @Test(
    "A run without its topology is shown beside another, and the page says why there is no verdict")
  func noTopology() throws {
    let folder = try Folder()
    let copy = folder.url.appending(path: "bare")
    try FileManager.default.copyItem(at: URL(filePath: Self.leakage), to: copy)
    try FileManager.default.removeItem(at: copy.appending(path: "env/topology.xml"))
    let ending = try Executable.run(
      ["report", Self.package.appending(path: "results/residue").path, "bare", "-o", "page.html"],
      in: folder)
    #expect(ending.status == 0, "\(ending.errors)")
    let page = try String(contentsOfFile: folder.path("page.html"), encoding: .utf8)
    #expect(page.contains("<b>Not compared.</b>"))
    #expect(page.contains("B has no env/topology.xml that could be read"))
  }

  @Test(
    "A date for the figures is a value and never a command",
    .enabled(if: has("rsvg-convert"), "rsvg-convert (librsvg2-bin) is not installed"))
  func epoch() throws {
    let folder = try Folder()
    _ = try Executable.run(
      ["plot", Self.leakage, "--figure", "leakage", "--format", "png", "-o", "out"], in: folder,
      environment: ["SOURCE_DATE_EPOCH": "1'; touch \(folder.path("pwned")); '"])
    #expect(!FileManager.default.fileExists(atPath: folder.path("pwned")))
    let ending = try Executable.run(
      ["plot", Self.leakage, "--figure", "leakage", "--format", "pdf", "-o", "out"], in: folder,
      environment: ["SOURCE_DATE_EPOCH": "86400"])
    #expect(ending.status == 0, "\(ending.errors)")
  }

  @Test("A deadline is drawn by report and plot alike, and what is no time is a mistake")
  func deadline() throws {
    let folder = try Folder()
    let policies = Self.package.appending(path: "results/policies").path
    let report = try Executable.run(
      ["report", policies, "--deadline", "250us", "-o", "page.html"], in: folder)
    #expect(report.status == 0, "\(report.errors)")
    let page = try String(contentsOfFile: folder.path("page.html"), encoding: .utf8)
    #expect(page.contains(">deadline 250\u{A0}µs</text>"))
    let plot = try Executable.run(
      ["plot", policies, "--figure", "job-latency", "--deadline", "250", "-o", "out"], in: folder)
    #expect(plot.status == 0, "\(plot.errors)")
    let figure = try String(contentsOfFile: folder.path("out/job-latency.svg"), encoding: .utf8)
    #expect(figure.contains(">deadline 250\u{A0}µs</text>"))
    let mistake = try Executable.run(["report", policies, "--deadline", "soon"], in: folder)
    #expect(mistake.status == 1 && mistake.errors.contains("--deadline"))
  }
}

import Foundation
import Results
import Testing

@testable import Reporting

@Suite("A matrix of one pixel a cell")
struct PixelImageTests {
  @Test("The checksums are those of the standards' own examples")
  func checksums() {
    // The check value of CRC-32 and the example of Adler-32 that RFC 1950 is quoted with.
    #expect(PixelImage.crc32(Array("123456789".utf8)) == 0xCBF4_3926)
    #expect(PixelImage.adler32(Array("Wikipedia".utf8)) == 0x11E6_0398)
  }

  @Test("The bytes of a PNG of 3 by 2 hold size, palette and two pixels a byte")
  func bytes() throws {
    let image = PixelImage(width: 3, pixels: [1, 2, 3, 4, 5, 6])
    let png = image.png(palette: (0..<7).map { Colour(red: $0, green: 0, blue: 255) })
    #expect(Array(png[1...3]) == Array("PNG".utf8))
    #expect(Array(png[16..<26]) == [0, 0, 0, 3, 0, 0, 0, 2, 4, 3])
    let data = try #require(png.firstRange(of: [0, 0x12, 0x30, 0, 0x45, 0x60]))
    #expect(!data.isEmpty)
    #expect(Array(png.suffix(8).prefix(4)) == Array("IEND".utf8))
  }

  /// 192 CPUs with medians that differ in every digit.
  static let many: ResultSet = {
    var results = SyntheticContention(cpus: Array(0..<192), cluster: 8).results()
    for index in results.contention.indices {
      results.contention[index].oneWayP50Nanoseconds? += Double(index % 997) / 499
    }
    results.machine = MachineFigureTests.machine(packages: 2, caches: 12, cores: 8)
    return results
  }()

  @Test("192 cores by 192 are an image of less than 400 KB with every median to point at")
  func large() throws {
    let figure = try #require(Figures.all(for: Self.many).first { $0.name == "hand-over" })
    let text = figure.svg(.html)
    #expect(text.utf8.count < 400_000)
    let svg = try #require(ParsedSVG(text))
    #expect(svg.elements["image"] == 2)
    let begin = try #require(text.firstRange(of: "hand-over-values\">")).upperBound
    let end = try #require(text.firstRange(of: "</metadata>")).lowerBound
    let rows = text[begin..<end].split(separator: ";").map {
      $0.split(separator: ",", omittingEmptySubsequences: false)
    }
    #expect(rows.count == 192 && rows.allSatisfy { $0.count == 192 })
    for row in Self.many.contention where row.kind == .handOver {
      let cpus = ContentionFindings.cpus(row.cpus)
      guard let from = row.cpu.map({ Int($0) }), let median = row.oneWayP50Nanoseconds else {
        continue
      }
      let to = cpus[0] == from ? cpus[1] : cpus[0]
      let told = try #require(Double(rows[from][to])) / 100
      #expect(abs(told - median) <= 0.005 + 1e-9)
    }
    #expect((0..<192).allSatisfy { rows[$0][$0].isEmpty })
  }

  @Test("On paper the image is there once and in its own theme's colours")
  func flat() throws {
    let figure = try #require(Figures.all(for: Self.many).first { $0.name == "hand-over" })
    for theme in [Theme.light, .dark] {
      let text = figure.svg(.flat(theme))
      #expect(try #require(ParsedSVG(text)).elements["image"] == 1)
      #expect(!text.contains("var(") && !text.contains("metadata"))
    }
  }

  @Test("A page shows the picture of its theme and hides the other")
  func themes() {
    #expect(Theme.light.cssVariables.contains("--light-only:inline;--dark-only:none"))
    #expect(Theme.dark.cssVariables.contains("--light-only:none;--dark-only:inline"))
  }
}

import Foundation
import HardwareTopology
import Testing

@Suite struct DrawingTests {
  @Test("A machine is drawn as its picture says", arguments: Machines.names)
  func snapshot(name: String) throws {
    // The path of the source differs between checkouts.
    let drawing = try Machines.load(name).drawing(width: 100)
      .replacing(Machines.path("") + "/", with: "")
    let picture = Machines.path(name + ".txt")
    if ProcessInfo.processInfo.environment["BULKHEAD_RECORD"] != nil {
      let source = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
        .appendingPathComponent("Fixtures/\(name).txt")
      try drawing.write(to: source, atomically: true, encoding: .utf8)
      return
    }
    #expect(try drawing == String(contentsOfFile: picture, encoding: .utf8))
  }

  @Test("A drawing keeps within its width", arguments: Machines.names, [60, 80, 100, 132, 200])
  func width(name: String, width: Int) throws {
    let boxes = try Machines.load(name).drawing(width: width).split(separator: "\n")
      .filter { "┌│└".contains($0.first!) }
    #expect(!boxes.isEmpty)
    #expect(boxes.allSatisfy { $0.count <= width })
    #expect(Set(boxes.map(\.count)).count == 1, "every line of the outer box is as wide")
  }

  @Test("A drawing of 384 PUs fits a screen")
  func height() throws {
    let drawing = try Machines.load("epyc-2x96").drawing(width: 80)
    #expect(drawing.split(separator: "\n", omittingEmptySubsequences: false).count <= 56)
  }

  @Test("Without Unicode a drawing is ASCII", arguments: Machines.names)
  func ascii(name: String) throws {
    let topology = try Machines.load(name)
    let drawing = topology.drawing(width: 80, usesUnicode: false)
    #expect(drawing.utf8.allSatisfy { $0 < 0x80 })
    #expect(drawing.contains("+"))
  }

  @Test("A drawing names every PU that is not collapsed")
  func everyPU() throws {
    let drawing = try Machines.synthetic("pack:2 l3:1 core:2 pu:1").drawing()
    for pu in 0..<4 { #expect(drawing.contains("PU \(pu) ")) }
    #expect(!drawing.contains("×"))
  }

  @Test("A machine of which nothing but PUs is known is drawn")
  func onlyPUs() throws {
    let drawing = try Machines.synthetic("pu:3").drawing()
    #expect(drawing.contains("PU 2"))
    #expect(drawing.contains("No cache is known."))
  }
}

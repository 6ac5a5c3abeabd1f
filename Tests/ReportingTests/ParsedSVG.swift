import Foundation
import FoundationXML

@testable import Reporting

/// What a strict XML parser sees in an SVG: its title, its texts as boxes, its ids.
final class ParsedSVG: NSObject, XMLParserDelegate {
  struct Label {
    let text: String
    let box: Box
    let isRotated: Bool
  }

  private(set) var elements: [String: Int] = [:]
  private(set) var ids: [String] = []
  private(set) var title = ""
  private(set) var tips: [String] = []
  private(set) var labels: [Label] = []
  private(set) var viewBox = Box(x: 0, y: 0, width: 0, height: 0)
  private(set) var root: [String: String] = [:]
  private(set) var attributes: Set<String> = []
  private var path: [String] = []
  private var attributesOfText: [String: String] = [:]
  private var shift = [(x: 0.0, y: 0.0)]
  private var characters = ""

  /// `nil` when the text is not well-formed XML.
  init?(_ svg: String) {
    super.init()
    let parser = XMLParser(data: Data(svg.utf8))
    parser.delegate = self
    guard parser.parse() else { return nil }
  }

  func parser(
    _ parser: XMLParser, didStartElement element: String, namespaceURI: String?,
    qualifiedName: String?, attributes: [String: String]
  ) {
    path.append(element)
    elements[element, default: 0] += 1
    if let id = attributes["id"] { ids.append(id) }
    self.attributes.formUnion(attributes.keys)
    characters = ""
    if element == "svg" {
      root = attributes
      let numbers = (attributes["viewBox"] ?? "").split(separator: " ").compactMap { Double($0) }
      if numbers.count == 4 { viewBox = Box(x: 0, y: 0, width: numbers[2], height: numbers[3]) }
    }
    if element == "g" { shift.append(translated(shift[shift.count - 1], attributes["transform"])) }
    if element == "text" { attributesOfText = attributes }
  }

  func parser(_ parser: XMLParser, foundCharacters string: String) { characters += string }

  func parser(
    _ parser: XMLParser, didEndElement element: String, namespaceURI: String?,
    qualifiedName: String?
  ) {
    path.removeLast()
    if element == "g" { shift.removeLast() }
    if element == "title" {
      if path == ["svg"] { title = characters } else { tips.append(characters) }
    }
    if element == "text" { addLabel() }
  }

  private func addLabel() {
    let size = Double(attributesOfText["font-size"] ?? "") ?? 12
    let width = TextWidth.of(
      characters, size: size, isBold: attributesOfText["font-weight"] != nil)
    var x = (Double(attributesOfText["x"] ?? "") ?? .nan) + shift[shift.count - 1].x
    let y = (Double(attributesOfText["y"] ?? "") ?? .nan) + shift[shift.count - 1].y
    switch attributesOfText["text-anchor"] {
    case "middle": x -= width / 2
    case "end": x -= width
    default: break
    }
    labels.append(
      Label(
        text: characters, box: Box(x: x, y: y - size * 0.75, width: width, height: size * 0.9),
        isRotated: attributesOfText["transform"] != nil))
  }

  private func translated(
    _ origin: (x: Double, y: Double), _ transform: String?
  ) -> (x: Double, y: Double) {
    guard let transform, transform.hasPrefix("translate(") else { return origin }
    let numbers = transform.dropFirst(10).dropLast().split(separator: " ").compactMap { Double($0) }
    return numbers.count == 2 ? (origin.x + numbers[0], origin.y + numbers[1]) : origin
  }
}

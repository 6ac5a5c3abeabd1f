import FoundationEssentials

/// A matrix as a picture with one pixel for each cell.
///
/// For more cells than a browser wants as elements: 192 by 192 rectangles with tips are 4.8 MB, the
/// same as an image is some 25 KB. Written as PNG with a palette (ISO/IEC 15948), 4 bits a pixel,
/// in stored blocks, because the page is compressed by whoever sends it.
struct PixelImage: Sendable {
  let width: Int
  let height: Int
  /// Row by row, each an index into the palette.
  let pixels: [UInt8]

  /// - Precondition: `pixels` has `width * height` elements from 0 to 15, and `width` is positive.
  init(width: Int, pixels: [UInt8]) {
    precondition(width > 0 && pixels.count % width == 0 && pixels.allSatisfy { $0 < 16 })
    (self.width, height, self.pixels) = (width, pixels.count / width, pixels)
  }

  /// The file's bytes; of the palette at most 16 colours are used.
  func png(palette: [Colour]) -> [UInt8] {
    let header = Self.bigEndian(width) + Self.bigEndian(height) + [4, 3, 0, 0, 0]
    let colours = palette.prefix(16).flatMap { [UInt8($0.red), UInt8($0.green), UInt8($0.blue)] }
    return [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A] + Self.chunk("IHDR", header)
      + Self.chunk("PLTE", colours) + Self.chunk("IDAT", Self.stored(lines))
      + Self.chunk("IEND", [])
  }

  /// `data:image/png;base64,…`
  func dataURI(palette: [Colour]) -> String {
    "data:image/png;base64," + Data(png(palette: palette)).base64EncodedString()
  }

  /// Each line begins with its filter, none, and has two pixels in a byte.
  private var lines: [UInt8] {
    (0..<height).flatMap { row -> [UInt8] in
      let line = pixels[row * width..<(row + 1) * width]
      return [0]
        + stride(from: line.startIndex, to: line.endIndex, by: 2).map { place in
          line[place] << 4 | (place + 1 < line.endIndex ? line[place + 1] : 0)
        }
    }
  }

  /// A zlib stream (RFC 1950) of stored blocks (RFC 1951, 3.2.4).
  private static func stored(_ bytes: [UInt8]) -> [UInt8] {
    var stream: [UInt8] = [0x78, 0x01]
    for start in stride(from: 0, to: bytes.count, by: 0xFFFF) {
      let block = bytes[start..<min(start + 0xFFFF, bytes.count)]
      let (low, high) = (UInt8(block.count & 0xFF), UInt8(block.count >> 8))
      stream += [block.endIndex == bytes.count ? 1 : 0, low, high, ~low, ~high] + block
    }
    return stream + bigEndian(Int(adler32(bytes)))
  }

  private static func chunk(_ kind: String, _ data: [UInt8]) -> [UInt8] {
    let body = Array(kind.utf8) + data
    return bigEndian(data.count) + body + bigEndian(Int(crc32(body)))
  }

  private static func bigEndian(_ value: Int) -> [UInt8] {
    [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: value >> $0) }
  }

  static func adler32(_ bytes: [UInt8]) -> UInt32 {
    var (a, b) = (UInt32(1), UInt32(0))
    for byte in bytes {
      a = (a + UInt32(byte)) % 65_521
      b = (b + a) % 65_521
    }
    return b << 16 | a
  }

  static func crc32(_ bytes: [UInt8]) -> UInt32 {
    ~bytes.reduce(UInt32.max) { sum, byte in
      (0..<8).reduce(sum ^ UInt32(byte)) { sum, _ in
        sum >> 1 ^ (sum & 1 == 1 ? 0xEDB8_8320 : 0)
      }
    }
  }
}

extension Drawing {
  /// Draws the image without smoothing; on a page once for each theme, of which the page shows one.
  mutating func image(_ image: PixelImage, _ box: Box, palette: (Theme) -> [Colour]) {
    switch mode {
    case .flat(let theme): element(image.dataURI(palette: palette(theme)), box, style: "")
    case .html:
      for theme in [Theme.light, .dark] {
        element(
          image.dataURI(palette: palette(theme)), box, style: "display:var(--\(theme.name)-only);")
      }
    }
  }

  private mutating func element(_ address: String, _ box: Box, style: String) {
    raw(
      "<image x=\"\(place(box.x))\" y=\"\(place(box.y))\" width=\"\(place(box.width))\""
        + " height=\"\(place(box.height))\" preserveAspectRatio=\"none\""
        + " style=\"\(style)image-rendering:pixelated\" href=\"\(address)\"/>")
  }

  /// Makes a box of the page answer the pointer cell by cell, from numbers instead of elements.
  ///
  /// The script fills `{row}`, `{column}` and `{value}` into the tip. On paper there is nothing to
  /// point at, so that a flat drawing has none of it.
  ///
  /// - Parameters:
  ///   - values: Row by row; `nil` where nothing was measured.
  ///   - decimals: How many are told of each value, 0 to 3.
  mutating func pixelTips(
    _ box: Box, names: [String], values: [[Double?]], decimals: Int, tip: String
  ) {
    guard mode == .html else { return }
    var scale = 1.0
    for _ in 0..<decimals { scale *= 10 }
    let rows = values.map { row in
      row.map { $0.map { String(Int(($0 * scale).rounded())) } ?? "" }.joined(separator: ",")
    }
    raw(
      "<metadata id=\"\(name)-values\">\(Escape.markup(rows.joined(separator: ";")))</metadata>")
    rect(
      box, Style(fill: .card, opacity: 0),
      attributes: "class=\"pixels\" tabindex=\"0\" data-values=\"\(name)-values\""
        + " data-names=\"\(Escape.markup(names.joined(separator: ",")))\""
        + " data-decimals=\"\(decimals)\" data-tip=\"\(Escape.markup(tip))\"")
  }
}

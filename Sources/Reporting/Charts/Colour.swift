/// A colour in sRGB, 8 bits per channel.
struct Colour: Sendable, Equatable {
  let red: Int
  let green: Int
  let blue: Int

  /// A colour from its usual hexadecimal number, for instance `0x0072B2`.
  init(_ hex: Int) {
    red = hex >> 16 & 255
    green = hex >> 8 & 255
    blue = hex & 255
  }

  init(red: Int, green: Int, blue: Int) {
    self.red = red
    self.green = green
    self.blue = blue
  }

  /// `#0072b2`.
  var hex: String {
    let digits = String(red << 16 | green << 8 | blue, radix: 16)
    return "#" + String(repeating: "0", count: 6 - digits.count) + digits
  }

  /// How bright people see it, from 0 to 1 (weights of Rec. 601; enough to choose black or white
  /// text).
  var brightness: Double {
    (0.299 * Double(red) + 0.587 * Double(green) + 0.114 * Double(blue)) / 255
  }

  /// The colour at `share` of the way from this one to `other`.
  func mixed(with other: Colour, share: Double) -> Colour {
    func mix(_ a: Int, _ b: Int) -> Int { a + Int((Double(b - a) * share).rounded()) }
    return Colour(
      red: mix(red, other.red), green: mix(green, other.green), blue: mix(blue, other.blue))
  }
}

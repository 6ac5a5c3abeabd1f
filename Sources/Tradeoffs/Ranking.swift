public import Statistics

/// Something that can be had: what it brings, and what it takes.
public struct Offer: Sendable, Equatable {
  public var name: String
  /// More is better.
  public var gain: Estimate
  /// Less is better; in the same unit as the gain, a share.
  public var price: Estimate

  public init(_ name: String, gain: Estimate, price: Estimate) {
    self.name = name
    self.gain = gain
    self.price = price
  }
}

/// Offers from the one that brings most for least to the last.
///
/// The gain goes first: what brings shown more goes before what is cheaper. Offers whose gains are not told apart go by price,
/// and those whose prices are not told apart either share a rank. Two estimates are told apart unless they are within the
/// margin, or each lies in the other's interval, or one has no interval: a wide interval alone does not make an offer as good
/// as a narrow one that it reaches. Being told apart is not transitive, so every group is formed around its best offer.
///
/// A function of the set of offers: their order does not matter.
public struct Ranking: Sendable {
  public struct Place: Sendable, Equatable {
    public var offer: Offer
    /// From 1; offers that share it are followed by a gap, as in sports.
    public var rank: Int
    /// Whether it costs shown less than every offer that is ranked before it.
    public var isOnFront: Bool
  }

  public let places: [Place]

  /// - Parameter margin: Differences up to this are none in practice.
  public init(_ offers: [Offer], margin: Double) {
    let rule = Distinction(margin: margin)
    var places: [Place] = []
    var left = offers.sorted {
      ($1.gain.value, $0.price.value, $0.name) < ($0.gain.value, $1.price.value, $1.name)
    }
    while let best = left.first {
      let group = left.filter { !rule.tellsApart($0.gain, best.gain) }
      left.removeAll { !rule.tellsApart($0.gain, best.gain) }
      var rest = group.sorted {
        ($0.price.value, $1.gain.value, $0.name) < ($1.price.value, $0.gain.value, $1.name)
      }
      while let cheapest = rest.first {
        let equals = rest.filter { !rule.tellsApart($0.price, cheapest.price) }
        rest.removeAll { !rule.tellsApart($0.price, cheapest.price) }
        let (rank, better) = (places.count + 1, places)
        places += equals.map { offer in
          Place(
            offer: offer, rank: rank,
            isOnFront: better.allSatisfy { rule.isLess(offer.price, than: $0.offer.price) })
        }
      }
    }
    self.places = places
  }
}

/// When two estimates are two.
struct Distinction {
  let margin: Double

  func tellsApart(_ a: Estimate, _ b: Estimate) -> Bool {
    guard abs(a.value - b.value) > margin, let first = a.interval, let second = b.interval else {
      return false
    }
    return !(first.contains(b.value) && second.contains(a.value))
  }

  /// Whether it is shown to be less.
  func isLess(_ a: Estimate, than b: Estimate) -> Bool { a.value < b.value && tellsApart(a, b) }
}

extension Interval {
  fileprivate func contains(_ value: Double) -> Bool { lower <= value && value <= upper }
}

import Statistics
import Testing

@testable import Tradeoffs

/// An offer whose gain and price are known to `half` on both sides.
func offer(
  _ name: String, _ gain: Double, _ price: Double, half: Double = 0.01
) -> Offer {
  func estimate(_ value: Double) -> Estimate {
    Estimate(
      value: value,
      interval: Interval(lower: value - half, upper: value + half, confidence: 0.95))
  }
  return Offer(name, gain: estimate(gain), price: estimate(price))
}

@Suite("Ranking what protects best at the least cost")
struct RankingTests {
  private func ranks(_ offers: [Offer], margin: Double = 0.05) -> [String: Int] {
    Dictionary(
      Ranking(offers, margin: margin).places.map { ($0.offer.name, $0.rank) },
      uniquingKeysWith: { first, _ in first })
  }

  private func front(_ offers: [Offer]) -> Set<String> {
    Set(Ranking(offers, margin: 0.05).places.filter(\.isOnFront).map(\.offer.name))
  }

  @Test("More protection goes first, whatever it costs")
  func gainFirst() {
    let offers = [offer("weak", 0.4, 0.01), offer("strong", 0.95, 0.5)]
    #expect(ranks(offers) == ["strong": 1, "weak": 2])
    #expect(front(offers) == ["strong", "weak"])
  }

  @Test("Of what protects alike the cheapest goes first")
  func priceSecond() {
    let offers = [offer("gang", 0.98, 0.52), offer("coloured", 0.95, 0.03)]
    #expect(ranks(offers) == ["coloured": 1, "gang": 2])
    // Three points more are within the margin: not worth half of the machine.
    #expect(front(offers) == ["coloured"])
    #expect(front(offers + [offer("weak", 0.2, 0.02)]) == ["coloured"])
    #expect(front(offers + [offer("free", 0.2, -0.04)]) == ["coloured", "free"])
  }

  @Test("What is told apart in neither shares a rank, and the next rank has a gap")
  func ties() {
    let offers = [
      offer("a", 0.97, 0.50), offer("b", 0.96, 0.52), offer("c", 0.95, 0.80), offer("d", 0.2, 0),
    ]
    #expect(ranks(offers) == ["a": 1, "b": 1, "c": 3, "d": 4])
  }

  @Test("Points farther apart than the margin are a tie where each lies in the other's interval")
  func wideIntervals() {
    #expect(
      ranks([offer("a", 0.9, 0.5, half: 0.3), offer("b", 0.75, 0.5, half: 0.3)])
        == ["a": 1, "b": 1])
  }

  @Test("An interval that only reaches a better offer does not make it as good")
  func oneWideInterval() {
    let narrow = offer("narrow", 0.97, 0.52)
    let wide = offer("wide", 0.55, 0, half: 0.45)
    #expect(ranks([wide, narrow]) == ["narrow": 1, "wide": 2])
  }

  @Test("Without an interval nothing is told apart")
  func noInterval() {
    var bare = offer("bare", 0.9, 0.5)
    bare.price.interval = nil
    #expect(ranks([bare, offer("b", 0.9, 0.1)]) == ["bare": 1, "b": 1])
  }

  @Test("Of any offers: the order of the input does not matter, ranks count, one is on the front")
  func properties() {
    var generator = SplitMix64(seed: 0x5EED_0002)
    func share() -> Double { Double(generator.next(below: 1000)) / 1000 }
    for _ in 0..<300 {
      let offers = (0..<(1 + generator.next(below: 9))).map { index in
        offer("o\(index)", share(), share(), half: 0.2 * share())
      }
      var shuffled = offers
      generator.shuffle(&shuffled)
      let ranking = Ranking(offers, margin: 0.05)
      #expect(ranking.places == Ranking(shuffled, margin: 0.05).places)
      #expect(ranking.places.count == offers.count)
      for (index, place) in ranking.places.enumerated() {
        let before = index == 0 ? nil : ranking.places[index - 1]
        #expect(place.rank == index + 1 || place.rank == before?.rank)
      }
      #expect(ranking.places.contains { $0.isOnFront })
      for place in ranking.places where !place.isOnFront {
        #expect(
          ranking.places.contains {
            $0.rank < place.rank
              && !Distinction(margin: 0.05).isLess(place.offer.price, than: $0.offer.price)
          })
      }
    }
  }

  @Test("To protect more or cost less never moves an exact offer down")
  func monotone() {
    var generator = SplitMix64(seed: 0x5EED_0003)
    func share() -> Double { Double(generator.next(below: 1000)) / 1000 }
    for _ in 0..<300 {
      var offers = (0..<6).map { offer("o\($0)", share(), share(), half: 0) }
      let before = ranks(offers, margin: 0)["o0"] ?? 0
      offers[0] = offer("o0", offers[0].gain.value + 0.1, offers[0].price.value - 0.1, half: 0)
      #expect(ranks(offers, margin: 0)["o0"] ?? 0 <= before)
    }
  }
}

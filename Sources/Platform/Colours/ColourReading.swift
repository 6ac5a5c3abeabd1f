/// What a second look at coloured memory showed.
public struct ColourReading: Sendable, Hashable, CustomStringConvertible {
  public var share: ColourShare
  /// How many colours there are, and by what they were told apart.
  public var origin: String
  public var pages: Int
  /// Pages that are on another frame than when they were laid out; `nil` where the kernel does not show frames.
  public var moved: Int?
  /// Pages that were timed again.
  public var sampled: Int
  /// Of these, those that pages of the share displace and those of all other colours do not.
  public var inside: Int

  public init(
    share: ColourShare, origin: String, pages: Int, moved: Int?, sampled: Int, inside: Int
  ) {
    self.share = share
    self.origin = origin
    self.pages = pages
    self.moved = moved
    self.sampled = sampled
    self.inside = inside
  }

  /// No page was moved, and at least nine in ten still have their colour. Of pages of any colour as many would as the share is large;
  /// what others do on the machine can make one look displaced that is not.
  public var held: Bool { (moved ?? 0) == 0 && sampled > 0 && inside * 10 >= sampled * 9 }

  public var description: String {
    let frames = moved.map { "\($0) of \(pages) pages moved" } ?? "page frames not shown"
    return "\(share) of \(origin): \(inside) of \(sampled) pages timed again are inside, \(frames)"
  }
}

/// Whether numbers that pages have by their addresses are colours of the cache: frame numbers of /proc/self/pagemap, or a page's
/// place in its huge page.
///
/// On a machine of one's own they are where sets are chosen by plain address bits. They are not where the processor adds
/// up higher bits, and not in a guest whose host has put frames from anywhere behind its huge pages.
public struct AddressNaming: Sendable, Equatable {
  /// Frames of 2 MiB that were tried.
  public var frames: Int
  /// Those in which pages of one number displaced each other, and pages of different numbers did not.
  public var passed: Int

  /// Most of the frames pass: what others do on the machine can make a frame look wrong, and nothing makes a wrong one look right.
  public var holds: Bool { frames > 0 && passed * 4 >= frames * 3 }

  public init(frames: Int, passed: Int) {
    self.frames = frames
    self.passed = passed
  }

  /// Tests each frame of a pool.
  ///
  /// - Parameters:
  ///   - names: for each page of the pool, the colour that its address says it has.
  ///   - displaces: as in `ColourSearch`.
  init(
    names: [Int], pagesInFrame: Int, cache: CacheGeometry,
    displaces: (_ page: Int, _ others: [Int]) -> Bool
  ) {
    let alike = Dictionary(grouping: names.indices, by: { names[$0] })
    self.init(frames: 0, passed: 0)
    for frame in stride(from: 0, to: names.count, by: pagesInFrame) {
      let pages = frame..<min(frame + pagesInFrame, names.count)
      frames += 1
      if Self.passes(pages, names, alike, cache, displaces) { passed += 1 }
    }
  }

  /// A conflict chain of pages of one colour from the whole pool for a page of the frame, and one of as many of all colours.
  private static func passes(
    _ pages: Range<Int>, _ names: [Int], _ alike: [Int: [Int]], _ cache: CacheGeometry,
    _ displaces: (_ page: Int, _ others: [Int]) -> Bool
  ) -> Bool {
    let tried = 8
    // Twice the ways, where the pool has them: no policy of replacement keeps a line through that.
    let length = 2 * cache.ways
    var conflicts = 0
    for index in 0..<tried {
      let page = pages[pages.startIndex + index * pages.count / tried]
      let same = alike[names[page]]!.filter { $0 != page }.suffix(length)
      guard same.count >= cache.ways, displaces(page, Array(same)) else { continue }
      // One page of each colour, the page's own left out, is a way of every set at most.
      let mixed = alike.keys.sorted().filter { $0 != names[page] }.prefix(length)
        .map { alike[$0]![index % alike[$0]!.count] }
      if !displaces(page, mixed) { conflicts += 1 }
    }
    return conflicts * 4 >= tried * 3
  }
}

import Glibc
import HardwareTopology
import Policies
import Synchronization
import Testing

@testable import Platform

/// Page colours of this machine's own L2, whatever it is. Where timing cannot tell them the tests say why and stop: that is the
/// policy's answer, too. Nothing is expected to take any time, only to displace lines or not.
extension LiveMachine {
  @Suite("Page colours", .serialized)
  struct ColoursTests {
    private static let lower = ColourShare(lower: 0, upper: 0.5)
    private static let upper = ColourShare(lower: 0.5, upper: 1)

    /// The colours and the PU on which they were found, or `nil` after it was said why there are none.
    private static func colours() throws -> (colours: Colours, cpu: Int)? {
      let cpu = try #require(try allowedCPUs().last)
      do {
        let cache = try Topology(loading: .thisMachine).colouredCache(of: cpu)
        return (try Colours.known(of: cache, on: cpu), cpu)
      } catch let error as ColoursUnavailable {
        print("skipped: no page colours here: \(error)")
        return nil
      }
    }

    private static func on<Value: Sendable>(
      _ cpu: Int, _ body: @escaping @Sendable () throws -> Value
    ) throws -> Value {
      let result = Mutex<Result<Value, any Error>?>(nil)
      try PinnedThread(cpus: [cpu]) {
        let made = Result { try body() }
        result.withLock { $0 = made }
      }.join()
      return try result.withLock { $0! }.get()
    }

    @Test("Are as many as the cache's shape gives, or nearly")
    func count() throws {
      guard let (colours, _) = try Self.colours() else { return }
      #expect(colours.count <= colours.cache.colours())
      #expect(colours.count * 4 >= colours.cache.colours() * 3)
    }

    @Test("Are found once: who asks again gets the same")
    func known() throws {
      guard let (colours, cpu) = try Self.colours() else { return }
      #expect(try Colours.known(of: colours.cache, on: cpu) === colours)
    }

    @Test(
      "Memory of one half is displaced by that half and not by the other, and no page moves",
      arguments: [lower, upper])
    func half(share: ColourShare) throws {
      guard let (colours, cpu) = try Self.colours() else { return }
      try Self.on(cpu) {
        let arena = try Arena(bytes: 512 << 10, share: share, colours: colours)
        arena.populate()
        #expect(arena.pages == .base)
        let reading = try #require(arena.reading.colours)
        #expect(reading.held, "\(reading)")
        #expect(reading.pages == 128 && reading.share == share)
      }
    }

    @Test("Pages that nobody chose are told from those of one half: a policy that lies is caught")
    func plain() throws {
      guard let (colours, cpu) = try Self.colours() else { return }
      try Self.on(cpu) {
        let pool = try PagePool(bytes: 1 << 20, huge: false)
        let pages = pool.addresses.prefix(64)
        let inside = pages.count {
          colours.isDisplaced($0, onlyBy: Self.lower)
        }
        #expect(inside * 10 < pages.count * 9, "\(inside) of \(pages.count) in one half")
      }
    }

    @Test("A second look leaves what stands in the memory as it is")
    func contents() throws {
      guard let (colours, cpu) = try Self.colours() else { return }
      try Self.on(cpu) {
        let arena = try Arena(bytes: 64 << 10, share: Self.upper, colours: colours)
        arena.populate()
        let words = unsafe UnsafeMutableBufferPointer(
          start: arena.base.assumingMemoryBound(to: UInt64.self), count: arena.bytes / 8)
        for index in words.indices { unsafe words[index] = UInt64(index) &* 0x9e37_79b9 }
        _ = arena.reading
        let isKept = words.indices.allSatisfy {
          unsafe words[$0] == UInt64($0) &* 0x9e37_79b9
        }
        #expect(isKept)
      }
    }

    @Test("More than can be coloured is refused, not tried")
    func large() throws {
      guard let (colours, cpu) = try Self.colours() else { return }
      try Self.on(cpu) {
        let error = #expect(throws: ColoursUnavailable.self) {
          _ = try Arena(bytes: 65 << 20, share: Self.lower, colours: colours)
        }
        #expect(error?.reason.contains("65 MiB") == true)
      }
    }

    @Test("The kernel shows the frames of pages that are present, or says who may see them")
    func frames() throws {
      let pool = try PagePool(bytes: 2 << 20, huge: false)
      do {
        let frames = try PageFrames.numbers(from: pool.addresses[0], pages: 8)
        #expect(Set(frames).count == 8 && !frames.contains(nil))
      } catch {
        #expect(!error.description.isEmpty)
        print("skipped: \(error)")
      }
    }
  }
}

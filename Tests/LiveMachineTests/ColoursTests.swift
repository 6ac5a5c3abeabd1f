import Foundation
import Platform
import Synchronization
import Testing

/// Memory by page colours on this machine's own L2, whatever it is. Where timing cannot tell colours, the tests name the reason and
/// stop: that is the policy's answer, too.
extension LiveMachine {
  @Suite("Page colours")
  struct ColoursTests {
    private static func onOneCore<Value: Sendable>(
      _ body: @escaping @Sendable () throws -> Value
    ) throws -> Value {
      let result = Mutex<Result<Value, any Error>?>(nil)
      let cpu = try #require(try allowedCPUs().last)
      try PinnedThread(cpus: [cpu]) {
        let made = Result { try body() }
        result.withLock { $0 = made }
      }.join()
      return try result.withLock { $0! }.get()
    }

    /// The L2's colours, or `nil` after it was said why there are none.
    private static func colours() throws -> Colours? {
      guard let cache = CacheGeometry(level: 2, cpu: try allowedCPUs().last!) else {
        print("skipped: the kernel does not describe an L2")
        return nil
      }
      do {
        let begin = monotonicNanoseconds()
        let colours = try Colours.find(in: cache)
        print(colours.summary, (monotonicNanoseconds() - begin) / 1_000_000, "ms")
        return colours
      } catch let error as ColoursUnavailable {
        print("skipped: \(error)")
        return nil
      }
    }

    @Test("Memory of one half of the colours is displaced by that half and not by the other")
    func halves() throws {
      try Self.onOneCore {
        guard let colours = try Self.colours() else { return }
        let half = ColourShare(lower: 0, upper: 0.5)
        let arena = try Arena(bytes: 512 << 10, share: half, colours: colours)
        arena.populate()
        let reading = try #require(arena.colourReading())
        print(reading)
      }
    }
  }
}

import CPlatform
import Glibc
import Platform
import Testing

extension LiveMachine {
  @Suite("Memory of a partition beside a fork", .serialized)
  struct ForkedMemoryTests {
    /// Of the calling thread: RUSAGE_THREAD, which Glibc shows to C with _GNU_SOURCE only.
    private func minorFaults() -> Int {
      var usage = rusage()
      unsafe getrusage(1, &usage)
      return usage.ru_minflt
    }

    @Test("Is neither copied nor split when another partition's process is forked")
    func fork() throws {
      let arena = try Arena(bytes: 8 << 20)
      arena.populate()
      let pages = arena.pages
      let child = unsafe cplatform_fork_host(
        { _ in
          sleep(60)
          return 0
        }, nil)
      try #require(child > 0)
      defer {
        kill(child, SIGKILL)
        var status: CInt = 0
        while unsafe cplatform_reap(child, &status) == 0 { usleep(1000) }
      }
      let before = minorFaults()
      for offset in stride(from: 0, to: arena.bytes, by: 4096) {
        unsafe arena.base.storeBytes(of: 1, toByteOffset: offset, as: UInt8.self)
      }
      // Copied on write, each of the 2048 pages would fault.
      #expect(minorFaults() - before < 100)
      #expect(arena.pages == pages)
    }
  }
}

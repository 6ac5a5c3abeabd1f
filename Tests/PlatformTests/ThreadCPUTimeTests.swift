import Glibc
import Testing

@testable import Platform

@Suite("CPU time of threads")
struct ThreadCPUTimeTests {
  @Test(
    "Grows with work, and is not known of a thread that is not there",
    .enabled(if: ProcFile("/proc/self/schedstat").line != nil, "no /proc/PID/schedstat"))
  func grows() throws {
    let first = try #require(ThreadCPUTime.nanoseconds(of: [getpid()]))
    #expect(try #require(ThreadCPUTime.nanoseconds(of: [getpid()])) >= first)
    #expect(first > 0)
    #expect(ThreadCPUTime.nanoseconds(of: [getpid(), Int32.max]) == nil)
    #expect(ThreadCPUTime.nanoseconds(of: []) == 0)
  }
}

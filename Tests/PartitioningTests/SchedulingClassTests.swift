import Partitioning
import Testing

@Suite("Scheduling classes as text")
struct SchedulingClassTests {
  @Test(
    "What is written can be read again",
    arguments: [.batch, .ordinary, .realTime(priority: 1), .realTime(priority: 99)]
      as [SchedulingClass])
  func roundTrip(_ one: SchedulingClass) {
    #expect(SchedulingClass(text: one.text) == one)
  }

  @Test(
    "Nothing else is a class",
    arguments: ["", "fifo", "fifo:", "fifo:0", "fifo:100", "fifo:-1", "rr:5", "50", "FIFO:50"])
  func refused(_ text: String) {
    #expect(SchedulingClass(text: text) == nil)
  }
}

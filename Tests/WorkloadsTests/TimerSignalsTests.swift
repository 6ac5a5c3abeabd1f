import CPlatform
import Glibc
import Testing

@Suite("A thread's own timer")
struct TimerSignalsTests {
  @Test("One that was refused is not asked for again until the thread leaves its slot")
  func refused() async {
    // In a process of its own: the limit is everybody's.
    await #expect(processExitsWith: .success) {
      let resource = __rlimit_resource_t(__RLIMIT_SIGPENDING.rawValue)
      var before = rlimit()
      let wasRead = unsafe getrlimit(resource, &before) == 0
      guard wasRead, cplatform_slot_probe() == 0 else { return }
      var none = rlimit(rlim_cur: 0, rlim_max: before.rlim_max)
      let isLimited = unsafe setrlimit(resource, &none) == 0
      // A kernel that does not count signals refuses no timer.
      guard isLimited, cplatform_slot_probe() != 0 else { return }

      // So long that it never fires.
      let period: Int64 = 1_000_000_000_000
      let error = cplatform_ticker_start(period)
      let isRestored = unsafe setrlimit(resource, &before) == 0
      #expect(isRestored && cplatform_slot_probe() == 0)
      #expect(error == EAGAIN)
      #expect(cplatform_ticker_start(period) == error, "it would be had now, if it were asked for")
      cplatform_ticker_hold()
      cplatform_ticker_release()
      cplatform_ticker_end()
      #expect(cplatform_ticker_start(period) == 0)
      #expect(cplatform_ticker_start(period) == 0, "there is one")
      cplatform_ticker_end()
    }
  }
}

import CPlatform
import Glibc
import Testing

/// Two contexts that hand over to each other: the test's own, and one that counts.
@safe private final class Relay {
  // Behind pointers: both are in use, to the compiler, from a switch until the switch back.
  let home = UnsafeMutablePointer<cplatform_context>.allocate(capacity: 1)
  let other = UnsafeMutablePointer<cplatform_context>.allocate(capacity: 1)
  var count = 0
  var sum = 0.0

  init() {
    unsafe home.initialize(to: cplatform_context())
    unsafe other.initialize(to: cplatform_context())
  }

  func take() -> CInt { unsafe cplatform_context_allocate(other) }

  func begin() {
    unsafe cplatform_context_prepare(
      other,
      { argument in
        let relay = unsafe Unmanaged<Relay>.fromOpaque(argument!).takeUnretainedValue()
        while true {
          relay.count += 1
          relay.sum += 0.5
          unsafe cplatform_context_switch(relay.other, relay.home)
        }
      }, Unmanaged.passUnretained(self).toOpaque())
  }

  func turn() { unsafe cplatform_context_switch(home, other) }

  deinit {
    unsafe cplatform_context_free(other)
    unsafe other.deallocate()
    unsafe home.deallocate()
  }
}

@Suite("Code on a stack of its own")
struct ContextTests {
  @Test("Goes on where it was left, and so does the one that switched to it")
  func turns() {
    let relay = Relay()
    #expect(relay.take() == 0)
    relay.begin()
    var product = 1.0
    for turn in 1...1000 {
      product *= 1.001
      relay.turn()
      #expect(relay.count == turn)
    }
    #expect(relay.sum == 500)
    #expect(product > 2.7 && product < 2.8)
  }

  @Test("Begins anew when it is prepared anew, with the stack that it has")
  func again() {
    let relay = Relay()
    #expect(relay.take() == 0)
    let memory = unsafe relay.other.pointee.memory
    for begun in 1...3 {
      relay.begin()
      relay.turn()
      #expect(relay.count == begun)
      #expect(relay.take() == 0)
      #expect(unsafe relay.other.pointee.memory == memory)
    }
  }

  @Test("Faults when it overruns its stack, instead of writing to what lies below")
  func overrun() async {
    await #expect(processExitsWith: .signal(SIGSEGV)) {
      let relay = Relay()
      guard relay.take() == 0 else { return }
      let below = unsafe relay.other.pointee.memory! + 4095
      unsafe below.storeBytes(of: 1, as: UInt8.self)
    }
  }

  @Test("Is refused with the system's reason when there is no memory for its stack")
  func noMemory() async {
    await #expect(processExitsWith: .success) {
      let resource = __rlimit_resource_t(RLIMIT_AS.rawValue)
      var before = rlimit()
      guard unsafe getrlimit(resource, &before) == 0 else { return }
      let relay = Relay()
      var none = rlimit(rlim_cur: 1, rlim_max: before.rlim_max)
      guard unsafe setrlimit(resource, &none) == 0 else { return }
      let error = relay.take()
      _ = unsafe setrlimit(resource, &before)
      #expect(error == ENOMEM)
      #expect(unsafe relay.other.pointee.memory == nil)
      #expect(relay.take() == 0)
    }
  }

  @Test("A slot without applications, or with too many, is none", arguments: [0, 1025] as [UInt32])
  func applications(count: UInt32) {
    let memory = UnsafeMutableRawPointer.allocate(
      byteCount: cplatform_slot_bytes(count), alignment: 128)
    defer { unsafe memory.deallocate() }
    let slot = unsafe cplatform_slot_init(
      memory, nil, 0, nil, cplatform_enforcement(), count, 0)
    #expect(unsafe slot == nil)
  }
}

import CPlatform
import Glibc

/// How a guest came to its end.
public struct GuestExit: Sendable, Equatable, CustomStringConvertible {
  public enum Reason: Int32, Sendable, CaseIterable {
    /// An exception with nobody to handle it.
    case tripleFault
    /// It left on purpose.
    case left
    /// Memory that the guest does not have.
    case foreignMemory
    /// Memory that the process has given up, or may not write to.
    case unbackedMemory
    /// What the hypervisor cannot run.
    case unsupported
  }

  public let reason: Reason
  /// KVM's own number for it, or the errno of KVM_RUN.
  public let code: UInt32
  /// The instruction that the guest stood at, and the last address that it had no page for; 0 where not known.
  public let instruction: UInt64
  public let address: UInt64

  init(_ exit: cplatform_guest_exit) {
    reason =
      switch exit.end {
      case CPLATFORM_GUEST_SHUTDOWN: .tripleFault
      case CPLATFORM_GUEST_LEFT: .left
      case CPLATFORM_GUEST_OUTSIDE: .foreignMemory
      case CPLATFORM_GUEST_UNBACKED: .unbackedMemory
      default: .unsupported
      }
    code = exit.reason
    instruction = exit.instruction
    address = exit.address
  }

  public var description: String {
    let place = "at 0x\(String(instruction, radix: 16))"
    return switch reason {
    case .tripleFault:
      "triple fault of the guest \(place)"
        + (address == 0 ? "" : ", last missing page 0x\(String(address, radix: 16))")
    case .left: "the guest left \(place)"
    case .foreignMemory: "the guest used memory that no guest has \(place)"
    case .unbackedMemory: "the guest used memory that its process does not have \(place)"
    case .unsupported: "KVM cannot run the guest any further \(place) (\(code))"
    }
  }
}

/// A processor of a `GuestMachine`: it runs a function of this process in the guest, on the thread that made it ready.
@safe public final class GuestProcessor: @unchecked Sendable {
  // Sendable because the thread that runs the guest is the only one that uses it, once it is made.

  private let machine: GuestMachine
  private var vcpu: cplatform_vcpu
  private let stack: Arena

  /// Deep enough for code that is nothing but loops.
  private static let stackBytes = 256 << 10

  /// - Throws: `SystemError` where KVM refuses one more processor, or the guest does not read the time that the process reads.
  public init(of machine: GuestMachine) throws(SystemError) {
    stack = try Arena(bytes: Self.stackBytes, wish: .base)
    // Made before it is kept: what was never had must not be given back.
    var made = unsafe cplatform_vcpu()
    try SystemError.check(
      unsafe cplatform_vcpu_create(machine.descriptor, machine.nextProcessor(), &made),
      "make a virtual processor")
    unsafe vcpu = made
    self.machine = machine
  }

  deinit { unsafe cplatform_vcpu_destroy(&vcpu) }

  /// Lends the guest all memory there is now, proves that it runs and reads the same clock, and sets it to the first instruction of
  /// `code(context)`. Both must stay where they are.
  ///
  /// To be called by the thread that will run it, on its own PU: the guest sees that thread's storage and number.
  public func set(
    to code: @escaping @convention(c) (UnsafeMutableRawPointer?) -> Void,
    context: UnsafeMutableRawPointer
  ) throws(SystemError) {
    stack.populate()
    try machine.lendAll()
    try greet()
    try unsafe begin(code, context)
  }

  /// Runs the guest on the calling thread until it can run no more. Whoever leaves a signal's handler by a jump leaves this, too.
  public func run() -> GuestExit {
    while true {
      let exit = unsafe cplatform_vcpu_run(&vcpu)
      guard exit.end == CPLATFORM_GUEST_REMAPPED else { return GuestExit(exit) }
      lendUndisturbed()
    }
  }

  /// An enforcer's handler may never come back to where it interrupted; here it would leave locks taken.
  private func lendUndisturbed() {
    var all = sigset_t()
    var before = sigset_t()
    unsafe sigfillset(&all)
    unsafe pthread_sigmask(SIG_SETMASK, &all, &before)
    // What cannot be lent is missing when the guest comes to it, and its end says so.
    try? machine.lendAll()
    unsafe pthread_sigmask(SIG_SETMASK, &before, nil)
  }

  private func begin(
    _ code: @convention(c) (UnsafeMutableRawPointer?) -> Void, _ context: UnsafeMutableRawPointer
  ) throws(SystemError) {
    try SystemError.check(
      unsafe cplatform_vcpu_begin(
        &vcpu, machine.root, code, context, stack.base + Self.stackBytes,
        UInt32(max(0, cplatform_current_cpu()))), "set a virtual processor")
  }

  /// Runs a few instructions in the guest and looks at what they saw. The samples that it will take are only worth something
  /// when they are on the same time line as those of everybody else.
  private func greet() throws(SystemError) {
    let memory = unsafe stack.base.bindMemory(to: cplatform_guest_greeting.self, capacity: 1)
    unsafe memory.initialize(
      to: cplatform_guest_greeting(ticks: 0, cpu: 0))
    try unsafe begin({ unsafe cplatform_guest_greet($0) }, UnsafeMutableRawPointer(memory))
    let before = cplatform_ticks()
    let exit = run()
    let after = cplatform_ticks()
    guard exit.reason == .left else {
      throw SystemError("enter a guest: \(exit)", code: EIO)
    }
    let seen = unsafe memory.pointee.ticks
    guard seen >= before, seen <= after else {
      throw SystemError(
        "give a guest the time: it reads \(seen) between \(before) and \(after)", code: ERANGE)
    }
  }
}

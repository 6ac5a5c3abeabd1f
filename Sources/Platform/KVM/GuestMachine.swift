import CPlatform
import Glibc
import Synchronization

/// A virtual machine of KVM that has the memory of this process, at the same addresses.
///
/// What the process calls runs in the guest as it is: the same bytes at the same place with the same data. Nothing is copied,
/// relocated or generated for it, and no list says what belongs to it, so that nothing can differ between the two but the
/// machine below. It must be made by the process whose memory it has: a child made by `fork` makes its own.
@safe public final class GuestMachine: Sendable {
  private struct State {
    var memory: GuestMemory
    var tables: PageTables
    var processors: UInt32 = 0
  }

  let descriptor: CInt
  private let tableArena: Arena
  private let state: Mutex<State>

  /// Tables for 4 GiB in the smallest pages, or for far more in large ones.
  private static let tableCapacity = 2048
  /// Tables come first; what KVM keeps for itself lies below 4 GiB (cplatform_kvm_create).
  private static let start: UInt64 = 4 << 30
  /// Where the guest stores to be heard.
  static let outside = cplatform_guest_outside()

  /// A machine with the memory that the process has now.
  public init() throws(SystemError) {
    var descriptor: Int32 = -1
    try SystemError.check(unsafe cplatform_kvm_create(&descriptor), "make a virtual machine")
    self.descriptor = descriptor
    do {
      tableArena = try Arena(bytes: Self.tableCapacity * 4096, wish: .base)
    } catch {
      close(descriptor)
      throw error
    }
    let tables = unsafe PageTables(
      memory: tableArena.base, capacity: Self.tableCapacity, guestPhysical: Self.start)
    state = Mutex(State(memory: GuestMemory(from: Self.start), tables: tables))
    // The arena is one readable range like every other; its own piece only has to be the first.
    let base = UInt64(UInt(bitPattern: unsafe tableArena.base))
    try lend([base..<base + UInt64(Self.tableCapacity * 4096)])
    try state.withLock { (state) throws(SystemError) in
      // Beyond every piece: no machine has memory there.
      let beyond = (UInt64(1) << UInt64(min(cplatform_kvm_address_bits(), 46))) - 4096
      guard state.tables.map(Self.outside..<Self.outside + 4096, to: beyond) else {
        throw SystemError("map a guest's memory", code: ENOMEM)
      }
    }
    try lendAll()
  }

  deinit { close(descriptor) }

  /// Gives the guest what the process has mapped since. Not for hot code: reads /proc/self/maps.
  public func lendAll() throws(SystemError) { try lend(MemoryMap.readable()) }

  private func lend(_ ranges: [Range<UInt64>]) throws(SystemError) {
    try state.withLock { (state) throws(SystemError) in
      for piece in state.memory.add(ranges) {
        try SystemError.check(
          cplatform_kvm_map(
            descriptor, piece.slot, piece.guestPhysical, piece.host.lowerBound,
            UInt64(piece.host.count)), "lend memory to a guest")
        guard state.tables.map(piece.host, to: piece.guestPhysical) else {
          throw SystemError("map a guest's memory", code: ENOMEM)
        }
      }
    }
  }

  /// The guest-physical address of the page tables.
  var root: UInt64 { state.withLock { $0.tables.guestPhysical } }

  /// A number that no other processor of the machine has.
  func nextProcessor() -> UInt32 {
    state.withLock { state in
      defer { state.processors += 1 }
      return state.processors
    }
  }

  /// Why this process cannot have a virtual machine, and what would let it; `nil` when it can.
  public static var unavailable: String? {
    var error: Int32 = 0
    let lack = unsafe cplatform_kvm_probe(&error)
    return reason(lack, error: error)
  }

  /// The pure part.
  static func reason(_ lack: cplatform_kvm_lack, error: CInt) -> String? {
    let text = unsafe String(cString: strerror(error))
    return switch lack {
    case CPLATFORM_KVM_USABLE: nil
    case CPLATFORM_KVM_NO_DEVICE where error == ENOENT || error == ENODEV || error == ENXIO:
      "no /dev/kvm; load it: sudo modprobe kvm_intel or kvm_amd (on a virtual machine, its host must allow nesting)"
    case CPLATFORM_KVM_NO_DEVICE where error == EACCES || error == EPERM:
      "no right to use /dev/kvm; get it: sudo setfacl -m u:$USER:rw /dev/kvm (or join the group that owns it)"
    case CPLATFORM_KVM_NO_DEVICE: "cannot open /dev/kvm: \(text)"
    case CPLATFORM_KVM_OLD_INTERFACE: "/dev/kvm does not speak version 12 of its interface"
    case CPLATFORM_KVM_NO_CAPABILITY: "/dev/kvm lacks capability number \(error)"
    case CPLATFORM_KVM_NO_MACHINE: "KVM makes no machine: \(text)"
    default: "guests are written for x86-64 only"
    }
  }
}

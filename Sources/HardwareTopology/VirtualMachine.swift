/// What gives a machine away as a virtual one.
///
/// It is a hint: a guest may hide it. It matters because a guest's caches and SMT are what the
/// hypervisor says, and its PUs may float over the host's.
public struct VirtualMachine: Sendable, Hashable, Encodable {
  /// The product, for instance `KVM`, or `unknown hypervisor`.
  public let product: String
  /// What was seen, for instance `DMI: QEMU Standard PC`.
  public let evidence: String

  /// DMI strings that hypervisors write, as systemd-detect-virt knows them
  /// (systemd, src/basic/virt.c, `detect_vm_dmi_vendor`).
  private static let markers: [(text: String, product: String)] = [
    ("KVM", "KVM"), ("OpenStack", "KVM"), ("KubeVirt", "KVM"), ("Amazon EC2", "Amazon EC2"),
    ("QEMU", "QEMU"), ("VMware", "VMware"), ("VMW", "VMware"), ("innotek GmbH", "VirtualBox"),
    ("VirtualBox", "VirtualBox"), ("Xen", "Xen"), ("Bochs", "Bochs"), ("Parallels", "Parallels"),
    ("BHYVE", "bhyve"), ("Hyper-V", "Hyper-V"), ("Google Compute Engine", "Google Compute Engine"),
    ("Firecracker", "Firecracker"),
  ]

  /// Judges by the machine's DMI strings, the kernel's processor flags (`/proc/cpuinfo`) and the
  /// hypervisor that the kernel found (`/sys/hypervisor/type`). Returns nil without any sign.
  static func detect(
    dmi: [String], processorFlags: String = "", kernelHypervisor: String = ""
  ) -> VirtualMachine? {
    let dmiText = dmi.filter { !$0.isEmpty }.joined(separator: " ")
    // Amazon's bare-metal instances carry the same vendor as its guests.
    let isBareMetal = dmi.contains { $0.hasSuffix(".metal") || $0.contains(".metal-") }
    let marked = markers.first { dmiText.contains($0.text) }
    // Surface laptops share the vendor string; only the guests have this product.
    let isHyperV = dmi.contains("Microsoft Corporation") && dmi.contains("Virtual Machine")
    if isHyperV { return VirtualMachine(product: "Hyper-V", evidence: "DMI: \(dmiText)") }
    if let marked, !isBareMetal {
      return VirtualMachine(product: marked.product, evidence: "DMI: \(dmiText)")
    }
    if !kernelHypervisor.isEmpty {
      return VirtualMachine(
        product: kernelHypervisor, evidence: "/sys/hypervisor/type: \(kernelHypervisor)")
    }
    if processorFlags.split(whereSeparator: \.isWhitespace).contains("hypervisor") {
      return VirtualMachine(
        product: "unknown hypervisor", evidence: "flag `hypervisor` in /proc/cpuinfo")
    }
    return nil
  }
}

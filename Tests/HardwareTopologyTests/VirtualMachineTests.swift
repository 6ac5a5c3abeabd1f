import Testing

@testable import HardwareTopology

@Suite struct VirtualMachineTests {
  @Test(
    "A virtual machine is known by what its firmware says",
    arguments: [
      (["QEMU", "Standard PC (Q35 + ICH9, 2009)"], "QEMU"), (["Red Hat", "KVM"], "KVM"),
      (["VMware, Inc.", "VMware7,1"], "VMware"), (["innotek GmbH", "VirtualBox"], "VirtualBox"),
      (["Microsoft Corporation", "Virtual Machine"], "Hyper-V"),
      (["Google", "Google Compute Engine"], "Google Compute Engine"),
      (["Amazon EC2", "m5.large"], "Amazon EC2"),
    ])
  func firmware(dmi: [String], product: String) {
    #expect(VirtualMachine.detect(dmi: dmi)?.product == product)
  }

  @Test(
    "A real machine is not taken for a virtual one",
    arguments: [
      ["Dell Inc.", "PowerEdge R650"], ["Microsoft Corporation", "Surface Laptop 5"],
      ["Amazon EC2", "m5.metal"], ["Amazon EC2", "m7i.metal-24xl"], [],
    ])
  func bare(dmi: [String]) {
    #expect(VirtualMachine.detect(dmi: dmi, processorFlags: "flags : fpu vmx avx2") == nil)
  }

  @Test("Without firmware, the kernel's sign is taken")
  func kernel() {
    let flag = VirtualMachine.detect(dmi: [], processorFlags: "flags : fpu hypervisor avx2")
    #expect(flag?.evidence == "flag `hypervisor` in /proc/cpuinfo")
    #expect(VirtualMachine.detect(dmi: [], kernelHypervisor: "xen")?.product == "xen")
  }
}

@Suite struct QuantityTests {
  @Test(
    "Bytes are written in the unit that people use",
    arguments: [
      (UInt64(0), "0 B"), (512, "512 B"), (1024, "1 KiB"), (48 << 10, "48 KiB"),
      (1280 << 10, "1.25 MiB"), (33 << 20, "33 MiB"), (6_268_608_512, "5.84 GiB"),
      (10_737_418_239, "10 GiB"), (1 << 40, "1 TiB"), (.max, "16384 PiB"),
    ])
  func bytes(count: UInt64, text: String) {
    #expect(Quantity.bytes(count) == text)
  }
}

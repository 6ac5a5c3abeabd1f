import Partitioning
import Platform

/// What a policy needs of resctrl, and why it cannot be had where it cannot.
struct ResctrlNeed {
  /// What the hardware must be able to do, in words.
  let feature: String
  /// Its word in `/proc/cpuinfo`.
  let flag: String
  /// With which options it must be mounted.
  var options: [String] = []
  /// How many groups are made.
  let groups: Int

  /// - Parameter isThere: whether the mounted tree has the resource; throws what else stands against it.
  func probe(
    _ machine: ResctrlMachine, isThere: (ResctrlTree) throws(ResctrlError) -> Bool
  ) -> Availability {
    switch machine.state {
    case .unsupported:
      return .unavailable(reason: machine.lacksFlag(flag) ? lackOfHardware : lackOfKernel)
    case .unmounted:
      guard !machine.lacksFlag(flag) else { return .unavailable(reason: lackOfHardware) }
      return machine.mayMount
        ? .available
        : .unavailable(reason: "resctrl is not mounted: sudo \(Self.mount(options))")
    case .mounted(let path, let present):
      if let reason = mismatch(machine, path, present) { return .unavailable(reason: reason) }
      do throws(ResctrlError) {
        let tree = ResctrlTree(root: path)
        guard try isThere(tree) else {
          return .unavailable(reason: machine.lacksFlag(flag) ? lackOfHardware : lackOfFolder)
        }
        if let reason = try lackOfClasses(tree) { return .unavailable(reason: reason) }
        return .available
      } catch {
        return .unavailable(reason: error.description)
      }
    }
  }

  private var lackOfHardware: String {
    "no \(feature) here: \(flag) is not in /proc/cpuinfo; it takes a processor with Intel RDT or AMD QoS,"
      + " a kernel with CONFIG_X86_CPU_RESCTRL and, in a guest, a hypervisor that hands it on"
  }

  private var lackOfKernel: String {
    "no \(feature) here: the kernel has no resctrl; it takes one built with CONFIG_X86_CPU_RESCTRL"
  }

  private var lackOfFolder: String {
    "no \(feature) here: resctrl is mounted and does not have it, which the kernel's parameter rdt= decides"
  }

  /// What of a mount that is there stands against it.
  private func mismatch(
    _ machine: ResctrlMachine, _ path: String, _ present: Set<String>
  ) -> String? {
    guard options.allSatisfy(present.contains) else {
      // Its options are given when it is mounted and never after.
      guard !machine.lacksFlag(flag) else { return lackOfHardware }
      let others = ResctrlTree(root: path).groupNames
      let loss =
        others.isEmpty
        ? "" : "; that removes the groups of others: \(others.joined(separator: ", "))"
      return "resctrl is mounted without -o \(options.joined(separator: ",")): sudo umount \(path)"
        + " && sudo \(Self.mount(options))\(loss)"
    }
    return machine.mayChange(path) ? nil : "groups in \(path) take root"
  }

  private func lackOfClasses(_ tree: ResctrlTree) throws(ResctrlError) -> String? {
    guard let classes = try tree.classes() else { return lackOfHardware }
    let others = tree.groupNames
    // One is the default group's.
    guard classes - 1 - others.count < groups else { return nil }
    let holders = others.isEmpty ? "" : "; groups of others: \(others.joined(separator: ", "))"
    return "needs \(groups) of \(classes) classes, \(max(0, classes - 1 - others.count)) are free"
      + holders
  }

  private static func mount(_ options: [String]) -> String {
    let list = options.isEmpty ? "" : " -o \(options.joined(separator: ","))"
    return "mount -t resctrl\(list) resctrl /sys/fs/resctrl"
  }
}

extension ResctrlError: PolicyRefusal {}

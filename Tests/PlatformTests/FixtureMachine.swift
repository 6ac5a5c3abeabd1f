import Foundation
import Platform

/// A machine that is a tree of files in `Fixtures`; its README says where each comes from.
enum FixtureMachine: String, CaseIterable {
  case kvmGuest = "kvm-guest"
  case bareMetal = "bare-metal"
  case arm64Guest = "arm64-guest"
  /// A folder that does not exist: nothing can be read.
  case nothing = "no-such-machine"

  var root: String { "\(Bundle.module.bundlePath)/Fixtures/\(rawValue)" }
  var facts: MachineFacts { .read(root: root) }
}

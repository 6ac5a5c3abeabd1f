import Foundation

/// What libFuzzer calls for every input; `BULKHEAD_FUZZ_TARGET` names the target.
@_cdecl("LLVMFuzzerTestOneInput")
func fuzz(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
  let input = unsafe [UInt8](UnsafeBufferPointer(start: start, count: count))
  do {
    try chosen.check(input)
  } catch {
    fatalError("\(error)")
  }
  return 0
}

private let chosen: FuzzTarget = {
  let name = ProcessInfo.processInfo.environment["BULKHEAD_FUZZ_TARGET"] ?? ""
  guard let target = FuzzTarget(rawValue: name) else {
    fatalError("BULKHEAD_FUZZ_TARGET=\(name): one of \(FuzzTarget.allCases.map(\.rawValue))")
  }
  return target
}()

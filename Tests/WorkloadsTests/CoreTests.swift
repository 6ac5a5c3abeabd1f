import Testing

@testable import Platform
@testable import Workloads

@Suite("Code that is made at run time")
struct CodeThrashTests {
  @Test("All lines are there once, in an order that follows from the seed")
  func order() {
    let order = CodeThrash.order(lines: 1024, seed: 1)
    #expect(order.sorted() == (0..<1024).map { UInt32($0) })
    #expect(order == CodeThrash.order(lines: 1024, seed: 1))
    #expect(order != CodeThrash.order(lines: 1024, seed: 2))
    #expect(order != order.sorted())
  }

  @Test("Each pass ends where the next begins, and after all of them the first is back")
  func passes() throws {
    let arena = try lastingArena(64 << 10)
    let order = CodeThrash.order(lines: 1024, seed: 3)
    var code = try CodeThrash(arena: arena, seed: 3)
    for round in 0..<2 {
      for pass in 0..<1024 / CodeThrash.jumpsPerStep {
        let line = Int(order[pass * CodeThrash.jumpsPerStep])
        #expect(unsafe code.entry == UnsafeRawPointer(arena.base + line * 64), "\(round), \(pass)")
        code.step()
      }
    }
  }

  @Test("The smallest code is one pass, which comes back to itself")
  func smallest() throws {
    #expect(CodeThrash.rounded(64) == 4096)
    var code = try CodeThrash(arena: try lastingArena(4096), seed: 4)
    let entry = unsafe code.entry
    for _ in 0..<3 { code.step() }
    #expect(unsafe code.entry == entry)
  }

  @Test("Code can be laid again where there is some, and can't be written over by accident")
  func again() async throws {
    let arena = try lastingArena(8192)
    _ = try CodeThrash(arena: arena, seed: 5)
    var code = try CodeThrash(arena: arena, seed: 6)
    code.step()
    code.step()
    #expect(
      unsafe code.entry
        == UnsafeRawPointer(arena.base + Int(CodeThrash.order(lines: 128, seed: 6)[0]) * 64))
    await #expect(processExitsWith: .failure) {
      let arena = try lastingArena(8192)
      _ = try CodeThrash(arena: arena, seed: 5)
      unsafe arena.base.storeBytes(of: 0, as: UInt8.self)
    }
  }

  @Test("The instruction cache's size is the kernel's, or 32 KiB where it says nothing")
  func instructionCache() throws {
    let folder = "/sys/devices/system/cpu/cpu0/cache"
    let bytes = try withMachine([
      "\(folder)/index0/type": "Data\n", "\(folder)/index0/level": "1\n",
      "\(folder)/index0/size": "48K\n",
      "\(folder)/index1/type": "Instruction\n", "\(folder)/index1/level": "1\n",
      "\(folder)/index1/size": "64K\n",
    ]) { InstructionCache.bytes(root: $0) }
    #expect(bytes == 64 << 10)
    #expect(InstructionCache.bytes(root: "/no-such-machine") == 32 << 10)
  }
}

@Suite("Branches")
struct BranchTests {
  @Test("Go the way that the bits say, over all of them and again")
  func ways() throws {
    let arena = try lastingArena(4096)
    var code = Branches(arena: arena, seed: 1)
    let ones = (0..<512).reduce(0) {
      $0 + (unsafe arena.base.load(fromByteOffset: $1 * 8, as: UInt64.self)).nonzeroBitCount
    }
    for pass in 1...2 {
      for _ in 0..<4096 * 8 / Branches.branchesPerStep { code.step() }
      #expect(code.ones == UInt64(pass * ones))
      #expect(code.zeros == UInt64(pass * (4096 * 8 - ones)))
    }
    // 32768 fair coins: sixteen standard deviations of 90 around half. The seed is fixed.
    #expect((14_936...17_832).contains(ones))
  }

  @Test("Alternate where the pattern is regular")
  func regular() throws {
    var code = Branches(arena: try lastingArena(64), seed: nil)
    code.step()
    #expect(code.ones == 64 && code.zeros == 64)
  }
}

@Suite("Reads of zeros")
struct ZeroReaderTests {
  private func code(_ bytes: Int) throws -> (ZeroReader, Arena) {
    let arena = try lastingArena(bytes)
    for offset in stride(from: 0, to: bytes, by: 8) {
      unsafe arena.base.storeBytes(of: .max, toByteOffset: offset, as: UInt64.self)
    }
    return (ZeroReader(arena: arena, descriptor: ZeroReader.device), arena)
  }

  private func zeros(_ arena: Arena) -> Int {
    stride(from: 0, to: arena.bytes, by: 8).count {
      unsafe arena.base.load(fromByteOffset: $0, as: UInt64.self) == 0
    } * 8
  }

  @Test("Fill 64 KiB in a step, one piece after the other")
  func pieces() throws {
    var (code, arena) = try code(192 << 10)
    for step in 1...3 {
      code.step()
      #expect(zeros(arena) == step << 16)
    }
    unsafe arena.base.storeBytes(of: 1, as: UInt64.self)
    code.step()
    #expect(zeros(arena) == 192 << 10, "the fourth step begins again")
  }

  @Test("Fill a smaller set several times in a step")
  func small() throws {
    var (code, arena) = try code(4096)
    code.step()
    #expect(zeros(arena) == 4096)
  }

  @Test(
    "Sizes are whole pieces",
    arguments: [(64, 4096), (5000, 4096), (8192, 8192), (65_536, 65_536), (200_000, 196_608)])
  func sizes(asked: Int, bytes: Int) { #expect(ZeroReader.rounded(asked) == bytes) }
}

@Suite("TLB shootdown")
struct TLBShootdownTests {
  @Test("Leaves its page writable and its contents alone, and begins also where it may not write")
  func page() throws {
    let arena = try lastingArena(4096)
    for _ in 0..<2 {
      var code = TLBShootdown(arena: arena)
      unsafe arena.base.storeBytes(of: 42, as: UInt64.self)
      for _ in 0..<10 { code.step() }
      unsafe arena.base.storeBytes(of: 43, toByteOffset: 8, as: UInt64.self)
      #expect(unsafe arena.base.load(as: UInt64.self) == 42)
      try arena.setExecutable(true)
    }
  }
}

import Foundation
import Statistics
import Testing

@testable import Platform
@testable import Workloads

@Suite("Applications compute what they say")
struct ApplicationTests {
  @Test("The product of the matrices is that of the definition", arguments: [3072, 40_000])
  func matrices(bytes: Int) throws {
    var code = MatrixMultiply(arena: try lastingArena(bytes), seed: 1)
    for _ in 0..<code.stepsPerPass { code.step() }
    let (a, b, product) = code.matrices
    let n = code.size
    for row in 0..<n {
      for column in 0..<n {
        let sum = (0..<n).reduce(Float(0)) { $0 + a[row * n + $1] * b[$1 * n + column] }
        #expect(product[row * n + column] == sum, "row \(row), column \(column)")
      }
    }
    #expect(product.contains { $0 != 0 })
  }

  @Test("A second pass gives the same product, not twice as much")
  func matricesAgain() throws {
    var code = MatrixMultiply(arena: try lastingArena(12 * 32 * 32), seed: 2)
    for _ in 0..<code.stepsPerPass { code.step() }
    let once = code.matrices.product
    for _ in 0..<code.stepsPerPass { code.step() }
    #expect(code.matrices.product == once)
  }

  @Test("An output of the filter is the weighted sum of 64 inputs of a periodic signal")
  func filter() throws {
    var code = FIRFilter(arena: try lastingArena(9000), seed: 3)
    #expect(code.count == 1024)
    for _ in 0..<code.count / FIRFilter.outputsPerStep { code.step() }
    let (taps, input, output) = code.signals
    for index in 0..<code.count {
      let sum = (0..<64).reduce(Float(0)) { $0 + taps[$1] * input[(index + $1) % code.count] }
      #expect(output[index] == sum, "output \(index)")
    }
    #expect(output.contains { $0 != 0 })
  }

  @Test("A pixel of the filtered image is the weighted mean of nine, rows wrapping around")
  func image() throws {
    var code = ImageFilter(arena: try lastingArena(9 * 1024), seed: 4)
    #expect(code.height == 9)
    for _ in 0..<code.height { code.step() }
    let (source, target) = code.images
    let width = ImageFilter.width
    let weights = [[1, 2, 1], [2, 4, 2], [1, 2, 1]]
    for y in 0..<9 {
      for x in 1..<width - 1 {
        var sum = 0
        for (dy, row) in weights.enumerated() {
          for (dx, weight) in row.enumerated() {
            sum += weight * Int(source[(y + dy + 8) % 9 * width + x + dx - 1])
          }
        }
        #expect(Int(target[y * width + x]) == sum / 16, "row \(y), column \(x)")
      }
      #expect(target[y * width] == source[y * width])
      #expect(target[y * width + width - 1] == source[y * width + width - 1])
    }
  }

  @Test("The checksum of zeros is the one that zlib gives")
  func zeros() throws {
    var code = Checksum(arena: try lastingArena(1536), seed: 5)
    #expect(code.count == 512)
    unsafe code.bytes.update(repeating: 0)
    code.step()
    #expect(code.checksum == 0xb2aa_7578)
  }

  @Test("The checksum of a text is the one that zlib gives, over several steps and again")
  func text() throws {
    var code = Checksum(arena: try lastingArena(1024 + 1024), seed: 5)
    #expect(code.count == 1024)
    // 123456789, the catalogues' check text, again and again: zlib.crc32(bytes(49 + i % 9 for i in range(1024))).
    for index in 0..<code.count { unsafe code.bytes[index] = UInt8(0x31 + index % 9) }
    for _ in 0..<2 {
      code.step()
      code.step()
      #expect(code.checksum == 0xb9eb_eeb1)
    }
  }

  @Test("The checksum agrees with the division of polynomials, bit by bit")
  func bitwise() throws {
    var code = Checksum(arena: try lastingArena(5000), seed: 6)
    for _ in 0..<code.count / Checksum.bytesPerStep { code.step() }
    var remainder = UInt32.max
    for byte in unsafe Array(code.bytes) {
      remainder ^= UInt32(byte)
      for _ in 0..<8 { remainder = remainder >> 1 ^ (remainder & 1) &* 0xedb8_8320 }
    }
    #expect(code.checksum == ~remainder)
  }

  @Test(
    "The hash map finds what a dictionary finds, whatever has been written", arguments: [64, 8192])
  func map(bytes: Int) throws {
    var code = HashMap(arena: try lastingArena(bytes), seed: 7)
    var reference: [UInt64: UInt64] = [:]
    for number in 0..<code.keys { reference[HashMap.key(number)] = number }
    var numbers = SplitMix64(seed: 7)
    var sum: UInt64 = 0
    var missing = 0
    for _ in 0..<50 {
      code.step()
      for _ in 0..<HashMap.operationsPerStep {
        let draw = numbers.next()
        if draw & 7 == 0 {
          reference[HashMap.key(draw.multipliedFullWidth(by: code.keys).high)] = draw
        } else {
          let value = reference[HashMap.key(draw.multipliedFullWidth(by: 2 * code.keys).high)]
          missing += value == nil ? 1 : 0
          sum &+= value ?? 0
        }
      }
      #expect(code.sum == sum)
    }
    for (key, value) in reference { #expect(code.find(key) == value) }
    #expect(missing > 100, "look-ups of keys that are not there belong to the work")
  }

  @Test("The parser finds the tokens that are in the text, and so does its next pass")
  func tokens() throws {
    var code = Parser(arena: try lastingArena(16 << 10), seed: 8)
    let text = String(decoding: code.bytes, as: UTF8.self)
    let lines = text.split(separator: "\n").filter { $0.first == "{" }
    #expect(lines.count > 50)
    var expected = Tokens()
    for line in lines {
      expected.add(try JSONDecoder().decode(JSON.self, from: Data(line.utf8)))
    }
    for pass in 1...2 {
      for _ in 0..<code.count / Parser.bytesPerStep { code.step() }
      for token in Parser.Token.allCases where token != .none {
        #expect(code.found(token) == pass * expected.counts[token, default: 0], "\(token)")
      }
      #expect(code.lastSum == expected.sum)
    }
  }

  @Test("Another seed gives other inputs, the same seed the same")
  func seeds() throws {
    func text(_ seed: UInt64) throws -> [UInt8] {
      Parser(arena: try lastingArena(4096), seed: seed).bytes
    }
    #expect(try text(1) == text(1))
    #expect(try text(1) != text(2))
  }

  @Test(
    "Every application fits the smallest working set that it makes of what is asked",
    arguments: WorkloadCatalogue.applications.map(\.name), [64, 4096, 16 << 10, 100_000])
  func sizes(name: String, asked: Int) throws {
    let workload = try #require(WorkloadCatalogue.named(name))
    let bytes = workload.workingSetBytes(asked: asked)
    #expect(workload.workingSetBytes(asked: bytes) == bytes)
    _ = try workload.code(
      at: .init(arena: lastingArena(bytes), index: 0, seed: 1, ticksPerNanosecond: 1))
  }
}

/// Any JSON value, as Foundation reads it.
private enum JSON: Decodable {
  case object([String: JSON])
  case array([JSON])
  case string
  case number(Int)
  case word

  init(from decoder: any Decoder) throws {
    let value = try decoder.singleValueContainer()
    if value.decodeNil() || (try? value.decode(Bool.self)) != nil {
      self = .word
    } else if let number = try? value.decode(Int.self) {
      self = .number(number)
    } else if (try? value.decode(String.self)) != nil {
      self = .string
    } else if let array = try? value.decode([JSON].self) {
      self = .array(array)
    } else {
      self = .object(try value.decode([String: JSON].self))
    }
  }
}

/// The tokens of values that another parser has read.
private struct Tokens {
  var counts: [Parser.Token: Int] = [:]
  var sum = 0

  mutating func add(_ value: JSON) {
    switch value {
    case .object(let members):
      add(.opening, 1)
      // A name and a colon for each member, and a comma between two.
      add(.string, members.count)
      add(.mark, members.count + max(0, members.count - 1))
      for member in members.values { add(member) }
      add(.closing, 1)
    case .array(let elements):
      add(.opening, 1)
      add(.mark, max(0, elements.count - 1))
      for element in elements { add(element) }
      add(.closing, 1)
    case .string: add(.string, 1)
    case .number(let number):
      add(.number, 1)
      sum += number
    case .word: add(.word, 1)
    }
  }

  private mutating func add(_ token: Parser.Token, _ count: Int) {
    counts[token, default: 0] += count
  }
}

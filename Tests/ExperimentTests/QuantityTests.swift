import Experiment
import Testing

struct QuantityTests {
  @Test(
    "Times are exact nanoseconds",
    arguments: [
      ("0ns", 0), ("17ns", 17), ("250us", 250_000), ("250\u{B5}s", 250_000), ("1ms", 1_000_000),
      ("0.1ms", 100_000), ("1.5s", 1_500_000_000), ("10s", 10_000_000_000),
      ("10 s", 10_000_000_000),
      ("20m", 1_200_000_000_000), ("1h", 3_600_000_000_000), ("30", 30_000), ("0.5", 500),
      ("9223372036854775807ns", .max),
    ] as [(String, Int64)])
  func times(text: String, nanoseconds: Int64) throws {
    #expect(try Quantity.nanoseconds(text, bareUnit: .microseconds) == nanoseconds)
  }

  @Test("A bare number counts the unit that is asked for")
  func bareUnit() throws {
    #expect(try Quantity.nanoseconds("3", bareUnit: .seconds) == 3_000_000_000)
    #expect(try Quantity.nanoseconds("3", bareUnit: .nanoseconds) == 3)
  }

  @Test(
    "What is no time is refused, with what would be one",
    arguments: [
      ("", "`` is not a time; write a number and a unit, such as 250us, 1ms or 10s"),
      ("soon", "`soon` is not a time; write a number and a unit, such as 250us, 1ms or 10s"),
      ("-1ms", "`-1ms` is not a time; write a number and a unit, such as 250us, 1ms or 10s"),
      ("1.ms", "`1.ms` is not a time; write a number and a unit, such as 250us, 1ms or 10s"),
      ("1.2.3s", "`1.2.3s` is not a time; write a number and a unit, such as 250us, 1ms or 10s"),
      ("5", "`5` has no unit; write a number and a unit, such as 250us, 1ms or 10s"),
      ("5x", "`x` is not a unit of time; the units are ns, us, ms, s, m and h"),
      ("1e3s", "`e3s` is not a unit of time; the units are ns, us, ms, s, m and h"),
      ("0.5ns", "`0.5ns` is finer than a nanosecond"),
      ("3000000h", "`3000000h` is too large"),
      (
        "99999999999999999999s",
        "`99999999999999999999s` has too many digits; write a number and a unit, such as 250us, 1ms or 10s"
      ),
    ])
  func badTimes(text: String, message: String) {
    let error = #expect(throws: QuantityError.self) {
      try Quantity.nanoseconds(text, bareUnit: nil)
    }
    #expect(error?.description == message)
  }

  @Test(
    "Sizes are exact bytes",
    arguments: [
      ("0B", 0), ("4096B", 4096), ("512KiB", 524_288), ("4MiB", 4_194_304),
      ("1.5GiB", 1_610_612_736),
      ("2 TiB", 2_199_023_255_552),
    ] as [(String, Int64)])
  func sizes(text: String, bytes: Int64) throws {
    #expect(try Quantity.bytes(text) == bytes)
  }

  @Test(
    "What is no size is refused, with what would be one",
    arguments: [
      ("big", "`big` is not a size; write a number and a unit, such as 512KiB or 4MiB"),
      ("512", "`512` has no unit; write a number and a unit, such as 512KiB or 4MiB"),
      ("512KB", "`KB` is not a unit of size; the units are B, KiB, MiB, GiB and TiB"),
      ("0.3B", "`0.3B` is finer than a byte"),
      ("99999999TiB", "`99999999TiB` is too large"),
    ])
  func badSizes(text: String, message: String) {
    let error = #expect(throws: QuantityError.self) { try Quantity.bytes(text) }
    #expect(error?.description == message)
  }

  @Test("A percentage is a fraction, and nothing else is a percentage")
  func percentages() throws {
    #expect(try Quantity.fraction("5%") == 0.05)
    #expect(try Quantity.fraction("2.5 %") == 0.025)
    let error = #expect(throws: QuantityError.self) { try Quantity.fraction("0.05") }
    #expect(
      error?.description
        == "`0.05` is not a percentage; write a number and a percent sign, such as 5%")
  }

  @Test(
    "A slip is answered with the name that was meant, a stranger with nothing",
    arguments: [
      ("chas", "chase"), ("Chase", "chase"), ("hcase", "chase"), ("ntwrite", "nt-write"),
      ("pingpong", "ping-pong"), ("timestamp", "timestamps"), ("", nil), ("xyzzy", nil),
      ("victim", nil), (String(repeating: "chase", count: 100), nil),
    ] as [(String, String?)])
  func didYouMean(name: String, meant: String?) {
    let known = Suite.Vocabulary.bundled.workloads
    #expect(DidYouMean.suggestion(for: name, among: known) == meant)
  }
}

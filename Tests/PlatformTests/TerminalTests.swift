import Platform
import Testing

@Suite struct TerminalTests {
  @Test(
    "What stands in the columns of a table keeps its width in ASCII",
    arguments: [
      "5.78×", "12.3 µs", "policy…", "2 · 4", "▁▂▃▄▅▆▇█", "██▌░", "−3",
    ])
  func aligned(text: String) {
    let ascii = Terminal.ascii(text)
    #expect(ascii.count == text.count)
    #expect(ascii.utf8.allSatisfy { $0 < 0x80 })
    #expect(!ascii.contains("?"))
  }

  @Test("What has no likeness in ASCII is one question mark, and ASCII stays as it is")
  func unknown() {
    #expect(Terminal.ascii("a 漢 b") == "a ? b")
    #expect(Terminal.ascii("p50 [1.00, 1.02] \u{1B}[31m") == "p50 [1.00, 1.02] \u{1B}[31m")
  }
}

import Testing

@testable import Platform

@Suite("ProcFile")
struct ProcFileTests {
  @Test("reads a live kernel file to its end, though the kernel says that its size is 0")
  func liveFile() throws {
    let text = try #require(ProcFile("/proc/cpuinfo").text)
    #expect(text.hasSuffix("\n"))
    #expect(text.contains("processor"))
  }

  @Test("has neither text nor line nor names where there is nothing")
  func absent() {
    let file = ProcFile("/proc/no-such-file")
    #expect(file.text == nil)
    #expect(file.line == nil)
    #expect(file.names.isEmpty)
  }

  @Test("has no text where there is a folder")
  func folder() {
    #expect(ProcFile("/proc/self").text == nil)
    #expect(ProcFile("/proc/self").names.contains("status"))
  }

  @Test("looks under the root it was given (fixture tree)")
  func root() {
    let root = FixtureMachine.bareMetal.root
    #expect(ProcFile("/proc/sys/kernel/hostname", under: root).line == "bench07")
    #expect(
      ProcFile("/sys/devices/system/cpu/cpufreq", under: root).names == [
        "policy0", "policy1", "policy2",
      ])
  }

  @Test("keeps the first of the keys that stand twice, and the colons inside values")
  func keyedLines() {
    let text = "processor\t: 0\nmodel name\t: A: B\n\nno colon here\nprocessor\t: 1\nempty:\n"
    #expect(text.keyedLines == ["processor": "0", "model name": "A: B", "empty": ""])
  }
}

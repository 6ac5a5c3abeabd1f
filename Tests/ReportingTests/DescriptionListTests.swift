import Reporting
import Testing

@Suite("Description list")
struct DescriptionListTests {
  private let entries = [("a", "one two three four five six seven eight"), ("long name", "short")]

  @Test("Texts stand in one column and are wrapped in it")
  func wrapped() {
    #expect(
      DescriptionList.text("title", entries, width: 44) == """
        title
          a          one two three four five six
                     seven eight
          long name  short
        """)
  }

  @Test("Without a width every entry is one line")
  func unlimited() {
    #expect(DescriptionList.text("title", entries, width: 0).split(separator: "\n").count == 3)
  }
}

import Browser
import Foundation
import Testing

extension InBrowser {
  /// Light and dark, by the reader's system and by the reader.
  @Suite("Light and dark") @MainActor struct ThemeTests {
    @Test("Follow the system until the reader says otherwise")
    func toggle() throws {
      try open(.reference, scheme: "light") { page, _ in
        let light = try page.background()
        try page.emulate(scheme: "dark")
        let dark = try page.background()
        #expect(light != dark)
        // The button goes from the system's to light, to dark, and back.
        let button: Rectangle = try page.evaluate(
          "document.querySelector('#theme').getBoundingClientRect().toJSON()")
        try page.click(x: button.middle.x, y: button.middle.y)
        #expect(try page.background() == light)
        try page.click(x: button.middle.x, y: button.middle.y)
        try page.emulate(scheme: "light")
        #expect(try page.background() == dark)
        try page.click(x: button.middle.x, y: button.middle.y)
        #expect(try page.background() == light)
      }
    }

    @Test(
      "Both keep every text apart from its ground, and print is on white",
      arguments: Sample.allCases)
    func contrast(_ sample: Sample) throws {
      try open(sample) { page, _ in
        for scheme in ["light", "dark"] {
          try page.emulate(scheme: scheme)
          let faint = try page.faintTexts()
          #expect(faint == [], "\(scheme)")
        }
        try page.emulate(medium: "print", scheme: "dark")
        let printed = try page.background()
        #expect(["rgba(0, 0, 0, 0)", "rgb(255, 255, 255)"].contains(printed))
        let ink: Double = try page.evaluate("luminance(getComputedStyle(document.body).color)")
        #expect(ink < 0.1)
        let tools: Int = try page.evaluate(
          "[...document.querySelectorAll('.tools,#theme')].filter(e => e.offsetWidth).length")
        #expect(tools == 0)
      }
    }
  }
}

extension Page {
  fileprivate func background() throws -> String {
    try evaluate("getComputedStyle(document.body).backgroundColor")
  }

  /// Texts of the page whose contrast with the ground below is less than WCAG 2.1 asks of large text, 3 to 1; labels on marks are
  /// held against the marks.
  fileprivate func faintTexts() throws -> [String] {
    try run(
      """
      window.luminance = colour => {
        const [r, g, b] = colour.match(/[\\d.]+/g).map(c => (c /= 255) <= 0.03928 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4);
        return 0.2126 * r + 0.7152 * g + 0.0722 * b;
      };
      """)
    return try evaluate(
      """
      (() => {
        const solid = c => c && c !== "none" && c.startsWith("rgb") && !/, 0\\)$/.test(c);
        const ground = e => {
          for (; e; e = e.parentElement) {
            const c = getComputedStyle(e).backgroundColor;
            if (solid(c)) return c;
          }
          return "rgb(255, 255, 255)";
        };
        const faint = [];
        const check = (text, ink, below) => {
          if (!solid(ink) || !solid(below)) return;
          const [a, b] = [luminance(ink), luminance(below)].sort((x, y) => y - x);
          if ((a + 0.05) / (b + 0.05) < 3) faint.push(`${text.slice(0, 40)}: ${ink} on ${below}`);
        };
        for (const e of document.querySelectorAll("h1,h2,p,td,th,dt,dd,li,small,b,button,span"))
          if (e.offsetWidth && !e.closest("svg")) check(e.textContent.trim(), getComputedStyle(e).color, ground(e));
        for (const text of document.querySelectorAll("svg text")) {
          // The mark that was drawn last before the text and lies below its middle.
          const box = text.getBoundingClientRect(), x = box.x + box.width / 2, y = box.y + box.height / 2;
          let below = null;
          for (let e = text.previousElementSibling; e && !below; e = e.previousElementSibling) {
            const b = e.getBoundingClientRect(), fill = getComputedStyle(e).fill;
            if (e.tagName === "rect" && solid(fill) && +getComputedStyle(e).opacity > 0.9
              && b.left <= x && x <= b.right && b.top <= y && y <= b.bottom) below = fill;
          }
          // An outline in the card's colour, drawn first, is what the letters stand on.
          const style = getComputedStyle(text), hasHalo = style.paintOrder.startsWith("stroke") && parseFloat(style.strokeWidth) >= 3;
          if (hasHalo) below = style.stroke;
          check(text.textContent, style.fill, below ?? ground(text.closest("svg")));
        }
        return [...new Set(faint)].slice(0, 20);
      })()
      """)
  }
}

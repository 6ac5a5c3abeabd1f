/// What a careful reader would find wrong with the look of any page, whatever it shows.
extension Page {
  /// What is wrong, in words; empty when nothing is.
  public func faults() throws -> [String] { try evaluate(Self.look) }

  /// Labels are compared as the slanted boxes that they are, without the room above capital letters that no glyph uses: only ink counts.
  private static let look = #"""
    (() => {
      const faults = [], all = (s, e = document) => [...e.querySelectorAll(s)];
      const name = e => "#" + (e.closest("[id]")?.id ?? "?");
      const shorten = t => t.length > 40 ? t.slice(0, 40) + "…" : t;
      const ids = all("[id]").map(e => e.id);
      for (const id of new Set(ids.filter((id, i) => ids.indexOf(id) !== i))) faults.push(`the id ${id} is there twice`);

      const page = document.documentElement;
      if (page.scrollWidth > page.clientWidth) {
        const wide = all("table,svg,p,h2").filter(e => e.getBoundingClientRect().right > page.clientWidth + 1
          && !(e.closest(".scroll") && getComputedStyle(e.closest(".scroll")).overflowX !== "visible"));
        faults.push(`the page is ${page.scrollWidth} px wide in a window of ${page.clientWidth}: ${wide.map(name).join(", ")}`);
      }

      // What sticks out of a card is cut or lies on its neighbour, unless it can be scrolled to.
      for (const card of all(".card,.tile,.verdict")) {
        const right = card.getBoundingClientRect().right;
        for (const e of all("*", card)) {
          if (e.closest(".scroll,svg") && !e.matches(".scroll")) continue;
          const box = e.getBoundingClientRect();
          if (box.width && box.right > right + 1)
            faults.push(`${name(e)}: <${e.tagName.toLowerCase()}> “${shorten(e.textContent)}” leaves its card by ${(box.right - right).toFixed(0)} px`);
        }
      }

      const corners = text => {
        const box = text.getBBox(), place = text.getScreenCTM(), top = box.y + box.height * 0.15;
        return [[box.x, top], [box.x + box.width, top], [box.x + box.width, box.y + box.height], [box.x, box.y + box.height]]
          .map(([x, y]) => new DOMPoint(x, y).matrixTransform(place));
      };
      // Two boxes are apart when a line along one of their sides parts them.
      const apart = (p, q) => [[p, q], [q, p]].some(([a]) => [0, 1].some(side => {
        const nx = a[side + 1].y - a[side].y, ny = a[side].x - a[side + 1].x, length = Math.hypot(nx, ny);
        const span = b => { const d = b.map(c => (c.x * nx + c.y * ny) / length); return [Math.min(...d), Math.max(...d)]; };
        const [s, t] = [span(p), span(q)];
        return s[1] <= t[0] + 0.5 || t[1] <= s[0] + 0.5;
      }));
      for (const svg of all("svg")) {
        const title = svg.querySelector(":scope > title");
        if (!title?.textContent.trim()) faults.push(`${name(svg)}: an SVG has no title`);
        if (svg.getAttribute("role") !== "img" && !svg.hasAttribute("aria-hidden")) faults.push(`${name(svg)}: an SVG has no role`);
        const frame = svg.getBoundingClientRect();
        const labels = all("text", svg)
          .filter(t => t.textContent.trim() && t.getBoundingClientRect().width && getComputedStyle(t).visibility === "visible")
          .map(t => ({ text: t.textContent, corners: corners(t), clip: t.closest("[clip-path]") }))
          .filter(l => {
            // What is clipped away is not seen.
            if (!l.clip) return true;
            const clip = svg.querySelector(l.clip.getAttribute("clip-path").slice(4, -1) + " rect").getBBox();
            const corner = new DOMPoint(clip.x, clip.y).matrixTransform(l.clip.getScreenCTM());
            const end = new DOMPoint(clip.x + clip.width, clip.y + clip.height).matrixTransform(l.clip.getScreenCTM());
            return l.corners.every(c => c.x >= corner.x && c.x <= end.x && c.y >= corner.y && c.y <= end.y);
          });
        for (const { text, corners } of labels)
          if (corners.some(c => c.x < frame.left - 0.5 || c.x > frame.right + 0.5 || c.y < frame.top - 0.5 || c.y > frame.bottom + 0.5))
            faults.push(`${name(svg)}: the label “${shorten(text)}” leaves its SVG`);
        labels.forEach((one, i) => {
          for (const other of labels.slice(i + 1))
            if (!apart(one.corners, other.corners)) faults.push(`${name(svg)}: the labels “${shorten(one.text)}” and “${shorten(other.text)}” overlap`);
        });
      }
      return faults;
    })()
    """#
}

(() => {
  const $ = (s, e = document) => e.querySelector(s), $$ = (s, e = document) => [...e.querySelectorAll(s)];

  // Theme: auto, light, dark. The page follows the system until the reader says otherwise.
  const themes = ["auto", "light", "dark"], theme = $("#theme");
  theme.onclick = () => {
    const root = document.documentElement;
    const next = themes[(themes.indexOf(root.dataset.theme || "auto") + 1) % 3];
    if (next === "auto") delete root.dataset.theme; else root.dataset.theme = next;
    theme.textContent = "Theme: " + next;
  };

  // Tooltips: a mark's <title> becomes its tip, so that the browser does not show it a second time.
  const tip = $("#tip");
  let told;
  const show = (mark, x, y) => {
    told = mark;
    tip.textContent = mark.dataset.tip;
    tip.hidden = false;
    const w = tip.offsetWidth, h = tip.offsetHeight;
    tip.style.left = Math.max(4, Math.min(x + 14, innerWidth - w - 8)) + "px";
    tip.style.top = (y + 18 + h > innerHeight ? Math.max(4, y - h - 12) : y + 18) + "px";
  };
  const hide = () => { tip.hidden = true; };
  for (const svg of $$("svg")) {
    const marks = $$(".m", svg);
    marks.forEach((mark, i) => {
      const title = $("title", mark);
      mark.dataset.tip = title.textContent;
      mark.setAttribute("aria-label", title.textContent);
      mark.setAttribute("tabindex", i ? "-1" : "0");
      title.remove();
    });
    // One tab stop per figure; the arrow keys go to the nearest mark in their direction.
    svg.addEventListener("keydown", e => {
      const way = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] }[e.key];
      if (e.key === "Escape") hide();
      if (!way || !e.target.matches(".m")) return;
      e.preventDefault();
      const middle = m => { const b = m.getBoundingClientRect(); return [b.x + b.width / 2, b.y + b.height / 2]; };
      const [x, y] = middle(e.target);
      let best, least = Infinity;
      for (const m of marks) {
        const [a, b] = middle(m), on = (a - x) * way[0] + (b - y) * way[1];
        const off = Math.abs((a - x) * way[1]) + Math.abs((b - y) * way[0]);
        if (m !== e.target && on > 0.5 && on + 4 * off < least) { least = on + 4 * off; best = m; }
      }
      if (!best) return;
      e.target.setAttribute("tabindex", "-1");
      best.setAttribute("tabindex", "0");
      best.focus();
    });
    svg.addEventListener("focusin", e => {
      const mark = e.target.closest(".m");
      if (mark) { const b = mark.getBoundingClientRect(); show(mark, b.x + b.width / 2, b.y + b.height / 2); }
    });
    // A finger that has shown another mark by now takes the focus from this one only when it is lifted.
    svg.addEventListener("focusout", e => { if (e.target === told) hide(); });
    // A finger is wider than a point of a curve: it means the nearest one within its reach.
    const nearest = e => {
      let best, least = 16;
      for (const m of marks) {
        const b = m.getBoundingClientRect();
        const off = Math.hypot(b.x + b.width / 2 - e.clientX, b.y + b.height / 2 - e.clientY);
        if (off < least) { least = off; best = m; }
      }
      return best;
    };
    for (const kind of ["pointermove", "pointerdown"]) svg.addEventListener(kind, e => {
      const mark = e.target.closest(".m") ?? (e.pointerType === "touch" && !e.target.matches(".pixels") ? nearest(e) : null);
      if (mark) show(mark, e.clientX, e.clientY); else if (!e.target.matches(".pixels")) hide();
    });
    // A finger leaves as soon as it is lifted, and its reader begins to read only then.
    svg.addEventListener("pointerleave", e => { if (e.pointerType === "mouse") hide(); });
  }
  document.addEventListener("pointerdown", e => { if (!e.target.closest("svg")) hide(); });

  // Pictures of one pixel a cell: the tip is made from the numbers, for the cell under the pointer or the arrow keys.
  for (const area of $$(".pixels")) {
    const d = area.dataset, names = d.names.split(","), n = names.length, told = d.tip;
    const values = $("#" + d.values).textContent.split(";").map(row => row.split(","));
    let row = 0, column = 1;
    const tell = (x, y) => {
      const value = values[row][column];
      const number = value === "" ? "not measured" : (value / 10 ** d.decimals).toFixed(d.decimals);
      d.tip = told.replace("{row}", names[row]).replace("{column}", names[column]).replace("{value}", number);
      area.setAttribute("aria-label", d.tip);
      show(area, x, y);
    };
    const inside = i => Math.max(0, Math.min(n - 1, i));
    const point = () => {
      const b = area.getBoundingClientRect();
      tell(b.x + (column + 0.5) / n * b.width, b.y + (row + 0.5) / n * b.height);
    };
    for (const kind of ["pointermove", "pointerdown"]) area.addEventListener(kind, e => {
      const b = area.getBoundingClientRect();
      column = inside(Math.floor((e.clientX - b.x) / b.width * n));
      row = inside(Math.floor((e.clientY - b.y) / b.height * n));
      tell(e.clientX, e.clientY);
    });
    area.addEventListener("focus", point);
    area.addEventListener("keydown", e => {
      const way = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] }[e.key];
      if (!way) return;
      e.preventDefault();
      column = inside(column + way[0]);
      row = inside(row + way[1]);
      point();
    });
  }

  // Tables: values are compared as numbers where they are, empty ones last.
  const raw = cell => cell.dataset.v ?? cell.textContent;
  const sortable = table => {
    const body = $("tbody", table), heads = $$("th", table), rows = [...body.rows];
    for (const cell of $$("td[data-v]", body)) if (cell.dataset.v) cell.title = cell.dataset.v;
    heads.forEach((head, i) => {
      $("button", head).onclick = () => {
        const down = head.getAttribute("aria-sort") === "ascending", sign = down ? -1 : 1;
        heads.forEach(h => h.removeAttribute("aria-sort"));
        head.setAttribute("aria-sort", down ? "descending" : "ascending");
        const number = head.classList.contains("n");
        const keys = new Map(rows.map(r => [r, raw(r.cells[i])]));
        rows.sort((p, q) => {
          const a = keys.get(p), b = keys.get(q);
          if (a === "" || b === "") return (a === "") - (b === "");
          return sign * (number ? a - b : a < b ? -1 : a > b ? 1 : 0);
        });
        body.append(...rows);
      };
    });
  };
  $$("table.sortable").forEach(sortable);

  // Timeline: the wheel zooms around the pointer, dragging pans, + - and the double click do without a wheel.
  for (const zone of $$(".zoom")) {
    const svg = zone.ownerSVGElement, d = zone.dataset;
    const [left, width, from, to, a0, b0] = [d.x, d.width, d.from, d.to, d.a, d.b].map(Number);
    const ticks = $(".ticks", svg), line = $("path", ticks), word = $("text", ticks);
    let a = a0, b = b0, held;
    const at = t => left + (t - a) / (b - a) * width;
    const draw = () => {
      for (const e of zone.children) {
        if (!e.dataset.a) continue;
        const x = at(+e.dataset.a), y = at(+e.dataset.b);
        if (e.tagName === "text") { e.setAttribute("x", (x + y) / 2); continue; }
        e.setAttribute("x", x);
        e.setAttribute("width", Math.max(1.5, y - x));
      }
      const rough = (b - a) / 8, power = 10 ** Math.floor(Math.log10(rough));
      const step = power * [1, 2, 5, 10].find(s => s * power >= rough);
      ticks.replaceChildren();
      for (let t = Math.ceil(a / step) * step; t <= b; t += step) {
        const l = line.cloneNode(), w = word.cloneNode();
        l.setAttribute("d", `M${at(t)} ${d.top}V${+d.bottom + 4}`);
        w.setAttribute("x", at(t));
        w.textContent = +(t / 1e6).toFixed(4) + " ms";
        ticks.append(l, w);
      }
      svg.dataset.zoom = ((b0 - a0) / (b - a)).toFixed(3);
    };
    const move = (start, span) => {
      span = Math.max(1000, Math.min(span, to - from));
      a = Math.max(from, Math.min(start, to - span));
      b = a + span;
      draw();
    };
    const time = e => {
      const box = svg.getBoundingClientRect();
      return a + ((e.clientX - box.x) * svg.viewBox.baseVal.width / box.width - left) / width * (b - a);
    };
    const zoom = (t, k) => move(t - (t - a) * k, (b - a) * k);
    zone.addEventListener("wheel", e => { e.preventDefault(); hide(); zoom(time(e), 1.2 ** Math.sign(e.deltaY)); }, { passive: false });
    zone.addEventListener("pointerdown", e => { held = time(e); zone.setPointerCapture(e.pointerId); });
    zone.addEventListener("pointermove", e => { if (held !== undefined) { hide(); move(a + held - time(e), b - a); } });
    for (const end of ["pointerup", "pointercancel"]) zone.addEventListener(end, () => { held = undefined; });
    zone.addEventListener("dblclick", () => move(a0, b0 - a0));
    // For fingers, which have neither wheel nor keys; and for who does not know these.
    const tools = document.createElement("div");
    tools.className = "tools zooms";
    const button = (sign, name, act) => {
      const b = Object.assign(document.createElement("button"), { type: "button", textContent: sign, title: name, ariaLabel: name });
      b.onclick = () => { hide(); act(); };
      tools.append(b);
    };
    button("+", "Zoom in", () => zoom((a + b) / 2, 1 / 1.5));
    button("\u2212", "Zoom out", () => zoom((a + b) / 2, 1.5));
    button("Reset", "Show the frames of the start again", () => move(a0, b0 - a0));
    svg.parentElement.before(tools);
    svg.addEventListener("keydown", e => {
      if (e.key === "+") zoom((a + b) / 2, 1 / 1.5);
      if (e.key === "-") zoom((a + b) / 2, 1.5);
    });
  }
})();

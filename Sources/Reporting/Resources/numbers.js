// The table of every number: packed rows (see PackedRows.swift) by file, shown as far as they are in sight.
(() => {
  const $ = s => document.querySelector(s);
  const table = $("#table");
  if (!table) return;
  const box = table.parentElement, height = 27, spare = 12;
  const count = n => n.toLocaleString("en");

  // Unpacking: an empty field is that of the row above, "\" is none, "\xxxx" a character that a page cannot hold.
  const field = t => t === "\\" ? "" : t.includes("\\") ? t.replace(/\\([0-9a-f]{4})/g, (_, h) => String.fromCharCode(parseInt(h, 16))) : t;
  const files = new Map();
  const unpack = path => {
    if (files.has(path)) return files.get(path);
    const source = [...document.querySelectorAll("script[data-file]")].find(s => s.dataset.file === path);
    const text = source.textContent, cut = text.indexOf("\n\n");
    const columns = text.slice(0, cut).split("\n").map(line => {
      const [name, kind, meaning] = line.split("\t").map(field);
      return { name, kind, meaning, isNumber: kind === "n" || kind === "i" };
    });
    const lines = text.slice(cut + 2).split("\n"), rows = [];
    let above = columns.map(() => "");
    // A page opens with the few rows in sight; the others are unpacked when somebody asks for them.
    const reach = to => {
      for (to = Math.min(to, lines.length); rows.length < to;) {
        const parts = lines[rows.length].split("\t");
        rows.push(above = above.map((old, i) => parts[i] ? field(parts[i]) : old));
      }
      return rows;
    };
    const file = { path, columns, rows, reach, count: lines.length, total: +source.dataset.total, words: null };
    const filled = [...columns.keys()].filter(i => columns[i].kind !== "e");
    file.shown = [...filled.filter(i => columns[i].kind !== "r"), ...filled.filter(i => columns[i].kind === "r")];
    file.unit = columns.findIndex(c => c.name === "unit");
    file.cell = columns.findIndex(c => c.name === "cell_id");
    files.set(path, file);
    return file;
  };

  // What a cell is, for the files that name it by its id alone.
  let names;
  const cellName = id => {
    if (!names) {
      names = new Map();
      if ($('script[data-file="data/cells.csv"]')) {
        const cells = unpack("data/cells.csv");
        const at = ["cell_id", "condition", "policy", "victim", "aggressor"].map(n => cells.columns.findIndex(c => c.name === n));
        for (const r of cells.reach(Infinity)) {
          const [id, condition, policy, victim, aggressor] = at.map(i => r[i]);
          names.set(id, `${victim} beside ${aggressor} under ${policy}, ${condition}`);
        }
      }
    }
    return names.get(id) ?? "";
  };

  // Numbers as the rest of the page writes them (Number.swift).
  const three = v => v.toFixed(Math.abs(v) < 9.995 ? 2 : Math.abs(v) < 99.95 ? 1 : 0);
  const scaled = (v, sizes, rest) => {
    const found = sizes.find(([size]) => Math.abs(v) >= size * 0.9995);
    return found ? three(v / found[0]) + "\u00a0" + found[1] : rest(v);
  };
  const prefixes = [[1e12, "T"], [1e9, "G"], [1e6, "M"], [1e3, "k"]];
  const prefixed = v => scaled(v, prefixes, v => three(v) + "\u00a0");
  const units = {
    ns: v => scaled(v, [[1e9, "s"], [1e6, "ms"], [1e3, "µs"]], v => (Number.isInteger(v) ? v : three(v)) + "\u00a0ns"),
    count: v => count(Math.round(v)), percent: v => v.toFixed(1) + "\u00a0%",
    per_s: v => prefixed(v) + "/s", mb_per_s: v => prefixed(v * 1e6) + "B/s", ratio: three, "": three,
  };
  const text = (row, i) => {
    const { kind, name } = file.columns[i], raw = row[i];
    if (kind !== "n") return raw || (kind === "i" ? "-" : "");
    if (raw === "") return "-";
    // A row's unit is that of its value and of its bounds, not of a confidence beside them.
    const unit = file.unit < 0 || !["value", "lower", "upper"].includes(name) ? "" : row[file.unit];
    return (units[unit] ?? (v => three(v) + "\u00a0" + unit))(+raw);
  };

  let file, kept, size, sorted;
  const body = table.tBodies[0];
  const element = (name, set) => Object.assign(document.createElement(name), set);
  const gap = rows => { const tr = element("tr", { className: "gap" }); tr.style.height = rows * height + "px"; tr.ariaHidden = "true"; return tr; };
  const line = (row, index) => {
    const tr = document.createElement("tr");
    tr.ariaRowIndex = index + 2;
    for (const i of file.shown) {
      const td = element("td", { textContent: text(row, i) });
      const { kind, isNumber, name } = file.columns[i];
      if (isNumber) { td.className = "n"; td.dataset.v = row[i]; }
      if (kind === "n" ? row[i] : row[i].length > 24) td.title = row[i];
      if (i === file.cell) td.title = cellName(row[i]);
      if (name.endsWith("verdict") && row[i] && row[i] !== "inconclusive") td.className = row[i] === "worse" ? "bad" : "good";
      tr.append(td);
    }
    return tr;
  };
  let first = -1, last = -1;
  const draw = (from, to) => {
    from = Math.max(0, from), to = Math.min(size, to);
    if (from === first && to === last) return;
    if (kept === file.rows) file.reach(to);
    first = from, last = to;
    body.replaceChildren(gap(from), ...kept.slice(from, to).map((row, i) => line(row, from + i)), gap(size - to));
  };
  const scroll = () => {
    // In steps of rows, so that most scrolling draws nothing anew.
    const top = Math.floor(box.scrollTop / height / spare) * spare;
    draw(top - spare, top + Math.ceil(Math.max(box.clientHeight, 560) / height) + 2 * spare);
  };
  const redraw = () => { first = -1; scroll(); };
  box.addEventListener("scroll", scroll, { passive: true });

  // Filtered, or cut to keep the page small: no file of that name has these rows and no others.
  const isPart = () => size < file.total;
  const select = () => {
    const words = $("#filter").value.toLowerCase().split(/\s+/).filter(Boolean);
    if (words.length) {
      file.reach(Infinity);
      file.words ??= new Map(file.rows.map(r => [r, (r.join(" ") + " " + (file.cell < 0 ? "" : cellName(r[file.cell]))).toLowerCase()]));
      kept = file.rows.filter(r => words.every(w => file.words.get(r).includes(w)));
    } else kept = file.rows;
    if (sorted) {
      kept = [...kept === file.rows ? file.reach(Infinity) : kept];
      const { i, sign } = sorted, number = file.columns[i].isNumber;
      // Values are compared as numbers where they are, empty ones last.
      kept.sort((p, q) => {
        const a = p[i], b = q[i];
        if (a === "" || b === "") return (a === "") - (b === "");
        return sign * (number ? a - b : a < b ? -1 : a > b ? 1 : 0);
      });
    }
    size = kept === file.rows ? file.count : kept.length;
    $("#rows").textContent = count(size) + " of " + count(file.count) + " rows"
      + (file.count < file.total ? " on this page, " + count(file.total) + " in the file" : "");
    $("#download").textContent = isPart() ? "Download these rows" : "Download as CSV";
    table.ariaRowCount = size + 1;
    box.scrollTop = 0;
    redraw();
  };

  const open = path => {
    file = unpack(path);
    sorted = null;
    const sample = file.reach(500), longest = i => sample.reduce((n, r) => Math.max(n, r[i].length), 0);
    const columns = document.createElement("colgroup"), heads = document.createElement("tr");
    for (const i of file.shown) {
      const { name, kind, isNumber, meaning } = file.columns[i];
      const letters = Math.max(name.length + 2, Math.min(longest(i), kind === "n" ? 9 : 26));
      const column = document.createElement("col");
      column.style.width = `min(calc(${letters}ch + 22px), 60vw)`;
      columns.append(column);
      const head = element("th", { scope: "col", className: isNumber ? "n" : "", title: meaning });
      head.dataset.name = name;
      const button = element("button", { type: "button", textContent: name });
      button.onclick = () => {
        const down = head.ariaSort === "ascending";
        for (const h of heads.cells) h.removeAttribute("aria-sort");
        head.ariaSort = down ? "descending" : "ascending";
        sorted = { i, sign: down ? -1 : 1 };
        select();
      };
      head.append(button);
      heads.append(head);
    }
    table.querySelector("colgroup")?.remove();
    table.prepend(columns);
    table.tHead.replaceChildren(heads);
    table.classList.add("fixed");
    box.scrollLeft = 0;
    select();
  };

  $("#file").onchange = e => open(e.target.value);
  $("#filter").oninput = select;
  $("#download").onclick = () => {
    const quote = t => /[",\r\n]/.test(t) ? '"' + t.replaceAll('"', '""') + '"' : t;
    if (kept === file.rows) file.reach(Infinity);
    const lines = [file.columns.map(c => c.name), ...kept];
    const link = document.createElement("a");
    link.href = URL.createObjectURL(new Blob([lines.map(l => l.map(quote).join(",") + "\n").join("")], { type: "text/csv" }));
    link.download = file.path.split("/").pop().replace(/\.csv$/, isPart() ? "-part.csv" : ".csv");
    link.click();
    URL.revokeObjectURL(link.href);
  };
  open($("#file").value);
})();

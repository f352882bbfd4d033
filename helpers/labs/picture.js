// Paints a picture that is data (helpers/figures/picture.py) as SVG, and replays the positions
// of sliders. It knows nothing of losses, metrics or tensors. Loading it does nothing.

const HTML = "http://www.w3.org/1999/xhtml";
const SVG = "http://www.w3.org/2000/svg";
const HEIGHT = 234;
const NARROWEST = 270;
const MARGIN = { left: 52, right: 12, top: 8, bottom: 22 };
const DASHES = { solid: "", dashed: "6 3", dotted: "2 3", dashdot: "6 3 2 3", sparse: "2 7" };
const CAPS = { circle: "round", square: "square" };
const POSITIONS_KEPT = 500;

/** Describes an element with attributes and children; strings become text, never markup. */
const element = (name, attributes = {}, ...children) => ({ name, attributes, children });

/** The same for a part of an SVG. */
const part = (name, attributes = {}, ...children) => ({ name, attributes, children, space: SVG });

const described = new WeakMap();

/** Gives a node the children that are described. It keeps those it has, and changes what differs:
 *  most of a picture stays as it is from one position to the next. */
function fill(root, children) {
  const nodes = [...root.childNodes];
  children.forEach((child, place) => {
    const node = nodes[place];
    if (typeof child === "string" && node?.nodeType === Node.TEXT_NODE) {
      if (node.data !== child) node.data = child;
    } else if (node && described.get(node)?.name === child.name) change(node, child);
    else if (node) node.replaceWith(made(child));
    else root.append(made(child));
  });
  for (const node of nodes.slice(children.length)) node.remove();
}

function made(child) {
  if (typeof child === "string") return document.createTextNode(child);
  const node = document.createElementNS(child.space ?? HTML, child.name);
  change(node, child);
  return node;
}

function change(node, next) {
  const before = described.get(node)?.attributes ?? {};
  for (const [key, value] of Object.entries(next.attributes))
    if (before[key] !== value) node.setAttribute(key, value);
  for (const key in before) if (!(key in next.attributes)) node.removeAttribute(key);
  described.set(node, next);
  fill(node, next.children);
}

const color = (name) => `var(--${name})`;
const isNumber = (value) => value !== null && Number.isFinite(value);
const written = (value) => (isNumber(value) ? String(Number(value.toPrecision(4))) : "no number");

/** Returns how many panels stand in each row, as equal as can be. */
export function rowsOf(count, atMost) {
  const rows = Math.ceil(count / atMost);
  return Array.from({ length: rows }, (_, row) => Math.ceil((count - row) / rows));
}

/** Paints a picture into an element that is so many pixels wide. */
export function paint(root, picture, width = widthOf(root) || 800) {
  const rows = rowsOf(picture.panels.length, Math.max(1, Math.min(3, Math.floor(width / NARROWEST))));
  const share = (count) => Math.max(NARROWEST, Math.floor(width / count));
  const widths = rows.flatMap((count) => Array(count).fill(share(count)));
  fill(root, picture.panels.map((panel, place) => drawPanel(panel, widths[place])));
  readOut(root, picture);
}

/** Rounded down, because panels of half a pixel more would not stand side by side. */
const widthOf = (root) => Math.floor(root.getBoundingClientRect().width);

function drawPanel(panel, width) {
  const scale = scales(panel, width - 12);
  const plot = part("svg", {
    ...(panel.handle && { class: "handle" }),
    width: width - 12,
    height: heightOf(panel, width - 12),
    tabindex: 0,
    role: "img",
    "aria-label": `${panel.title}. ${panel.y.label} over ${panel.x.label}.`,
    "data-lm-suppress-shortcuts": "true", // or arrow keys would leave the cell
  }, ...drawAxes(panel, scale), ...panel.marks.flatMap((mark) => MARKS[mark.kind](mark, scale, panel)));
  const isNarrow = scale.right - scale.left < 160; // then the words take the whole width
  const below = `padding: 0 ${MARGIN.right}px 0 ${isNarrow ? 0 : scale.left}px`;
  return element("figure", { style: `width: ${width}px` },
    element("figcaption", {}, panel.title),
    element("div", { class: "measure" }, panel.y.label),
    legend(panel),
    plot,
    element("div", { class: "x-label", style: below }, panel.x.label),
    element("div", { class: "value", "aria-live": "polite" }));
}

/** Each place that is named has room for its name. */
function heightOf(panel, width) {
  const lines = Math.max(1, ...panel.y.ticks.map(([, words]) => linesOf(words, width).length));
  return Math.max(HEIGHT, 30 + (4 + 12 * lines) * panel.y.ticks.length);
}

/** Breaks the name of a place into two lines where it would leave little room for the plot. */
function linesOf(words, width) {
  const gaps = [...words.matchAll(/ /g)].map(({ index }) => index);
  if (width > 360 || words.length < 13 || !gaps.length) return [words];
  const off = gaps.map((gap) => Math.abs(2 * gap - words.length));
  const gap = gaps[off.indexOf(Math.min(...off))];
  return [words.slice(0, gap + 1), words.slice(gap + 1)];
}

const lengthOf = (words) => 7 * words.length; // in pixels, of digits

/** Returns functions from numbers of the axes to pixels, and the corners of the plot. */
function scales(panel, width) {
  const names = panel.y.ticks.flatMap(([, words]) => linesOf(words, width));
  const left = Math.max(MARGIN.left, 14 + 6 * Math.max(0, ...names.map(({ length }) => length)));
  const [top, bottom] = [MARGIN.top, heightOf(panel, width) - MARGIN.bottom];
  const share = (axis, value) => (axis.log
    ? Math.log(value / axis.low) / Math.log(axis.high / axis.low)
    : (value - axis.low) / (axis.high - axis.low));
  // Words beside a place that is far on the right have room, too, if half of the plot is left.
  const ends = panel.marks.filter(({ side, x }) => side === "right" && x !== null).map(({ text, x }) =>
    left + (width - 7 - lengthOf(text) - left) / Math.max(0.5, share(panel.x, x)));
  const right = Math.min(width - MARGIN.right, ...ends.filter((end) => 2 * end > left + width));
  return {
    left, right, top, bottom, width,
    x: (value) => round(left + share(panel.x, value) * (right - left)),
    y: (value) => round(bottom + share(panel.y, value) * (top - bottom)),
  };
}

const round = (pixels) => Math.round(pixels * 10) / 10;

function drawAxes(panel, { left, right, top, bottom, width, x, y }) {
  const isPlain = panel.marks.some(({ kind }) => kind === "cells");
  const lines = [...panel.y.ticks.map(([at]) => `M${left} ${y(at)}H${right}`),
    ...panel.x.ticks.map(([at]) => `M${x(at)} ${top}V${bottom}`)];
  const d = `M${left} ${top}V${bottom}H${right}${isPlain ? "" : lines.join("")}`;
  const tick = (place, ...words) => part("text", { class: "tick", ...place }, ...words);
  const named = (at, words) => linesOf(words, width).map((line, number, { length }) =>
    part("tspan", { x: left - 6, y: y(at) + 4 + 12 * (number - (length - 1) / 2) }, line));
  return [
    part("path", { class: "grid", d, stroke: color("grid"), fill: "none" }),
    ...panel.y.ticks.map(([at, words]) => tick({ "text-anchor": "end" }, ...named(at, words))),
    ...panel.x.ticks.map(([at, words]) => tick({ x: x(at), y: bottom + 15, "text-anchor": "middle" }, words)),
  ];
}

/** Joins numbers to a path; a number that is none leaves a gap. */
function joined(xs, ys, scale) {
  let path = "";
  let pen = "M";
  xs.forEach((x, place) => {
    const there = isNumber(x) && isNumber(ys[place]);
    if (there) path += `${pen}${scale.x(x)} ${scale.y(ys[place])}`;
    pen = there ? "L" : "M";
  });
  return path;
}

/** Marks places by strokes without length, whose caps are dots: one element for all. */
function dots(xs, ys, scale, every = 1) {
  let path = "";
  for (let place = 0; place < xs.length; place += every) {
    if (isNumber(xs[place]) && isNumber(ys[place]))
      path += `M${scale.x(xs[place])} ${scale.y(ys[place])}h0`;
  }
  return path;
}

const named = (mark, attributes) => ({ class: mark.kind, "data-label": mark.label, ...attributes });

const MARKS = {
  line(mark, scale) {
    const stroke = { fill: "none", stroke: color(mark.color), "stroke-width": 1.6 };
    const dashed = { ...stroke, "stroke-dasharray": DASHES[mark.dash] };
    const drawn = [part("path", named(mark, { ...dashed, d: joined(mark.x, mark.y, scale) }))];
    if (mark.shape) {
      const every = Math.max(1, Math.floor(mark.x.length / 10));
      const dot = { ...stroke, "stroke-width": 6, "stroke-linecap": CAPS[mark.shape] };
      drawn.push(part("path", { ...dot, class: "shape", d: dots(mark.x, mark.y, scale, every) }));
    }
    return drawn;
  },
  points(mark, scale) {
    const dot = { "stroke-width": 4, "stroke-linecap": "round", "stroke-opacity": 0.6 };
    const d = dots(mark.x, mark.y, scale);
    return [part("path", named(mark, { ...dot, d, stroke: color(mark.color), fill: "none" }))];
  },
  spot(mark, scale) {
    if (!isNumber(mark.x) || !isNumber(mark.y)) return [];
    const place = { cx: scale.x(mark.x), cy: scale.y(mark.y), r: 5.5 };
    return [part("circle", named(mark, { ...place, fill: color(mark.color), stroke: color("ink") }))];
  },
  box(mark, scale) {
    const [[left, right], [top, bottom]] = [mark.x.map(scale.x), mark.y.map(scale.y)].map(sorted);
    const size = { x: left, y: top, width: right - left, height: bottom - top };
    const filled = { stroke: color(mark.color), fill: color(mark.color), "fill-opacity": 0.35 };
    return [part("rect", named(mark, { ...size, ...filled })), hatching(mark, hatch(left, right, top, bottom, mark.hatch))];
  },
  bars(mark, scale) {
    let d = `M${scale.x(mark.edges[0])} ${scale.y(0)}`;
    mark.heights.forEach((height, place) => {
      d += `V${scale.y(height)}H${scale.x(mark.edges[place + 1])}`;
    });
    const filled = { stroke: color(mark.color), fill: color(mark.color), "fill-opacity": 0.35 };
    const strokes = mark.heights.map((height, place) => {
      const [from, to] = [scale.x(mark.edges[place]), scale.x(mark.edges[place + 1])];
      return hatch(from, to, scale.y(height), scale.y(0), mark.hatch);
    });
    const bar = part("path", named(mark, { ...filled, d: `${d}V${scale.y(0)}Z` }));
    return [bar, hatching(mark, strokes.join(""))];
  },
  cells(mark, scale) {
    const most = Math.max(1, ...mark.counts.flat());
    const each = (draw) => mark.counts.flatMap((counts, row) =>
      counts.flatMap((count, column) => draw(count, row, column)));
    const boxes = each((count, row, column) => {
      const [x, y] = [scale.x(column - 0.5), scale.y(row - 0.5)];
      const size = { width: scale.x(column + 0.5) - x, height: scale.y(row + 0.5) - y };
      const shade = { fill: color(mark.color), "fill-opacity": round((5 * count) / most) / 10 };
      return part("rect", { class: "cells", x, y, ...size, ...shade });
    });
    const words = each((count, row, column) => {
      const middle = { x: scale.x(column), y: scale.y(row) + 4, "text-anchor": "middle" };
      const name = mark.names.length ? mark.names[row][column] : "";
      if (!count && !name) return [];
      const drawn = [part("text", { class: "count", ...middle }, String(count))];
      return name ? [...drawn, part("text", { ...middle, class: "name", y: middle.y + 14 }, name)] : drawn;
    });
    return [...boxes, ...words];
  },
  rule(mark, scale, panel) {
    const line = { d: `M${scale.x(mark.at)} ${scale.top}V${scale.bottom}`, stroke: color("grey") };
    const isRight = scale.x(mark.at) > (scale.left + scale.right) / 2;
    const row = panel.marks.filter(({ kind }) => kind === "rule").indexOf(mark);
    const words = { x: scale.x(mark.at) + (isRight ? -4 : 4), y: scale.top + 10 + 13 * row };
    const side = { "text-anchor": isRight ? "end" : "start" };
    const dashed = { "stroke-dasharray": DASHES[mark.dash] };
    return [part("path", named(mark, { ...line, ...dashed })), part("text", { class: "named", ...words, ...side }, mark.label)];
  },
  label(mark, { left, right, top, bottom, width, x, y }) {
    const middle = { x: (left + right) / 2, y: (top + bottom) / 2, "text-anchor": "middle" };
    const isWide = x(mark.x) + 7 + lengthOf(mark.text) > width + 6;
    const beside = () => (mark.side === "right"
      ? { x: x(mark.x) + (isWide ? -7 : 7), y: y(mark.y) + 4, "text-anchor": isWide ? "end" : "start" }
      : { x: x(mark.x), y: y(mark.y) - 5, "text-anchor": "middle" });
    return [part("text", { class: "label", ...(mark.x === null ? middle : beside()) }, mark.text)];
  },
};

const sorted = (places) => [...places].sort((a, b) => a - b);

/** Returns strokes or dots that fill a rectangle, so that colour is not all that tells it. */
function hatch(left, right, top, bottom, kind) {
  let path = "";
  for (let y = bottom - 5; kind && y > top + 2; y -= 7) {
    if (kind === "dots") {
      const n = Math.max(1, Math.floor((right - left) / 14));
      for (let k = 0; k < n; k += 1) path += `M${round(left + ((k + 0.5) * (right - left)) / n)} ${y}h0`;
    } else path += `M${left} ${y + 4}L${right} ${y}${kind === "cross" ? `M${left} ${y}L${right} ${y + 4}` : ""}`;
  }
  return path;
}

function hatching(mark, d) {
  const style = { fill: "none", stroke: color(mark.color), "stroke-linecap": "round" };
  return part("path", { ...style, class: "hatch", d, "stroke-width": mark.hatch === "dots" ? 2.5 : 1 });
}

const SAMPLES = {
  line: { x: [0, 1], y: [0.5, 0.5] },
  points: { x: [0.5], y: [0.5] },
  spot: { x: 0.5, y: 0.5 },
  bars: { edges: [0, 0.5, 1], heights: [1, 1] },
  box: { x: [0, 1], y: [0, 1] },
};

function legend(panel) {
  const entries = panel.marks.filter((mark) => mark.label && mark.kind !== "rule");
  const scale = { x: (value) => 2 + 20 * value, y: (value) => 9 - 8 * value };
  return element("div", { class: "legend" }, ...entries.map((mark) => element("span", {},
    part("svg", { width: 24, height: 10, "aria-hidden": "true" },
      ...MARKS[mark.kind]({ ...mark, ...SAMPLES[mark.kind] }, scale)), mark.label)));
}

/** Lists what can be read out of a panel: places in pixels, and words. */
function readings(panel, scale) {
  const found = new Map();
  const add = (x, y, words, start) => {
    const key = `${x} ${y ?? ""}`;
    if (!found.has(key)) found.set(key, { x, y, words: [start] });
    found.get(key).words.push(words);
  };
  for (const mark of panel.marks) {
    if (mark.kind === "line" && mark.x.length > 0 && mark.label && mark.color !== "grey")
      mark.x.forEach((x, place) =>
        add(scale.x(x), null, `${mark.label} ${written(mark.y[place])}`, `${panel.x.label} ${written(x)}`));
    if (mark.kind === "points")
      mark.x.forEach((x, place) => isNumber(x) && isNumber(mark.y[place]) &&
        add(scale.x(x), scale.y(mark.y[place]), `${panel.y.label} ${written(mark.y[place])}`, `${panel.x.label} ${written(x)}`));
    if (mark.kind === "spot" && isNumber(mark.x) && isNumber(mark.y))
      add(scale.x(mark.x), scale.y(mark.y), `${panel.y.label} ${written(mark.y)}`, `${mark.label}: ${panel.x.label} ${written(mark.x)}`);
    if (mark.kind === "box") {
      const [x, y] = [(mark.x[0] + mark.x[1]) / 2, (mark.y[0] + mark.y[1]) / 2];
      const row = panel.y.ticks.find(([at]) => Math.abs(at - y) < 1e-6);
      const column = panel.x.ticks.find(([at]) => Math.abs(at - x) < 1e-6);
      const [from, to] = row ? mark.x : mark.y;
      add(scale.x(x), scale.y(y), written(to - from), (row ?? column ?? [0, mark.label])[1]);
    }
    if (mark.kind === "bars")
      mark.heights.forEach((height, place) =>
        add(scale.x((mark.edges[place] + mark.edges[place + 1]) / 2), null, `${mark.label}: ${written(height)}`,
          `${written(mark.edges[place])} to ${written(mark.edges[place + 1])}`));
    if (mark.kind === "cells")
      mark.counts.forEach((counts, row) => counts.forEach((count, column) =>
        add(scale.x(column), scale.y(row), String(count), `${panel.y.label} ${row}, ${panel.x.label} ${column}`)));
  }
  return [...found.values()].sort((a, b) => a.x - b.x || a.y - b.y);
}

const read = new WeakMap();

/** Lets the pointer or the arrow keys read values out of the panels. */
function readOut(root, picture) {
  if (!read.has(root)) listenForReading(root);
  read.set(root, { picture, lists: [] }); // they are made when they are needed
}

/** Says the values that are nearest. It listens around the panels, which come and go. */
function listenForReading(root) {
  const find = (event) => {
    const plot = event.target.closest("figure > svg");
    if (!plot) return null;
    const { picture, lists } = read.get(root);
    const which = [...root.children].indexOf(plot.parentElement);
    const panel = picture.panels[which];
    const list = lists[which] ??= readings(panel, scales(panel, plot.width.baseVal.value));
    return { plot, list, value: plot.parentElement.querySelector(".value") };
  };
  const say = ({ list, value }, next) => {
    list.place = Math.max(0, Math.min(list.length - 1, next));
    value.textContent = list.length ? list[list.place].words.join(" · ") : "";
  };
  const distance = (each, x, y) => Math.hypot(each.x - x, each.y === null ? 0 : each.y - y);
  root.addEventListener("pointermove", (event) => {
    const found = find(event);
    if (!found?.list.length) return;
    const corner = found.plot.getBoundingClientRect();
    const [x, y] = [event.clientX - corner.left, event.clientY - corner.top];
    const far = found.list.map((each) => distance(each, x, y));
    say(found, far.indexOf(Math.min(...far)));
  });
  root.addEventListener("pointerout", (event) => {
    const found = find(event);
    if (found && !found.plot.contains(event.relatedTarget)) found.value.textContent = "";
  });
  root.addEventListener("keydown", (event) => {
    const [step, found] = [{ ArrowRight: 1, ArrowLeft: -1 }[event.key], find(event)];
    if (!step || !found) return;
    say(found, (found.list.place ?? -1) + step);
    event.preventDefault();
    event.stopPropagation();
  });
}

/** Returns the value that the handle of a panel has at a place of the page. */
function valueAt({ handle, ...panel }, figure, event) {
  const plot = figure.querySelector("svg.handle");
  const corner = plot.getBoundingClientRect();
  const { left, right, top, bottom } = scales(panel, corner.width);
  const [axis, share] = handle.along === "x"
    ? [panel.x, (event.clientX - corner.left - left) / (right - left)]
    : [panel.y, (bottom - event.clientY + corner.top) / (bottom - top)];
  const inside = Math.max(0, Math.min(1, share));
  const value = axis.log
    ? axis.low * (axis.high / axis.low) ** inside
    : axis.low + inside * (axis.high - axis.low);
  return value - handle.start;
}

/** Moves a slider to its place that is nearest to a value. */
function move(slider, value) {
  const [low, high, step] = ["min", "max", "step"].map((name) => slider.get(name));
  const steps = Math.round((Math.max(low, Math.min(high, value)) - low) / step);
  slider.set("value", Number((low + steps * step).toPrecision(6)));
  slider.save_changes();
}

/** Lists the numbers of a picture as tables, one for each panel. */
function tables(picture) {
  return picture.panels.map((panel) => element("table", {}, element("caption", {}, panel.title),
    ...readings(panel, scales(panel, 1000)).map(({ words }) =>
      element("tr", {}, ...words.map((text) => element("td", {}, text))))));
}

/** Writes the values of some sliders, to compare them. */
const keyOf = (values, names) => names.map((name) => Number(values[name]).toPrecision(6)).join();

/** Keeps positions: of each slider those for the values of the others. */
class Positions {
  #of = new Map();

  /** How many there are, of all sliders. */
  get size() {
    return [...this.#of.values()].reduce((sum, { found }) => sum + found.size, 0);
  }

  add(position) {
    const names = Object.keys(position.at);
    if (!this.#of.has(position.moved)) this.#of.set(position.moved, { names, found: new Map() });
    const { found } = this.#of.get(position.moved);
    found.set(keyOf(position.at, names), position);
    if (found.size > POSITIONS_KEPT) found.delete(found.keys().next().value);
  }

  /** Finds the position of a slider. Its `at` may leave out what the kernel will move, too. */
  find(moved, values) {
    const slider = this.#of.get(moved);
    return slider?.found.get(keyOf(values, slider.names));
  }

  clear() {
    this.#of.clear();
  }
}

const PATIENCE = 5000; // milliseconds
const ASLEEP = "The kernel has not answered for 5 seconds: it is busy, or gone. Until it answers, "
  + "this lab is asleep and shows what it has. If it does not wake up, run its cell again.";

/** One lab on the page: what it says, its panels, and the line of code that opens it. */
export class Screen {
  #panels = made(element("div", { class: "panels", role: "group" }));
  #said = made(element("div", { class: "said" }));
  #code = made(element("code"));
  #asleep = made(element("div", { role: "status" }));
  #numbers = made(element("details", { class: "numbers" }));
  #next = null;
  #waiting = null;
  #width = 0;
  #sentence = "";

  constructor(root, onMove) {
    root.classList.add("course-picture");
    root.append(this.#asleep, this.#said, this.#panels, this.#numbers);
    const code = made(element("div", { class: "code" }, "As code: "));
    code.append(this.#code);
    root.append(code);
    this.#numbers.addEventListener("toggle", () => this.#list());
    this.#listen(onMove);
    this.observer = new ResizeObserver(() => {
      const before = this.#width;
      this.#width = widthOf(this.#panels);
      if (this.#width !== before) this.show(this.shown);
    });
    this.observer.observe(this.#panels);
  }

  /** Lets a hand move what a panel shows. Panels are replaced on the way, so it listens around. */
  #listen(onMove) {
    let held = -1;
    const follow = (event) => {
      const panel = this.shown.picture.panels[held];
      if (panel) onMove(panel.handle.setting, valueAt(panel, this.#panels.children[held], event));
    };
    this.#panels.addEventListener("pointerdown", (event) => {
      const plot = event.target.closest("svg.handle");
      if (!plot || event.button !== 0) return;
      held = [...this.#panels.children].indexOf(plot.closest("figure"));
      this.#panels.setPointerCapture(event.pointerId);
      event.preventDefault();
      follow(event);
    });
    this.#panels.addEventListener("pointermove", follow);
    for (const end of ["pointerup", "pointercancel"])
      this.#panels.addEventListener(end, () => { held = -1; });
  }

  #list() {
    const unfolded = this.#numbers.open && this.shown.picture ? tables(this.shown.picture) : [];
    fill(this.#numbers, [element("summary", {}, "Numbers"), ...unfolded]);
  }

  /** Shows a position in the next frame; of several in one frame, the last. */
  show(position) {
    this.shown = position;
    this.#next ??= requestAnimationFrame(() => {
      this.#next = null;
      this.#draw(this.shown);
    });
  }

  #draw({ picture, alt, sentence, code, at }) {
    // What the kernel answers is mostly here already; said again, it would be read out again.
    if (sentence !== this.#sentence) this.#said.innerHTML = sentence; // quotes are escaped
    this.#sentence = sentence;
    try {
      if (!picture) return;
      this.#width ||= widthOf(this.#panels);
      paint(this.#panels, picture, this.#width || undefined);
    } catch (error) {
      this.#sentence = `This picture cannot be drawn (${error.message}). It is the one before.`;
      this.#said.textContent = this.#sentence;
      return;
    }
    this.#list();
    this.#panels.setAttribute("aria-label", alt);
    this.#panels.dataset.at = JSON.stringify(at);
    fill(this.#code, [code]);
  }

  /** Begins to wait for the kernel, unless it waits already. */
  wait() {
    this.#waiting ??= setTimeout(() => { this.#asleep.textContent = ASLEEP; }, PATIENCE);
  }

  /** Takes note that the kernel answers. */
  wake() {
    clearTimeout(this.#waiting);
    this.#waiting = null;
    this.#asleep.textContent = "";
  }
}

/** Called by anywidget for each view. */
async function render({ model, el }) {
  const positions = new Positions();
  const sliders = await slidersOf(model);
  const screen = new Screen(el, (name, value) => {
    for (const [other, slider] of sliders) if (other === name) move(slider, value);
  });
  const values = () => Object.fromEntries(sliders.map(([name, slider]) => [name, slider.get("value")]));
  const isHere = ({ at }) => {
    const names = Object.keys(at);
    return keyOf(at, names) === keyOf(values(), names);
  };
  const answer = () => {
    const now = model.get("now");
    // While the hand is ahead of the kernel, its answer is about a place that was left.
    if (!screen.shown || isHere(now) || !isHere(screen.shown)) screen.show(now);
  };
  const marks = {};
  const receive = (message) => {
    screen.wake();
    if (message.kind === "forget") positions.clear();
    if (message.kind === "position") {
      Object.assign(marks, message.marks); // each was sent once, and goes by its number
      for (const panel of message.picture.panels)
        panel.marks = panel.marks.map((number) => marks[number]);
      positions.add(message);
    }
    el.dataset.positions = positions.size; // so that a test can wait for them
  };
  const moves = sliders.map(([name, slider]) => [slider, "change:value", () => {
    const found = positions.find(name, values());
    if (found) screen.show(found);
    screen.wait();
  }]);
  model.on("change:now", answer);
  model.on("msg:custom", receive);
  for (const [source, event, react] of moves) source.on(event, react);
  answer();
  model.send({ kind: "open" });
  return () => {
    screen.observer.disconnect();
    screen.wake();
    model.off("change:now", answer);
    model.off("msg:custom", receive);
    for (const [source, event, react] of moves) source.off(event, react);
  };
}

/** Finds the sliders that live in the same page; none where the host does not show them. */
function slidersOf(model) {
  const found = Object.entries(model.get("sliders")).map(async ([name, reference]) => [
    name,
    await model.widget_manager.get_model(reference.slice("IPY_MODEL_".length)),
  ]);
  return model.widget_manager ? Promise.all(found) : [];
}

export default { render };

/** The little that the charts need of SVG: elements, scales and axes. */
const NAMESPACE = "http://www.w3.org/2000/svg";
export const MARGIN = {left: 36, right: 8, top: 8, bottom: 20};

export function element(name, attributes, text) {
  const created = document.createElementNS(NAMESPACE, name);
  for (const [key, value] of Object.entries(attributes)) {
    created.setAttribute(key, typeof value === "number" ? Math.round(value * 100) / 100 : value);
  }
  if (text !== undefined) {
    created.textContent = text;
  }
  return created;
}

/** An empty drawing in its displayed size, with a text for screen readers. */
export function drawing(svg, label, height = svg.clientHeight) {
  const width = svg.clientWidth;
  svg.setAttribute("viewBox", `0 0 ${width} ${height}`);
  svg.setAttribute("aria-label", label);
  svg.replaceChildren();
  return {left: MARGIN.left, right: width - MARGIN.right, top: MARGIN.top, bottom: height - MARGIN.bottom};
}

export function hint(svg, text) {
  const {left, right, top, bottom} = drawing(svg, text);
  svg.append(element("line", {class: "grid", x1: left, x2: right, y1: bottom, y2: bottom}),
    element("text", {class: "hint", x: (left + right) / 2, y: (top + bottom) / 2 + 4}, text));
}

export function scale(from, to, start, end) {
  const span = to - from || 1;
  return value => start + (value - from) / span * (end - start);
}

/** A round step of which at most so many fit into max. */
export function roundStep(max, most) {
  const power = 10 ** Math.floor(Math.log10(Math.max(max, 1) / most));
  return [1, 2, 5, 10].map(factor => factor * power).find(step => max / step < most + 1);
}

export function duration(millis) {
  return millis < 1000 ? `${Math.round(millis)} ms` : `${(millis / 1000).toFixed(millis < 10000 ? 2 : 1)} s`;
}

/** The time from 0 to max: its scale, and marks at round times, in seconds where it is long. */
export function timeAxis(svg, {left, right, bottom}, max) {
  const x = scale(0, max, left, right);
  const step = roundStep(max, Math.max(2, Math.floor((right - left) / 80)));
  const [unit, name] = max < 2000 ? [1, "ms"] : [1000, "s"];
  const last = Math.floor(max / step) * step;
  for (let mark = 0; mark <= last; mark += step) {
    const text = `${Math.round(mark / unit * 10) / 10}${mark === last ? ` ${name}` : ""}`;
    const atEdge = x(mark) > right - 12;
    svg.append(element("text", {class: atEdge ? "end" : "middle", x: atEdge ? right + MARGIN.right : x(mark), y: bottom + 15}, text));
  }
  return x;
}

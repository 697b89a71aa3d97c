import {address, colour, instancesOf} from "./instances.js";
import {drawing, duration, element, hint, MARGIN, roundStep, scale, timeAxis} from "./svg.js";

const BAND = 84;
const LABEL = 20;
const NOTHING = "Start a sale to see it here";

/** The stock that is left after each buyer; what is below zero was sold without being there. */
export function drawStock(svg, sale) {
  if (!sale?.visits.length) {
    return hint(svg, NOTHING);
  }
  const sold = sale.visits.filter(visit => visit.sold);
  const lowest = Math.min(0, sale.stock - sold.length);
  const area = drawing(svg, `The stock went from ${sale.stock} to ${sale.stock - sold.length}`);
  const x = timeAxis(svg, area, sale.duration);
  const y = scale(sale.stock, lowest, area.top, area.bottom);
  const numbers = new Set([sale.stock, 0, lowest]);
  if (Math.abs(y(sale.stock) - y(0)) < 14) {
    numbers.delete(sale.stock);
  }
  for (const value of numbers) {
    svg.append(element("line", {class: value ? "grid" : "zero", x1: area.left, x2: area.right, y1: y(value), y2: y(value)}),
      element("text", {class: "end", x: area.left - 8, y: y(value) + 4}, String(value).replace("-", "−")));
  }
  const points = [[0, sale.stock], ...sold.map((visit, index) => [visit.to, sale.stock - index - 1])];
  const soldOut = points[sale.stock]?.[0] ?? sale.duration;
  curve(svg, "", points.slice(0, sale.stock + 1), lowest < 0 ? soldOut : sale.duration, x, y);
  if (lowest < 0) {
    curve(svg, "below", points.slice(sale.stock), sale.duration, x, y);
  }
}

/** Steps through the points and on to the end, and the area between them and zero. */
function curve(svg, side, points, end, x, y) {
  const [[time, value], ...steps] = points.map(([time, value]) => [x(time).toFixed(1), y(value).toFixed(1)]);
  const line = `M${time} ${value}${steps.map(([across, down]) => `H${across}V${down}`).join("")}H${x(end).toFixed(1)}`;
  svg.append(element("path", {class: `area ${side}`, d: `${line}V${y(0)}H${time}Z`}),
    element("path", {class: `curve ${side}`, d: line}));
}

/** The visits over time: a band for each instance, with a row for each thread. */
export function drawHolders(svg, sale) {
  const instances = instancesOf(sale);
  const height = instances.length * (BAND + LABEL) + MARGIN.bottom;
  svg.style.height = `${height}px`;
  if (!sale?.visits.length) {
    return hint(svg, NOTHING);
  }
  const area = drawing(svg, `${sale.visits.length} visits of buyers in ${instances.length} instances`, height);
  const x = timeAxis(svg, area, sale.duration);
  for (const [index, instance] of instances.entries()) {
    const top = index * (BAND + LABEL) + LABEL;
    const visits = sale.visits.filter(visit => visit.instance === instance).sort((one, other) => one.from - other.from);
    svg.append(element("rect", {class: "band", x: area.left, y: top, width: area.right - area.left, height: BAND, rx: 4}),
      element("text", {x: area.left, y: top - 5}, `${address(instance)} · ${visits.length} buyers`));
    svg.append(...bars(visits, x, top, colour(instance)));
  }
}

function bars(visits, x, top, colour) {
  const threads = new Map();
  for (const {thread} of visits) {
    threads.set(thread, threads.get(thread) ?? threads.size);
  }
  const row = (BAND - 6) / threads.size;
  return visits.map(visit => {
    const bar = element("rect", {class: `bar ${colour}${visit.sold ? "" : " late"}`, x: x(visit.from), y: top + 3 + threads.get(visit.thread) * row,
      width: Math.max(2, x(visit.to) - x(visit.from)), height: Math.min(12, Math.max(3, row - .5))});
    bar.append(element("title", {}, `${visit.thread}, ${(visit.to - visit.from).toFixed(1)} ms, ${visit.sold ? "bought" : "came too late"}`));
    return bar;
  });
}

/** How many buyers waited how long. */
export function drawWaits(svg, sale) {
  if (!sale?.waits.length) {
    return hint(svg, !sale ? NOTHING : sale.locked ? "No buyer has acquired the lock yet" : "There is no lock to wait for");
  }
  const longest = sale.waits.reduce((one, other) => Math.max(one, other));
  const area = drawing(svg, `${sale.waits.length} buyers waited, half of them at most ${duration(sale.median)}, the longest ${duration(longest)}`);
  const width = roundStep(longest, 20);
  const bins = new Array(Math.floor(longest / width) + 1).fill(0);
  for (const wait of sale.waits) {
    bins[Math.floor(wait / width)]++;
  }
  const x = timeAxis(svg, area, bins.length * width);
  const highest = Math.max(...bins);
  const y = scale(0, highest, area.bottom, area.top);
  for (const value of [0, highest]) {
    svg.append(element("line", {class: value ? "grid" : "zero", x1: area.left, x2: area.right, y1: y(value), y2: y(value)}),
      element("text", {class: "end", x: area.left - 8, y: y(value) + 4}, value));
  }
  bins.forEach((buyers, index) => buyers && svg.append(element("rect", {class: "wait", "data-buyers": buyers, x: x(index * width) + 1, y: y(buyers),
    width: x(width) - x(0) - 2, height: area.bottom - y(buyers), rx: 1.5})));
}

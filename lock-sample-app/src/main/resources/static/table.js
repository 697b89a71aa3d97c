import {address} from "./instances.js";

/** The data of the bars as a table for screen readers and keyboards; only created while it is open. */
export function drawTable(details, sale) {
  const visits = sale?.visits ?? [];
  details.hidden = !visits.length;
  if (details.open) {
    details.querySelector("tbody").replaceChildren(...visits.map(row));
  }
}

function row({instance, thread, from, to, sold}) {
  const created = document.createElement("tr");
  const cells = [address(instance), thread, from.toFixed(1), (to - from).toFixed(1), sold ? "yes" : "no, came too late"];
  created.append(...cells.map(text => {
    const cell = document.createElement("td");
    cell.textContent = text;
    return cell;
  }));
  return created;
}

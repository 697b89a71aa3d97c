import {drawHolders, drawStock, drawWaits} from "./charts.js";
import {arrive, instancesOf, isPresent} from "./instances.js";
import {lookUp, sell, watch} from "./live.js";
import {Sale} from "./sale.js";
import {duration} from "./svg.js";
import {drawTable} from "./table.js";

const form = document.querySelector("#sale");
const status = document.querySelector("#status");
const lanes = {true: lane("locked", "Who holds the lock"), false: lane("unlocked", "Who is in the shop")};
const sales = new Map();
const over = new Set();
const heard = {
  Hello: hello => {
    arrive(hello.instances);
    hello.sales.forEach(started => over.has(started.sale) || sales.has(started.sale) || begin(started));
    const running = new Set(hello.sales.map(started => started.sale));
    // Twice, because what is told may have happened before what was told earlier
    [...sales.values()].filter(sale => (sale.unseen = running.has(sale.id) ? 0 : sale.unseen + 1) === 2).forEach(miss);
  },
  Started: started => sales.has(started.sale) || begin(started),
  Frame: frame => {
    isPresent(frame.instance) || arrive([...instancesOf(), frame.instance]);
    sales.get(frame.sale)?.add(frame);
  },
  Ended: ended => {
    const sale = finish(ended.sale);
    if (sale && ended.result) {
      sale.end({sold: ended.result.sold, served: sale.buyers});
      say(outcome(sale));
    }
    else if (sale && form.ariaBusy !== "true") {
      say("The sale failed.", true);
    }
  },
};
let drawn;

document.querySelector("#origin").textContent = location.origin;
watch(heard, drawSoon);
draw();
new ResizeObserver(drawSoon).observe(document.querySelector(".lanes"));
form.addEventListener("submit", event => {
  event.preventDefault();
  const locked = (event.submitter ?? form.querySelector("button")).value;
  if (form.ariaBusy !== "true") {
    busy(true);
    sell(new URLSearchParams({stock: form.stock.value, buyers: form.buyers.value, locked}))
      .catch(error => say(`The sale failed: ${error.message}`, true))
      .finally(() => busy(false));
    if (lanes[locked].getBoundingClientRect().top > innerHeight * .75) {
      lanes[locked].scrollIntoView();
    }
  }
});

function begin(started) {
  const sale = new Sale(started);
  over.delete(sale.id);
  sales.set(sale.id, sale);
  lanes[sale.locked].sale = sale;
  say(`Selling ${sale.stock} items to ${sale.buyers} buyers ${how(sale)} …`);
}

function finish(id) {
  const sale = sales.get(id);
  sales.delete(id);
  over.add(id);
  sale?.end();
  return sale;
}

/** The instance that ran it is gone, or its end was told while the connection was lost. */
async function miss(sale) {
  finish(sale.id);
  const product = await lookUp(sale);
  if (product) {
    sale.end({sold: product.sold, served: product.sold + product.refused});
  }
  say(product ? `The end was not seen. ${outcome(sale)}` : "The end of the sale was not seen.", !product);
  drawSoon();
}

function outcome(sale) {
  return `${sale.locked ? "With" : "Without"} the lock ${sale.sold} items were sold; there were ${sale.stock}.`;
}

function lane(id, who) {
  const section = document.querySelector(`#${id}`);
  section.append(document.querySelector("#lane").content.cloneNode(true));
  section.querySelector("h2").textContent = section.ariaLabel;
  section.querySelector(".who").textContent = who;
  section.querySelector("details").addEventListener("toggle", drawSoon);
  return section;
}

function drawSoon() {
  drawn ??= requestAnimationFrame(draw);
}

function draw() {
  drawn = undefined;
  for (const section of Object.values(lanes)) {
    const {sale} = section;
    drawStock(section.querySelector(".stock"), sale);
    drawHolders(section.querySelector(".holders"), sale);
    drawWaits(section.querySelector(".waits"), sale);
    drawTable(section.querySelector("details"), sale);
    if (sale) {
      write(section, sale);
    }
  }
}

function write(section, sale) {
  const text = (selector, value) => section.querySelector(selector).textContent = value;
  section.classList.toggle("short", sale.oversold > 0);
  section.dataset.ended = sale.ended;
  text(".left strong", String(sale.left).replace("-", "−"));
  text(".left span", `of ${sale.stock} items left`);
  text(".verdict", sale.ended || sale.oversold ? verdict(sale) : "");
  text(".served span", `${sale.served} of ${sale.buyers} buyers`);
  Object.assign(section.querySelector("progress"), {max: sale.buyers, value: sale.served});
  for (const cell of section.querySelectorAll("[data-figure]")) {
    const value = sale[cell.dataset.figure];
    cell.textContent = cell.dataset.figure === "median" ? duration(value) : value;
  }
}

function verdict(sale) {
  return sale.oversold ? `${sale.oversold} too many` : "Not one too many";
}

function how(sale) {
  return sale.locked ? "with the lock" : "without the lock";
}

function say(text, bad = false) {
  status.textContent = text;
  status.classList.toggle("bad", bad);
}

function busy(is) {
  form.ariaBusy = is;
  form.querySelectorAll("button").forEach(button => button.ariaDisabled = is);
}

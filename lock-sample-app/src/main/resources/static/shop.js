import {address, drawHolders, drawStock, drawWaits} from "./charts.js";
import {Sale} from "./sale.js";
import {duration} from "./svg.js";

const form = document.querySelector("#sale");
const status = document.querySelector("#status");
const lanes = {true: lane("locked", "Who holds the lock"), false: lane("unlocked", "Who is in the shop")};
const sales = new Map();
const instances = new Set();
const heard = {
  Hello: hello => meet(hello.instances),
  Started: started => {
    const sale = new Sale(started);
    sales.set(sale.id, sale);
    lanes[sale.locked].sale = sale;
    say(`Selling ${sale.stock} items to ${sale.buyers} buyers ${how(sale)} …`);
  },
  Frame: frame => {
    meet([frame.instance]);
    sales.get(frame.sale)?.add(frame);
  },
  Ended: ended => {
    const sale = sales.get(ended.sale);
    sales.delete(ended.sale);
    sale?.end(ended.result);
    if (sale && ended.result) {
      say(`${sale.locked ? "With" : "Without"} the lock ${sale.sold} items were sold; there were ${sale.stock}.`);
    }
    else if (sale && form.ariaBusy !== "true") {
      say("The sale failed.", true);
    }
  },
};
let drawn;

watch();
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

async function sell(parameters) {
  const response = await fetch(`api/sales?${parameters}`, {method: "POST"});
  if (!response.ok) {
    throw new Error((await response.json()).detail ?? response.statusText);
  }
}

function watch() {
  const events = new EventSource("api/events");
  events.onmessage = message => {
    const event = JSON.parse(message.data);
    heard[event.type]?.(event);
    drawSoon();
  };
  events.onerror = () => {
    if (events.readyState === EventSource.CLOSED) {
      say("The shop does not answer. Trying again …", true);
      setTimeout(watch, 2000);
    }
  };
}

function lane(id, who) {
  const section = document.querySelector(`#${id}`);
  section.append(document.querySelector("#lane").content.cloneNode(true));
  section.querySelector("h2").textContent = section.ariaLabel;
  section.querySelector(".who").textContent = who;
  return section;
}

function meet(addresses) {
  const known = instances.size;
  addresses.forEach(instance => instances.add(instance));
  if (instances.size > known) {
    document.querySelector("#instances").replaceChildren(...[...instances].sort().map((instance, index) => {
      const item = document.createElement("li");
      const name = document.createElement("span");
      item.className = `i${index % 6}`;
      name.textContent = address(instance);
      item.append(name);
      return item;
    }));
  }
}

function drawSoon() {
  drawn ??= requestAnimationFrame(draw);
}

function draw() {
  drawn = undefined;
  for (const section of Object.values(lanes)) {
    const {sale} = section;
    drawStock(section.querySelector(".stock"), sale);
    drawHolders(section.querySelector(".holders"), sale, [...instances].sort());
    drawWaits(section.querySelector(".waits"), sale);
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

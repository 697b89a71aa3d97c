const colours = new Map();
let present = [];

/** Who is there now; an instance keeps the colour that it once had. */
export function arrive(addresses) {
  present = [...new Set(addresses)].sort();
  present.forEach(instance => colours.has(instance) || colours.set(instance, `i${colours.size % 6}`));
  document.querySelector("#instances").replaceChildren(...present.map(instance => {
    const item = document.createElement("li");
    const name = document.createElement("span");
    item.className = colour(instance);
    name.textContent = address(instance);
    item.append(name);
    return item;
  }));
}

export function isPresent(instance) {
  return present.includes(instance);
}

/** Those who are there, and those who were in a sale. */
export function instancesOf(sale) {
  return [...new Set([...present, ...sale?.visits.map(visit => visit.instance) ?? []])].sort();
}

export function colour(instance) {
  return colours.get(instance);
}

export function address(instance) {
  return instance.replace(/^https?:\/\//, "");
}

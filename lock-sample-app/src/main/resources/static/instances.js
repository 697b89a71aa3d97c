const colours = new Map();
let present = [];

/** The current instances; an instance keeps its colour. */
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

/** The current instances, and the instances that took part in a sale. */
export function instancesOf(sale) {
  return [...new Set([...present, ...sale?.visits.map(visit => visit.instance) ?? []])].sort();
}

export function colour(instance) {
  return colours.get(instance);
}

export function address(instance) {
  return instance.replace(/^https?:\/\//, "");
}

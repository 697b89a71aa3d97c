/** Hears the events of all instances by way of one, and goes on when that was away. */
export function watch(heard, done) {
  const events = new EventSource("api/events");
  events.onopen = () => say("");
  events.onmessage = message => {
    const event = JSON.parse(message.data);
    heard[event.type]?.(event);
    done();
  };
  events.onerror = () => {
    say("Connection lost, trying again");
    if (events.readyState === EventSource.CLOSED) {
      setTimeout(watch, 1000, heard, done);
    }
  };
}

/** Only what is new, or it would be read out each time. */
function say(text) {
  const place = document.querySelector("#connection");
  if (place.textContent !== text) {
    place.textContent = text;
  }
}

/** Run a sale; resolves when it has ended. */
export async function sell(parameters) {
  const response = await fetch(`api/sales?${parameters}`, {method: "POST"});
  if (!response.ok) {
    const problem = await response.json().catch(() => ({}));
    throw new Error(problem.detail ?? `the shop answered with status ${response.status}`);
  }
}

/** The result of a sale whose end was missed. */
export async function lookUp(sale) {
  const response = await fetch(`api/products/${sale.id}`).catch(() => undefined);
  return response?.ok ? response.json() : undefined;
}

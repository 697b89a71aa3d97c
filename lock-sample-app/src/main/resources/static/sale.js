/** What is known of one sale, from the events of all instances. Times are milliseconds since it began. */
export class Sale {
  visits = [];
  waits = [];
  ended = false;
  unseen = 0;
  #first = new Map();
  #last = new Map();

  constructor({sale, locked, stock, buyers, begin}) {
    Object.assign(this, {id: sale, locked, stock, buyers, begin});
  }

  add({instance, visits, waits, figures}) {
    if (!this.#first.has(instance)) {
      this.#first.set(instance, figures);
    }
    this.#last.set(instance, figures);
    this.waits.push(...waits.map(wait => wait / 1000));
    this.visits.push(...visits.map(({thread, begin, end, sold}) => (
      {instance, thread, sold, from: (begin - this.begin) / 1000, to: (end - this.begin) / 1000})));
    this.visits.sort((one, other) => one.to - other.to);
  }

  /** How it went, as far as that is known: a slow watcher may have missed visits. */
  end(result) {
    this.ended = true;
    this.result = result;
  }

  get sold() {
    return this.result?.sold ?? this.visits.filter(visit => visit.sold).length;
  }

  get left() {
    return this.stock - this.sold;
  }

  get oversold() {
    return Math.max(0, -this.left);
  }

  get served() {
    return this.result?.served ?? this.visits.length;
  }

  get local() {
    return this.#counted("local");
  }

  get remote() {
    return this.#counted("remote");
  }

  get timeouts() {
    return this.#counted("timeouts");
  }

  get median() {
    const sorted = [...this.waits].sort((one, other) => one - other);
    return sorted.length ? sorted[Math.ceil(sorted.length / 2) - 1] : 0;
  }

  get duration() {
    return this.visits.reduce((longest, visit) => Math.max(longest, visit.to), 0);
  }

  /** What the meters of all instances have counted since the sale began. */
  #counted(figure) {
    let sum = 0;
    for (const [instance, last] of this.#last) {
      sum += last[figure] - this.#first.get(instance)[figure];
    }
    return sum;
  }
}

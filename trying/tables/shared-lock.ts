/** Lets work go on side by side, and other work alone: in the order in which it was asked for. */
export class SharedLock {
  readonly #shared = new Set<Promise<unknown>>();
  #alone: Promise<unknown> = Promise.resolve();

  /** Runs beside other shared work, after everything that was to run alone before. */
  async shared<T>(work: () => Promise<T>): Promise<T> {
    const running = this.#alone.then(work);
    this.#shared.add(running);
    try {
      return await running;
    } finally {
      this.#shared.delete(running);
    }
  }

  /** Runs alone, after all work that was asked for before and before all that is asked for later. */
  alone<T>(work: () => Promise<T>): Promise<T> {
    const running = Promise.allSettled([this.#alone, ...this.#shared]).then(work);
    this.#alone = running.catch(() => undefined);
    return running;
  }
}

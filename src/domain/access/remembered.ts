const FRESH_MS = 2000
const MOST_ENTRIES = 10_000

/** Answers kept for two seconds, so that a busy caller costs one look and a revoked one loses its power soon. */
export class Remembered<T> {
  readonly #known = new Map<string, { at: number; answer: Promise<T> }>()

  get(name: string, find: () => Promise<T>, isKept: (answer: T) => boolean = () => true): Promise<T> {
    const known = this.#known.get(name)
    if (known && Date.now() - known.at < FRESH_MS) return known.answer
    const entry = { at: Date.now(), answer: find() }
    this.#known.delete(name)
    this.#known.set(name, entry)
    if (this.#known.size > MOST_ENTRIES) this.#known.delete(this.#known.keys().next().value as string)
    const forget = () => {
      if (this.#known.get(name) === entry) this.#known.delete(name)
    }
    entry.answer.then((answer) => isKept(answer) || forget(), forget)
    return entry.answer
  }
}

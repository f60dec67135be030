import { setTimeout as delay } from 'node:timers/promises'

/** Waits until a state holds, looking often; fails with what it waited for when it does not come. */
export async function waitFor(
  holds: () => boolean | Promise<boolean>,
  { timeout = 15_000, every = 20, what = 'the expected state' } = {},
): Promise<void> {
  const deadline = Date.now() + timeout
  while (!(await holds())) {
    if (Date.now() > deadline) throw new Error(`${what} did not come within ${timeout} ms`)
    await delay(every)
  }
}

/** Waits until there is something to give back. */
export async function found<T>(
  find: () => Promise<T | undefined>,
  { timeout = 15_000, what = 'what was looked for' } = {},
): Promise<T> {
  let value: T | undefined
  const isThere = async () => {
    value = await find()
    return value !== undefined
  }
  await waitFor(isThere, { timeout, every: 50, what })
  return value as T
}

/** The other side of processes.ts, inside a process that a benchmark started. */

export function job<T>(): T {
  return JSON.parse(process.argv[2] ?? '{}') as T
}

export function tell(message: unknown): void {
  process.send?.(message)
}

/** Runs `stop` once when told to end, and also when the benchmark itself was killed. */
export function onStop(stop: () => Promise<void>): void {
  let stopping = false
  const end = () => {
    if (stopping) return
    stopping = true
    stop().then(
      () => process.exit(0),
      (error: unknown) => {
        console.error(error)
        process.exit(1)
      },
    )
  }
  process.on('SIGTERM', end)
  process.on('SIGINT', end)
  process.on('disconnect', end)
}

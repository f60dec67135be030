const formats = new Map<string, Intl.DateTimeFormat>()

function formatOf(timeZone: string): Intl.DateTimeFormat {
  let format = formats.get(timeZone)
  if (!format) {
    format = new Intl.DateTimeFormat('en-CA', {
      timeZone,
      year: 'numeric',
      month: '2-digit',
      day: '2-digit',
      hour: '2-digit',
      hourCycle: 'h23',
    })
    formats.set(timeZone, format)
  }
  return format
}

let last: { timeZone: string; minute: number; local: { date: string; hour: number } } | undefined

/** The calendar day (YYYY-MM-DD) and hour (0-23) of a moment in a time zone. */
export function localHour(at: Date, timeZone: string): { date: string; hour: number } {
  // Offsets change at whole minutes, and most calls ask for the minute of the one before.
  const minute = Math.floor(at.getTime() / 60_000)
  if (last?.timeZone === timeZone && last.minute === minute) return last.local
  const parts = Object.fromEntries(
    formatOf(timeZone)
      .formatToParts(at)
      .map((part) => [part.type, part.value]),
  )
  const local = { date: `${parts.year}-${parts.month}-${parts.day}`, hour: Number(parts.hour) }
  last = { timeZone, minute, local }
  return local
}

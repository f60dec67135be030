import { median } from './statistics.ts'

/** What a run found out: shown as tables, ratios against their targets, and whether it may be believed. */

export interface Series {
  name: string
  /** One figure per round. */
  rounds: number[]
  unit: string
  digits?: number
}

const format = (value: number, digits = 0) =>
  Number.isNaN(value)
    ? '-'
    : value.toLocaleString('en-US', { minimumFractionDigits: digits, maximumFractionDigits: digits })

export function printTable(title: string, series: readonly Series[]): void {
  const width = Math.max(...series.map(({ name }) => name.length))
  console.log(`\n${title}`)
  for (const { name, rounds, unit, digits } of series) {
    const figures = rounds.map((round) => format(round, digits).padStart(9)).join('')
    const spread = `${format(Math.min(...rounds), digits)}-${format(Math.max(...rounds), digits)}`
    console.log(
      `  ${name.padEnd(width)} ${figures}  | median ${format(median(rounds), digits)} ${unit} (${spread})`,
    )
  }
}

/** Rounds of two series that were measured in turn, divided one by one: the machine's moods cancel out. */
export function ratios(above: readonly number[], below: readonly number[]): number[] {
  return above.map((value, round) => value / (below[round] ?? Number.NaN))
}

export interface Target {
  name: string
  rounds: number[]
  /** The median must reach this, or stay under it. */
  atLeast?: number
  atMost?: number
  unit?: string
  digits?: number
}

/** Prints one line per target; true when all are met. */
export function printTargets(targets: readonly Target[]): boolean {
  let met = true
  console.log('\nAgainst the targets')
  const width = Math.max(...targets.map(({ name }) => name.length))
  for (const { name, rounds, atLeast, atMost, unit = '', digits = 2 } of targets) {
    const value = median(rounds)
    const pass =
      value >= (atLeast ?? Number.NEGATIVE_INFINITY) && value <= (atMost ?? Number.POSITIVE_INFINITY)
    const bound =
      atLeast === undefined ? `<= ${format(atMost ?? Number.NaN, digits)}` : `>= ${format(atLeast, digits)}`
    const spread = `${format(Math.min(...rounds), digits)}-${format(Math.max(...rounds), digits)}`
    met &&= pass
    console.log(
      `  ${pass ? 'PASS' : 'MISS'}  ${name.padEnd(width)}  ${format(value, digits)} ${unit} (${spread}), target ${bound} ${unit}`.trimEnd(),
    )
  }
  return met
}

/** The run shows nothing: an event was lost, an answer differed, a request failed. */
export class InvalidRun extends Error {
  override readonly name = 'InvalidRun'
}

export function mustEqual(what: string, found: number, expected: number): void {
  if (found !== expected) throw new InvalidRun(`${what}: ${found}, expected ${expected}`)
}

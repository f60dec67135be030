import { meaningOf, permissions, roles, rolesWith } from '../domain/access/permissions.ts'
import { fieldNeeds, type Need, rootNeeds, typeNeeds } from './needs.ts'

const row = (cells: readonly string[]) => `| ${cells.join(' | ')} |`
const code = (text: string) => `\`${text}\``

function grouped(
  needs: Readonly<Record<string, Need>>,
  need: Need,
  nameOf: (name: string) => string,
): string[] {
  return Object.entries(needs)
    .filter(([, needed]) => needed === need)
    .map(([name]) => code(nameOf(name)))
}

function fieldsThatNeed(need: Need): string {
  return [
    ...Object.entries(rootNeeds).flatMap(([root, needs]) =>
      grouped(needs, need, (name) => `${root}.${name}`),
    ),
    ...grouped(typeNeeds, need, (name) => name),
    ...Object.entries(fieldNeeds).flatMap(([type, needs]) =>
      grouped(needs, need, (name) => `${type}.${name}`),
    ),
  ].join(', ')
}

/** The tables of docs/roles.md: what roles may do, and what that opens in the graph. */
export function roleTables(): string {
  const may = permissions.map((one) =>
    row([code(one), ...roles.map((role) => (rolesWith(one).includes(role) ? 'yes' : '')), meaningOf(one)]),
  )
  const opens = permissions.map((one) => row([code(one), fieldsThatNeed(one)]))
  return [
    row(['permission', ...roles, 'what it is']),
    row(Array(roles.length + 2).fill('---')),
    ...may,
    '',
    row(['permission', 'opens']),
    row(['---', '---']),
    ...opens,
    row(['everyone who shows a key or token', fieldsThatNeed('ANYONE')]),
  ].join('\n')
}

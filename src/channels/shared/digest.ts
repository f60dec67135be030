import { createHash } from 'node:crypto'
import type { Json } from '../inbound.ts'

type Step = { text: string } | { node: Json }

/**
 * SHA-256, in hex, of what the JSON says whatever the order of its keys: names a happening to which the network
 * gave no id. Walks with a stack of its own: JSON nested a hundred thousand deep parses, and recursion over it
 * would overflow.
 */
export function contentDigest(content: Json): string {
  let canonical = ''
  const steps: Step[] = [{ node: content }]
  for (let step = steps.pop(); step !== undefined; step = steps.pop()) {
    if ('text' in step) canonical += step.text
    else if (typeof step.node !== 'object' || step.node === null) canonical += JSON.stringify(step.node)
    // One by one: a list may have more elements than a call may have arguments.
    else for (const part of partsOf(step.node).reverse()) steps.push(part)
  }
  return createHash('sha256').update(canonical).digest('hex')
}

function partsOf(node: Json[] | { [key: string]: Json }): Step[] {
  if (Array.isArray(node)) return [{ text: '[' }, ...node.flatMap(elementParts), { text: ']' }]
  const members = Object.entries(node).sort(([a], [b]) => (a < b ? -1 : 1))
  return [{ text: '{' }, ...members.flatMap(memberParts), { text: '}' }]
}

function elementParts(element: Json): Step[] {
  return [{ node: element }, { text: ',' }]
}

function memberParts([key, value]: [string, Json]): Step[] {
  return [{ text: `${JSON.stringify(key)}:` }, { node: value }, { text: ',' }]
}

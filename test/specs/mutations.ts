/** Requests that are wrong in one place each: what proves that a checker sees it. */
import type { FilePart, NativeRequest } from '../../src/channels/outbound.ts'

export type Fault = 'missing' | 'of another type' | 'too long' | 'too many' | 'unknown'

export interface Mutant {
  fault: Fault
  /** The object and the member that it is about, such as `text.body`. */
  at: string
  request: NativeRequest
}

/** One of each kind for each place of each shape: the hundredth picture is no other than the first. */
export function mutantsOf(requests: readonly NativeRequest[]): Mutant[] {
  const mutants = new Map<string, Mutant>()
  for (const request of requests) {
    // Ids, which are many, are one shape; methods, which are words, are not.
    const shape = `${request.method} ${request.path.replace(/\w*\d{3,}\w*/g, '#')}`
    for (const { fault, at, place, make } of faultsOf(request)) {
      const key = `${shape} ${fault} ${place}`
      if (!mutants.has(key)) mutants.set(key, { fault, at, request: make() as NativeRequest })
    }
  }
  return [...mutants.values()]
}

function faultsOf(request: NativeRequest): Found[] {
  const elsewhere = { ...request, path: `/unheardOf${request.path}` }
  return [
    { fault: 'unknown', at: 'path', place: 'path', make: () => elsewhere },
    ...inQuery(request),
    ...faultsIn(request.body, [], 'body', (body) => ({ ...request, body })),
    ...(request.files ?? []).flatMap((part, index) => inFile(request, part, index)),
  ]
}

/** All of it is text: there is no other type. */
function inQuery(request: NativeRequest): Found[] {
  const [path, query] = request.path.split('?')
  if (query === undefined) return []
  const members = Object.fromEntries(new URLSearchParams(query))
  return faultsIn(members, ['query'], 'query', (changed) => ({
    ...request,
    path: `${path}?${new URLSearchParams(changed as Record<string, string>)}`,
  })).filter(({ fault }) => fault !== 'of another type')
}

function inFile(request: NativeRequest, part: FilePart, index: number): Found[] {
  const { files = [] } = request
  const change = (fault: Fault, ...parts: FilePart[]): Found => ({
    fault,
    at: `files.${part.field}`,
    place: `files{${files.map(({ field }) => field)}}.${part.field}`,
    make: () => ({ ...request, files: files.toSpliced(index, 1, ...parts) }),
  })
  return [
    change('missing'),
    change('unknown', part, { ...part, field: 'unheardOf' }),
    change('of another type', { ...part, file: { ...part.file, mimeType: 'application/x-unheard-of' } }),
    change('too long', { ...part, file: { ...part.file, size: 5 * 1024 ** 3 } }),
  ]
}

interface Found {
  fault: Fault
  at: string
  /** Where it is, and beside what. */
  place: string
  /** The whole request with the fault. */
  make(): unknown
}

type Wrap = (value: unknown) => unknown

function faultsIn(value: unknown, path: readonly string[], name: string, wrap: Wrap): Found[] {
  if (Array.isArray(value)) return inList(value, path, name, wrap)
  if (typeof value === 'object' && value !== null)
    return inObject(value as Record<string, unknown>, path, name, wrap)
  return []
}

function inObject(
  value: Record<string, unknown>,
  path: readonly string[],
  name: string,
  wrap: Wrap,
): Found[] {
  const beside = `${path.join('.')}{${Object.keys(value).sort()}}`
  const unknown = {
    fault: 'unknown' as const,
    at: name,
    place: beside,
    make: () => wrap({ ...value, unheardOf: 1 }),
  }
  const members = Object.entries(value).flatMap(([member, one]) => {
    const { [member]: _, ...others } = value
    const put: Wrap = (changed) => wrap({ ...value, [member]: changed })
    const found = (fault: Fault, make: () => unknown): Found => ({
      fault,
      at: `${name}.${member}`,
      place: `${beside}.${member}`,
      make,
    })
    return [
      found('missing', () => wrap(others)),
      found('of another type', () => put(ofAnotherType(one))),
      ...(typeof one === 'string' ? [found('too long', () => put(one + 'ย'.repeat(40_000)))] : []),
      ...(Array.isArray(one) && one.length > 0 ? [found('too many', () => put(manyOf(one)))] : []),
      ...faultsIn(one, [...path, member], member, put),
    ]
  })
  return [unknown, ...members]
}

function inList(list: readonly unknown[], path: readonly string[], name: string, wrap: Wrap): Found[] {
  return list.flatMap((one, index) => {
    const put: Wrap = (changed) => wrap(list.with(index, changed))
    const other = {
      fault: 'of another type' as const,
      at: `${name}.*`,
      place: `${path.join('.')}.*`,
      make: () => put(7.5),
    }
    return [other, ...faultsIn(one, [...path, '*'], name, put)]
  })
}

function ofAnotherType(value: unknown): unknown {
  return typeof value === 'boolean' ? { no: 'boolean' } : true
}

function manyOf(list: readonly unknown[]): unknown[] {
  return Array.from({ length: 201 }, (_, n) => list[n % list.length])
}

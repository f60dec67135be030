import type { ByteRange } from '../infra/storage.ts'

const ONE_RANGE = /^bytes=(\d*)-(\d*)$/

/**
 * What a Range header asks for (RFC 9110, 14.2). 'all' also for what is not understood and for several ranges, which
 * a server may answer with everything.
 */
export function byteRange(header: string | undefined, size: number): ByteRange | 'all' | 'unsatisfiable' {
  const [asked, first = '', last = ''] = ONE_RANGE.exec(header?.trim() ?? '') ?? []
  if (asked === undefined || (first === '' && last === '')) return 'all'
  if (first === '') {
    const length = Math.min(Number(last), size)
    return length === 0 ? 'unsatisfiable' : { start: size - length, end: size - 1 }
  }
  const start = Number(first)
  const end = last === '' ? size - 1 : Math.min(Number(last), size - 1)
  if (last !== '' && Number(last) < start) return 'all'
  return start >= size ? 'unsatisfiable' : { start, end }
}

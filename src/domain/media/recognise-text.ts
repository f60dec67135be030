import { createReadStream } from 'node:fs'
import { open } from 'node:fs/promises'

const HEAD_BYTES = 4096
/** Controls other than those that texts have. */
const BINARY = /[^\P{Cc}\t\n\f\r]/u

/** What a file without a signature is: a kind of UTF-8 text, or null for mere bytes. */
export async function recogniseText(path: string): Promise<string | null> {
  const head = await readHead(path)
  if (BINARY.test(head) || !(await isUtf8(path))) return null
  return markupType(head) ?? plainType(head)
}

/** Markup that runs in a browser, whatever stands before it. Null when it is none. */
export function markupType(head: string): string | null {
  const start = head.replace(/^\uFEFF/, '').trimStart()
  if (!start.startsWith('<')) return null
  if (/<svg[\s>]/i.test(start)) return 'image/svg+xml'
  if (
    /<(!doctype\s+html|html|head|body|script|iframe|title|meta|style|table|div|p|a|img|form)[\s>/]/i.test(
      start,
    )
  )
    return 'text/html'
  return /^<(\?xml|!--|!doctype|[a-z_][\w.:-]*[\s/>])/i.test(start) ? 'application/xml' : null
}

export async function readHead(path: string): Promise<string> {
  const handle = await open(path)
  try {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(HEAD_BYTES), 0, HEAD_BYTES, 0)
    return buffer.toString('utf8', 0, bytesRead)
  } finally {
    await handle.close()
  }
}

function plainType(head: string): string {
  const start = head.replace(/^\uFEFF/, '')
  if (/^BEGIN:VCARD\s/i.test(start)) return 'text/vcard'
  if (/^BEGIN:VCALENDAR\s/i.test(start)) return 'text/calendar'
  return isTable(start) ? 'text/csv' : 'text/plain'
}

/** Two lines or more with the same number of the same separator. */
function isTable(head: string): boolean {
  const lines = head.split(/\r?\n/).slice(0, 10)
  // The last one may be cut, or the empty end of the file.
  const whole = lines.length > 1 ? lines.slice(0, -1) : lines
  if (lines.length === 2 && lines[1] !== '') whole.push(lines[1] as string)
  const first = whole[0] ?? ''
  return [',', ';', '\t'].some((separator) => {
    const columns = separators(first, separator)
    return columns > 0 && whole.length > 1 && whole.every((line) => separators(line, separator) === columns)
  })
}

/** Outside of quotes. */
function separators(line: string, separator: string): number {
  return line.replace(/"[^"]*"/g, '').split(separator).length - 1
}

async function isUtf8(path: string): Promise<boolean> {
  const decoder = new TextDecoder('utf-8', { fatal: true })
  try {
    for await (const chunk of createReadStream(path, { highWaterMark: 256 * 1024 }))
      decoder.decode(chunk as Buffer, { stream: true })
    decoder.decode()
    return true
  } catch (error) {
    if (error instanceof TypeError) return false
    throw error
  }
}

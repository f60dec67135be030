import { randomBytes } from 'node:crypto'

/** An MP4 or M4A container of random content: what recognises files reads its first box. */
function container(brand: string, bytes: number): Buffer {
  const ftyp = Buffer.concat([
    Buffer.from([0, 0, 0, 24]),
    Buffer.from(`ftyp${brand}\0\0\0\0${brand}mp42`, 'latin1'),
  ])
  const head = Buffer.alloc(8)
  head.writeUInt32BE(bytes + 8)
  head.write('mdat', 4, 'latin1')
  return Buffer.concat([ftyp, head, randomBytes(bytes)])
}

export const film = (bytes = 60_000): Buffer => container('isom', bytes)
export const sound = (bytes = 20_000): Buffer => container('M4A ', bytes)
export const document = (bytes = 30_000): Buffer =>
  Buffer.concat([Buffer.from('%PDF-1.7\n'), randomBytes(bytes), Buffer.from('\n%%EOF\n')])

import { crc32, deflateSync } from 'node:zlib'

/** A transparent pixel. */
export const pixel = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg==',
  'base64',
)

const WIDTH = 320
const HEIGHT = 240

/** A picture that one can see: an evening sky, whose colour is chosen by `hue`. PNG: w3.org/TR/png-3 */
export function samplePicture(hue = 0): Buffer {
  const rows = Array.from({ length: HEIGHT }, (_, y) => rowOf(y / HEIGHT, hue))
  const header = Buffer.alloc(13)
  header.writeUInt32BE(WIDTH, 0)
  header.writeUInt32BE(HEIGHT, 4)
  // Eight bits each of red, green and blue.
  header.set([8, 2], 8)
  return Buffer.concat([
    pixel.subarray(0, 8),
    chunk('IHDR', header),
    chunk('IDAT', deflateSync(Buffer.concat(rows))),
    chunk('IEND', Buffer.alloc(0)),
  ])
}

function rowOf(depth: number, hue: number): Buffer {
  // Begins with the number of its filter: none.
  const row = Buffer.alloc(1 + WIDTH * 3)
  for (let x = 0; x < WIDTH; x += 1)
    for (let part = 0; part < 3; part += 1) {
      const wave = Math.sin(hue + part * 2 + depth * 2 + x / WIDTH)
      row[1 + x * 3 + part] = Math.round(140 + 100 * wave)
    }
  return row
}

function chunk(type: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(type), data])
  const framed = Buffer.alloc(body.length + 8)
  framed.writeUInt32BE(data.length, 0)
  body.copy(framed, 4)
  framed.writeUInt32BE(crc32(body), framed.length - 4)
  return framed
}

/** What a customer sends when a test does not care. */
export const sampleFiles = {
  image: pixel,
  sticker: pixel,
  video: Buffer.from('a simulated video'),
  audio: Buffer.from('a simulated recording'),
  file: Buffer.from('%PDF-1.4\n% a simulated document\n'),
}

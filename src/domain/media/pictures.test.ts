import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import sharp, { type Sharp } from 'sharp'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { drawThumbnail, measurePicture, type Picture } from './pictures.ts'

let folder: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'parley-pictures-'))
})
afterAll(() => rm(folder, { recursive: true, force: true }))

test.each<[string, number, (picture: Sharp) => Sharp, boolean]>([
  ['a JPEG', 4100, (picture) => picture.jpeg(), true],
  ['a progressive JPEG', 4100, (picture) => picture.jpeg({ progressive: true }), false],
  ['a progressive JPEG', 1000, (picture) => picture.jpeg({ progressive: true }), true],
  ['an interlaced PNG', 4100, (picture) => picture.png({ progressive: true }), false],
  ['an AVIF', 2100, (picture) => picture.avif({ effort: 0 }), false],
  ['an AVIF', 500, (picture) => picture.avif({ effort: 0 }), true],
])(
  'of %s of %i pixels a side a thumbnail is drawn only where that costs little memory',
  async (_what, edge, as, isDrawn) => {
    const path = join(folder, 'picture')
    await as(sharp({ create: { width: edge, height: edge, channels: 3, background: 'red' } })).toFile(path)
    const picture = (await measurePicture(path)) as Picture
    expect(picture).toMatchObject({ width: edge, height: edge })
    expect(await drawThumbnail(path, join(folder, 'thumbnail'), picture)).toBe(isDrawn)
  },
)

import sharp from 'sharp'
import { FileRefused } from './stored-file.ts'

/** Formats that are pictures of dots and that the library reads; what draws itself (SVG, PDF) is never drawn here. */
const RASTER = new Set([
  'image/jpeg',
  'image/png',
  'image/apng',
  'image/gif',
  'image/webp',
  'image/avif',
  'image/tiff',
])

const MEGA = 1_000_000
const MOST_PIXELS = 100 * MEGA
/** Some formats have to be decoded as a whole, four bytes a pixel. */
const MOST_PIXELS_OF_THUMBNAIL = 50 * MEGA
const THUMBNAIL_EDGE = 320
const PATIENCE_SECONDS = 20

// Pictures are of many people and seen once: nothing is worth keeping, and one core is left to everybody else.
sharp.cache(false)
sharp.concurrency(1)

export interface Picture {
  width: number
  height: number
}

export function isRaster(mimeType: string): boolean {
  return RASTER.has(mimeType)
}

/** Its size from its header, without decoding a dot. Null when the header cannot be read. */
export async function measurePicture(path: string): Promise<Picture | null> {
  const found = await sharp(path, { limitInputPixels: false })
    .metadata()
    .catch(() => null)
  if (!found?.width || !found.height) return null
  const { width, height } = found.autoOrient ?? found
  if (width * height > MOST_PIXELS)
    throw new FileRefused(
      'PICTURE_TOO_LARGE',
      `The picture has ${width} × ${height} = ${Math.round((width * height) / MEGA)} million pixels; at most ${MOST_PIXELS / MEGA} million are taken.`,
    )
  return { width, height }
}

let last: Promise<unknown> = Promise.resolve()

/**
 * Writes a small WebP of it, turned upright and without what the camera noted (place, owner). One at a time: memory
 * is bounded by a single picture. False for one that has too many; rejects when it cannot be decoded.
 */
export async function drawThumbnail(path: string, target: string, picture: Picture): Promise<boolean> {
  if (picture.width * picture.height > MOST_PIXELS_OF_THUMBNAIL) return false
  const turn = last.then(() =>
    sharp(path, { limitInputPixels: MOST_PIXELS_OF_THUMBNAIL, sequentialRead: true, failOn: 'truncated' })
      .autoOrient()
      .resize(THUMBNAIL_EDGE, THUMBNAIL_EDGE, { fit: 'inside', withoutEnlargement: true })
      .timeout({ seconds: PATIENCE_SECONDS })
      .webp({ quality: 75 })
      .toFile(target),
  )
  last = turn.catch(() => undefined)
  await turn
  return true
}

import sharp, { type Metadata } from 'sharp'
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
/** Of which a small picture is drawn, so that none takes more than about 100 MB: what is decoded line by line… */
const MOST_BY_LINES = 50 * MEGA
/** …as a whole, with up to six bytes a pixel… */
const MOST_AS_A_WHOLE = 16 * MEGA
/** …and by a film's decoder, with some twenty. */
const MOST_AS_A_FILM = 4 * MEGA
const THUMBNAIL_EDGE = 320
const PATIENCE_SECONDS = 20

// Pictures are of many people and seen once: nothing is worth keeping, and one core is left to everybody else.
sharp.cache(false)
sharp.concurrency(1)

export interface Picture {
  width: number
  height: number
  /** More than so many pixels of its kind cost too much memory to draw a thumbnail. */
  mostToDraw: number
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
  return { width, height, mostToDraw: mostToDraw(found) }
}

/** Why a picture fills the memory of whoever opens it; null where it does not. */
export function tooManyPixels({ width, height }: Picture): FileRefused | null {
  if (width * height <= MOST_PIXELS) return null
  return new FileRefused(
    'PICTURE_TOO_LARGE',
    `The picture has ${width} × ${height} = ${Math.round((width * height) / MEGA)} million pixels; at most ${MOST_PIXELS / MEGA} million are taken.`,
  )
}

function mostToDraw({ format, isProgressive }: Metadata): number {
  if (format === 'heif') return MOST_AS_A_FILM
  return (format === 'jpeg' || format === 'png') && !isProgressive ? MOST_BY_LINES : MOST_AS_A_WHOLE
}

let last: Promise<unknown> = Promise.resolve()

/**
 * Writes a small WebP of it, turned upright and without what the camera noted (place, owner). One at a time: memory
 * is bounded by a single picture. False for one that has too many; rejects when it cannot be decoded.
 */
export async function drawThumbnail(path: string, target: string, picture: Picture): Promise<boolean> {
  const { width, height, mostToDraw: limitInputPixels } = picture
  if (width * height > limitInputPixels) return false
  const turn = last.then(() =>
    sharp(path, { limitInputPixels, sequentialRead: true, failOn: 'truncated' })
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

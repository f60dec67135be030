/** A transparent pixel. */
export const pixel = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg==',
  'base64',
)

/** What a customer sends when a test does not care. */
export const sampleFiles = {
  image: pixel,
  sticker: pixel,
  video: Buffer.from('a simulated video'),
  audio: Buffer.from('a simulated recording'),
  file: Buffer.from('%PDF-1.4\n% a simulated document\n'),
}

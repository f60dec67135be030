import { createHash } from 'node:crypto'

/**
 * Names the part of a message that is sent as several requests: the first by the reference of the message itself,
 * the others by UUIDs derived from it, so that each is the same at every attempt. Version 8 leaves the bits to its
 * maker, but for those of the version and the variant: RFC 9562, section 5.8.
 */
export function partReference(reference: string, index: number): string {
  if (index === 0) return reference
  const bytes = createHash('sha256').update(`${reference}:${index}`).digest().subarray(0, 16)
  bytes.writeUInt8((bytes.readUInt8(6) & 0x0f) | 0x80, 6)
  bytes.writeUInt8((bytes.readUInt8(8) & 0x3f) | 0x80, 8)
  return bytes.toString('hex').replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5')
}

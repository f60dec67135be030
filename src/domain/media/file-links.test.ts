import { randomBytes } from 'node:crypto'
import { expect, test } from 'vitest'
import { systemClock } from '../../infra/clock.ts'
import { newId } from '../../infra/uuid.ts'
import { Vault } from '../../infra/vault.ts'
import { FileLinks } from './file-links.ts'
import { contentDisposition, safeFileName } from './file-names.ts'

const file = { projectId: newId(), id: newId(), mimeType: 'image/jpeg', hasThumbnail: true }
const linksOf = (...secrets: Buffer[]) =>
  new FileLinks(new Vault(secrets.map((secret, n) => ({ id: `k${n}`, secret }))), 3600, systemClock)
const at = (path: string) => new URL(path, 'http://localhost')

test('a link holds in every process with the key, also as an older one, and with no other key', () => {
  const [older, newer, stranger] = [randomBytes(32), randomBytes(32), randomBytes(32)] as const
  const path = linksOf(older).to(file, 'สวัสดี 😀.jpg')
  expect(linksOf(older).read(at(path))).toMatchObject({ ok: true, file: { fileName: 'สวัสดี 😀.jpg' } })
  expect(linksOf(newer, older).read(at(path))).toMatchObject({ ok: true })
  expect(linksOf(stranger).read(at(path))).toEqual({ ok: false, reason: 'FORGED' })
})

test('the thumbnail has a link of its own, and a file without one has none', () => {
  const links = linksOf(randomBytes(32))
  const path = links.toThumbnail(file) ?? ''
  expect(links.read(at(path))).toMatchObject({ ok: true, file: { isThumbnail: true, fileId: file.id } })
  expect(links.read(at(path.replace('&size=thumbnail', '')))).toEqual({ ok: false, reason: 'FORGED' })
  expect(links.toThumbnail({ ...file, hasThumbnail: false })).toBeNull()
})

test('what is in the keys of links tells nothing of the ring', () => {
  const secret = randomBytes(32)
  const vault = new Vault([{ id: 'k', secret }])
  const [key] = vault.derive('one')
  expect(key?.equals(secret)).toBe(false)
  expect(vault.derive('two')[0]?.equals(key as Buffer)).toBe(false)
})

test('names are told to the old in ASCII and to everybody else as they are', () => {
  expect(contentDisposition('attachment', `ใบ "1' (2).pdf`)).toBe(
    `attachment; filename="__ _1' (2).pdf"; filename*=UTF-8''%E0%B9%83%E0%B8%9A%20%221%27%20%282%29.pdf`,
  )
})

test('a name is never empty, and never cut through a character', () => {
  expect(safeFileName(null, 'application/pdf')).toBe('file.pdf')
  expect(safeFileName('...', 'x/y')).toBe('file.bin')
  expect(safeFileName('\ud800.txt', 'text/plain')).toBe('\ufffd.txt')
  expect(safeFileName('👨‍👩‍👧.png', 'image/png')).toBe('👨‍👩‍👧.png')
})

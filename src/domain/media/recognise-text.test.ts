import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { recogniseFile } from './recognise-file.ts'

let folder: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'parley-types-'))
})
afterAll(() => rm(folder, { recursive: true, force: true }))

test.each([
  ['words', 'สวัสดี, how much is it?', 'text/plain'],
  ['words with a byte order mark', '\uFEFFHello', 'text/plain'],
  ['one line with commas', 'a, b, c', 'text/plain'],
  ['a table', 'name;price\n"Coffee; dark";120\nTea;80', 'text/csv'],
  ['a contact', 'BEGIN:VCARD\r\nVERSION:3.0\r\nFN:Malee\r\nEND:VCARD\r\n', 'text/vcard'],
  ['a page', '\n <HTML><body>', 'text/html'],
  ['a page that begins with a script', '<script>alert(1)</script>', 'text/html'],
  ['a drawing', '<svg xmlns="http://www.w3.org/2000/svg"></svg>', 'image/svg+xml'],
  ['a drawing behind a comment', '<!-- x --><svg></svg>', 'image/svg+xml'],
  ['a page behind an XML declaration', '<?xml version="1.0"?><!DOCTYPE html><html>', 'text/html'],
  ['other XML', '<?xml version="1.0"?><order id="1"/>', 'application/xml'],
  ['less than', '<3 you', 'text/plain'],
  ['a zero in a text', 'Hello\u0000', 'application/octet-stream'],
  ['Latin-1', Buffer.from('caf\xe9 au lait', 'latin1'), 'application/octet-stream'],
  [
    'Latin-1 after much ASCII',
    Buffer.concat([Buffer.alloc(900_000, 'a'), Buffer.from([0xe9])]),
    'application/octet-stream',
  ],
  ['a document', '%PDF-1.7\n', 'application/pdf'],
  ['a program', Buffer.concat([Buffer.from('MZ'), Buffer.alloc(100)]), 'application/x-msdownload'],
])('%s', async (what, content, mimeType) => {
  const path = join(folder, what.replaceAll(' ', '-'))
  await writeFile(path, content)
  expect(await recogniseFile(path)).toBe(mimeType)
})

test('characters that lie across two reads are whole', async () => {
  const path = join(folder, 'thai')
  await writeFile(path, `a${'ก'.repeat(400_000)}`)
  expect(await recogniseFile(path)).toBe('text/plain')
})

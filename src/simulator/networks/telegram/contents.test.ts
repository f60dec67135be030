import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { JsonObject } from '../../json.ts'
import { openSandbox, type Sandbox } from '../../sandbox.ts'
import { CUSTOMER, refusal, registerBot, TOKEN, telegramOf } from './testing.ts'

let box: Sandbox
let telegram: ReturnType<typeof telegramOf>

beforeAll(async () => {
  box = await openSandbox()
  telegram = telegramOf(box)
})
afterAll(() => box.close())
beforeEach(() => registerBot(box))

const url = (ending: string) => `https://files.example/one.${ending}`
const file = { file_id: expect.any(String), file_unique_id: expect.any(String) }
const form = (fields: Record<string, string | File>) => {
  const made = new FormData()
  for (const [name, value] of Object.entries({ chat_id: CUSTOMER, ...fields })) made.set(name, value)
  return made
}

describe('files', () => {
  test.each<[string, string, JsonObject, string]>([
    ['sendPhoto', 'photo', { photo: [file, file] }, 'image'],
    ['sendVideo', 'video', { video: { ...file, duration: 1 } }, 'video'],
    ['sendAnimation', 'animation', { animation: file, document: file }, 'video'],
    ['sendAudio', 'audio', { audio: file }, 'audio'],
    ['sendVoice', 'voice', { voice: file }, 'audio'],
    ['sendDocument', 'document', { document: file }, 'file'],
    ['sendSticker', 'sticker', { sticker: { ...file, type: 'regular' } }, 'sticker'],
    ['sendVideoNote', 'video_note', { video_note: { ...file, length: 240 } }, 'video'],
  ])('%s, by address, by id and as an upload', async (method, field, fields, seenAs) => {
    const address = url('bin')
    expect(await telegram.result(method, { [field]: address })).toMatchObject(fields)
    expect(await telegram.seen()).toMatchObject([
      { type: field, attachments: [{ type: seenAs, url: address }] },
    ])
    const upload = await telegram.api(method, form({ [field]: new File(['bytes'], 'one.bin') }))
    const { result } = upload.body as unknown as { result: JsonObject }
    expect(result).toMatchObject(fields)
    const told = result[field]
    const id = ([told].flat().at(-1) as unknown as { file_id: string; file_size: number }) ?? {}
    expect(id.file_size).toBe(5)
    expect(await telegram.result(method, { [field]: id.file_id })).toMatchObject({ [field]: told } as never)
  })

  test.each(['sendPhoto', 'sendVideo', 'sendDocument'])('%s has a caption of 1024', async (method) => {
    const body = { [method.slice(4).toLowerCase()]: url('bin') }
    expect(await telegram.result(method, { ...body, caption: '*Hi*', parse_mode: 'Markdown' })).toMatchObject(
      {
        caption: 'Hi',
        caption_entities: [{ type: 'bold' }],
      },
    )
    expect(await telegram.send(method, { ...body, caption: 'x'.repeat(1025) })).toMatchObject(
      refusal('Bad Request: message caption is too long'),
    )
  })

  test.each<[string, JsonObject, string]>([
    ['sendPhoto', {}, 'there is no photo in the request'],
    ['sendVideoNote', {}, 'there is no video note in the request'],
    ['sendPhoto', { photo: 'attach://one' }, 'there is no photo in the request'],
    ['sendPhoto', { photo: 'AgACmade-up' }, 'wrong file identifier/HTTP URL specified'],
    ['sendPhoto', { photo: 'ftp://files.example/a.jpg' }, 'wrong file identifier/HTTP URL specified'],
    ['sendPhoto', { photo: url('pdf') }, 'wrong type of the web page content'],
    ['sendVideo', { video: url('mp3') }, 'wrong type of the web page content'],
    ['sendVoice', { voice: url('jpg') }, 'wrong type of the web page content'],
  ])('%s refuses %o', async (method, body, why) => {
    expect(await telegram.send(method, body)).toMatchObject(refusal(`Bad Request: ${why}`))
  })

  test('a file keeps its kind', async () => {
    const { photo } = await telegram.result('sendPhoto', { photo: url('jpg') })
    const [{ file_id }] = photo as [{ file_id: string }]
    expect(await telegram.send('sendVideo', { video: file_id })).toMatchObject(
      refusal("Bad Request: can't use file of type photo as video"),
    )
  })

  test('an empty upload, and a photo above 10 MB', async () => {
    expect(await telegram.api('sendPhoto', form({ photo: new File([], 'a.jpg') }))).toMatchObject(
      refusal('Bad Request: file must be non-empty'),
    )
    const large = new File([new Uint8Array(10 * 1024 * 1024 + 1)], 'a.jpg')
    expect(await telegram.api('sendPhoto', form({ photo: large }))).toMatchObject(
      refusal('Bad Request: file is too big'),
    )
  })

  test('are downloaded by the path that getFile gives', async () => {
    const upload = await telegram.api('sendDocument', form({ document: new File(['%PDF'], 'bill.pdf') }))
    const { file_id } = (upload.body as unknown as { result: { document: { file_id: string } } }).result
      .document
    const { body } = await telegram.api('getFile', { file_id })
    expect(body).toMatchObject({ ok: true, result: { file_id, file_size: 4, file_path: expect.any(String) } })
    const { file_path } = (body as unknown as { result: { file_path: string } }).result
    const download = await box.call('GET', `/telegram/file/bot${TOKEN}/${file_path}`)
    expect([download.status, download.headers.get('content-type'), download.body]).toEqual([
      200,
      'application/pdf',
      '%PDF',
    ])
    expect((await box.call('GET', `/telegram/file/bot1:wrong/${file_path}`)).status).toBe(401)
    expect((await box.call('GET', `/telegram/file/bot${TOKEN}/documents/made-up`)).status).toBe(404)
    expect(await telegram.api('getFile', { file_id: 'x' })).toMatchObject(
      refusal('Bad Request: wrong file_id or the file is temporarily unavailable'),
    )
    expect(await telegram.api('getFile')).toMatchObject(refusal('Bad Request: file_id not specified'))
  })
})

describe('albums', () => {
  const photo = (more: JsonObject = {}): JsonObject => ({ type: 'photo', media: url('jpg'), ...more })
  const album = (...media: JsonObject[]) => telegram.send('sendMediaGroup', { media })

  test('are several messages with one mark', async () => {
    const media = [photo({ caption: 'One' }), { type: 'video', media: 'attach://two' }]
    const answer = await telegram.api(
      'sendMediaGroup',
      form({ media: JSON.stringify(media), two: new File(['bytes'], 'two.mp4') }),
    )
    const { result } = answer.body as unknown as { result: JsonObject[] }
    expect(result).toMatchObject([{ caption: 'One', photo: [file, file] }, { video: file }])
    expect(result[0]?.media_group_id).toBe(result[1]?.media_group_id)
    expect(await telegram.seen()).toHaveLength(2)
  })

  test.each<[JsonObject[], string]>([
    [[], 'there are no messages to send'],
    [[photo()], 'too few messages to send as an album'],
    [Array.from({ length: 11 }, () => photo()), 'too many messages to send as an album'],
    [
      [photo(), { type: 'document', media: url('pdf') }],
      "can't use the media of the specified type in the album",
    ],
    [
      [photo(), { type: 'sticker', media: url('webp') }],
      "can't parse InputMedia: type must be one of photo, video, audio, document",
    ],
    [[photo(), { type: 'photo' }], "can't parse InputMedia: media not found"],
    [[photo(), photo({ caption: 'x'.repeat(1025) })], 'message caption is too long'],
  ])('refuse %o', async (media, why) => {
    expect(await album(...media)).toMatchObject(refusal(`Bad Request: ${why}`))
    expect(await box.sim('GET', '/sends')).toMatchObject({ count: 0 })
  })
})

describe('places, contacts and polls', () => {
  const place = { latitude: 13.7, longitude: 100.5 }
  const options = ['A', { text: 'B' }]

  test.each<[string, JsonObject, JsonObject, JsonObject]>([
    ['sendLocation', place, { location: place }, { attachments: [{ type: 'location', ...place }] }],
    [
      'sendVenue',
      { ...place, title: 'Shop', address: '1 Road' },
      { venue: { location: place, title: 'Shop', address: '1 Road' }, location: place },
      { attachments: [{ type: 'location', name: 'Shop', address: '1 Road' }] },
    ],
    [
      'sendContact',
      { phone_number: '+6602', first_name: 'Ann', last_name: 'Lee' },
      { contact: { phone_number: '+6602', first_name: 'Ann', last_name: 'Lee' } },
      { attachments: [{ type: 'contact', name: 'Ann Lee', phone: '+6602' }] },
    ],
    [
      'sendPoll',
      { question: 'Which?', options },
      {
        poll: {
          question: 'Which?',
          options: [{ text: 'A', voter_count: 0 }, { text: 'B' }],
          type: 'regular',
        },
      },
      { text: 'Which?', buttons: [{ label: 'A' }, { label: 'B' }] },
    ],
    [
      'sendPoll',
      { question: 'Which?', options, type: 'quiz', correct_option_ids: [1] },
      { poll: { type: 'quiz' } },
      {},
    ],
  ])('%s', async (method, body, fields, seen) => {
    expect(await telegram.result(method, body)).toMatchObject(fields)
    expect(await telegram.seen()).toMatchObject([seen])
  })

  test.each<[string, JsonObject, string]>([
    ['sendLocation', { latitude: 1 }, 'longitude is empty'],
    ['sendLocation', { latitude: 91, longitude: 1 }, 'wrong location specified'],
    ['sendVenue', { ...place, address: 'a' }, 'venue title must be non-empty'],
    ['sendVenue', { ...place, title: 'a' }, 'venue address must be non-empty'],
    ['sendContact', { first_name: 'a' }, 'phone number must be non-empty'],
    ['sendContact', { phone_number: '1' }, 'first name must be non-empty'],
    ['sendContact', { phone_number: '1', first_name: 'a', vcard: 'x'.repeat(2049) }, 'vCard is too long'],
    ['sendPoll', { options }, 'poll question must be non-empty'],
    ['sendPoll', { question: 'x'.repeat(301), options }, 'poll question length must not exceed 300'],
    ['sendPoll', { question: 'a' }, 'expected an Array of String as options'],
    ['sendPoll', { question: 'a', options: [] }, 'poll must have at least 1 option'],
    [
      'sendPoll',
      { question: 'a', options: Array.from({ length: 13 }, () => 'a') },
      "poll can't have more than 12 options",
    ],
    ['sendPoll', { question: 'a', options: ['x'.repeat(101)] }, 'poll options length must not exceed 100'],
    ['sendPoll', { question: 'a', options: [''] }, 'poll options must be non-empty'],
    ['sendPoll', { question: 'a', options, type: 'riddle' }, 'unsupported poll type specified'],
    ['sendPoll', { question: 'a', options, type: 'quiz' }, 'wrong correct option ID specified'],
  ])('%s refuses %o', async (method, body, why) => {
    expect(await telegram.send(method, body)).toMatchObject(refusal(`Bad Request: ${why}`))
  })
})

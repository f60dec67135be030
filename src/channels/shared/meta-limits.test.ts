import { expect, it } from 'vitest'
import type { NativeRequest } from '../outbound.ts'
import { kindLimits } from './meta-limits.ts'

const names = (body: NativeRequest['body'] & object) =>
  kindLimits({ method: 'POST', host: 'api', path: '/v26.0/1/messages', body }).map(({ name }) => name)

const film = { attachment: { type: 'video', payload: { url: 'https://a.example/f.mp4' } } }

it.each([
  ['a text', { recipient: { id: '7' }, message: { text: 'Hi' } }, []],
  ['a picture', { recipient: { id: '7' }, message: { attachment: { type: 'image', payload: {} } } }, []],
  ['a film', { recipient: { id: '7' }, message: film }, ['films and sounds']],
  ['a private answer', { recipient: { post_id: '1_2' }, message: { text: 'Hi' } }, ['private replies']],
  [
    'a film as a private answer',
    { recipient: { comment_id: '1_2' }, message: film },
    ['films and sounds', 'private replies'],
  ],
  ['a comment', { message: 'Hi' }, []],
] as const)('%s counts for what is limited of it', (_, body, expected) => {
  expect(names(body as never)).toEqual(expected)
})

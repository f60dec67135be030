import { describe, expect, it } from 'vitest'
import type { ErrorClass, NativeRequest } from '../outbound.ts'
import { outbound } from './outbound.ts'

const request: NativeRequest = {
  method: 'POST',
  host: 'api',
  path: '/v26.0/178/messages',
  body: { recipient: { id: '710' }, message: { text: 'Hi' } },
}

describe('an error', () => {
  it.each<[number, number | undefined, ErrorClass]>([
    [190, 460, 'AUTH_EXPIRED'],
    [10, undefined, 'PERMISSION'],
    [10, 2534077, 'PERMISSION'],
    [200, 2534041, 'PERMISSION'],
    [100, 2534029, 'PERMISSION'],
    [100, 2534013, 'PERMISSION'],
    [36103, undefined, 'PERMISSION'],
    [10, 2534022, 'WINDOW_CLOSED'],
    [100, 2534014, 'RECIPIENT_UNAVAILABLE'],
    [551, undefined, 'RECIPIENT_UNAVAILABLE'],
    [100, 2534015, 'INVALID_REQUEST'],
    [100, 2534037, 'INVALID_REQUEST'],
    [613, 2534040, 'RATE_LIMITED'],
    [80002, undefined, 'RATE_LIMITED'],
    [9, undefined, 'RATE_LIMITED'],
    [2, undefined, 'TRANSIENT'],
  ])('%s/%s is %s', (code, error_subcode, expected) => {
    const error = { message: 'Words', code, ...(error_subcode !== undefined && { error_subcode }) }
    expect(outbound.read({ status: 400, headers: {}, body: { error } }, request)).toMatchObject({
      ok: false,
      error: {
        class: expected,
        code: error_subcode === undefined ? String(code) : `${code}/${error_subcode}`,
      },
    })
  })
})

describe('a success', () => {
  it('names the message or the comment', () => {
    const read = (body: { [key: string]: string }, path: string) =>
      outbound.read({ status: 200, headers: {}, body }, { ...request, path })
    expect(read({ recipient_id: '710', message_id: 'aWdf' }, request.path)).toEqual({
      ok: true,
      externalIds: ['aWdf'],
    })
    expect(read({ id: '179' }, '/v26.0/178/replies')).toEqual({ ok: true, externalIds: ['179'] })
    expect(read({}, '/v26.0/178/replies')).toMatchObject({ error: { mayBeAccepted: true } })
  })
})

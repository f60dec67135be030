import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { ON_ITS_WAY, Sender, text } from '../support/sender.ts'
import { startTestApp, type TestApp } from '../support/test-app.ts'

let app: TestApp
let sender: Sender
beforeAll(async () => {
  app = await startTestApp({}, { simulated: true })
  sender = new Sender(app)
})
afterAll(async () => {
  await app?.stop()
})

describe('an idempotency key', () => {
  test('answers the former message to the same input, also at the same time', async () => {
    const { customer, conversationId } = await sender.meet('WHATSAPP')
    const ask = () => sender.send(conversationId, text('just one'), { idempotencyKey: 'key-1' })
    const answers = await Promise.all([ask(), ask(), ask()])
    expect(new Set(answers.map((sent) => sent.message?.id)).size).toBe(1)
    await sender.becomes(answers[0], ON_ITS_WAY)
    expect((await ask()).message?.id).toBe(answers[0].message?.id)
    expect(await sender.outOf('WHATSAPP', customer)).toHaveLength(1)
  })

  test('with another input is a conflict', async () => {
    const { conversationId } = await sender.meet('WHATSAPP')
    await sender.send(conversationId, text('one'), { idempotencyKey: 'key-2' })
    const conflict = await sender.send(conversationId, text('two'), { idempotencyKey: 'key-2' })
    expect(conflict).toMatchObject({ __typename: 'IdempotencyConflictError', code: 'IDEMPOTENCY_CONFLICT' })
  })
})

describe('a key of a change at the network', () => {
  const slowEdits = async () => {
    const rule = { network: 'TELEGRAM', operation: 'edit', fault: 'timeout', delayMs: 1500 }
    const { fault } = await app.sim<{ fault: { id: string } }>('/faults', rule)
    return async () =>
      void (await fetch(`${app.simulator?.url}/sim/faults/${fault.id}`, { method: 'DELETE' }))
  }

  test('is taken before it begins: of two inputs at once one is done, the other is a conflict', async () => {
    const { customer, conversationId } = await sender.meet('TELEGRAM')
    const sent = await sender.send(conversationId, text('as it was'))
    await sender.becomes(sent, ON_ITS_WAY)
    const heal = await slowEdits()
    const edit = (words: string) =>
      sender.mutate('editMessage', {
        messageId: sent.message?.id,
        content: text(words),
        idempotencyKey: 'two-at-once',
      })
    const answers = await Promise.all([edit('one'), edit('another')])
    await heal()
    const done = answers.findIndex(({ code }) => code === undefined)
    expect(answers.map(({ __typename }) => __typename).sort()).toEqual([
      'EditMessagePayload',
      'IdempotencyConflictError',
    ])
    const words = ['one', 'another'][done]
    const { content, attempts } = await sender.told(sent)
    expect(content).toBe(words)
    expect(attempts.map(({ kind }) => kind)).toEqual(['SEND', 'EDIT'])
    expect((await sender.outOf('TELEGRAM', customer)).map((one) => one.text)).toEqual([words])
    expect((await edit(words ?? '')).message?.id).toBe(sent.message?.id)
    expect((await sender.told(sent)).attempts).toHaveLength(2)
  })

  test('is free again where it was refused, also when the same was refused twice at once', async () => {
    const { conversationId } = await sender.meet('LINE')
    const sent = await sender.send(conversationId, text('stays'))
    await sender.becomes(sent, ON_ITS_WAY)
    const input = { messageId: sent.message?.id, idempotencyKey: 'refused-first' }
    const edit = () => sender.mutate('editMessage', { ...input, content: text('changed') })
    for (const refused of await Promise.all([edit(), edit()]))
      expect(refused).toMatchObject({ code: 'UNSUPPORTED_ACTION' })
    expect(await sender.mutate('retryMessage', input)).toMatchObject({ code: 'WRONG_STATE' })
    expect(await app.rows(`SELECT key FROM idempotency_keys WHERE key = 'refused-first'`)).toEqual([])
  })

  test('stays with its input where its worker died, and the input may be given again', async () => {
    const { conversationId } = await sender.meet('TELEGRAM')
    const sent = await sender.send(conversationId, text('before'))
    await sender.becomes(sent, ON_ITS_WAY)
    const input = { messageId: sent.message?.id, idempotencyKey: 'died' }
    const edit = (words: string) => sender.mutate('editMessage', { ...input, content: text(words) })
    await edit('after')
    // As a killed process leaves it.
    await app.rows(`UPDATE idempotency_keys SET running = 1 WHERE key = 'died' RETURNING key`)
    expect(await edit('something else')).toMatchObject({ code: 'IDEMPOTENCY_CONFLICT' })
    expect(await edit('after')).toMatchObject({ __typename: 'EditMessagePayload' })
    expect((await sender.told(sent)).attempts.map(({ kind }) => kind)).toEqual(['SEND', 'EDIT', 'EDIT'])
    await edit('after')
    expect((await sender.told(sent)).attempts).toHaveLength(3)
  })
})

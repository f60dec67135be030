import { expect, it } from 'vitest'
import { inBackground } from './background.ts'
import { currentRequestId, withinRequest } from './request-id.ts'

it('knows no request in what runs in the background, and the request again after it', async () => {
  await withinRequest('request-1', async () => {
    const later = inBackground(async () => {
      await Promise.resolve()
      return currentRequestId()
    })
    expect(currentRequestId()).toBe('request-1')
    expect(await later).toBeUndefined()
    expect(currentRequestId()).toBe('request-1')
  })
})

import { describe, expect, it } from 'vitest'
import type { NativeRequest, NativeResponse } from '../outbound.ts'
import { authorizeGraph, graphError, graphPath, readUsage } from './meta-graph.ts'

const answer = (headers: Record<string, string>): NativeResponse => ({ status: 200, headers, body: null })

describe('a call of Graph', () => {
  it('names the version, and ids so that they stay one segment of the path', () => {
    expect(graphPath('me')).toBe('/v26.0/me')
    expect(graphPath('1_2', 'comments')).toBe('/v26.0/1_2/comments')
    expect(graphPath('a/b?c', 'messages')).toBe('/v26.0/a%2Fb%3Fc/messages')
  })

  it('is authorised in a header, and what was made before stays as it was', () => {
    const request: NativeRequest = {
      method: 'POST',
      host: 'api',
      path: '/',
      headers: { 'x-a': '1' },
      body: {},
    }
    expect(authorizeGraph(request, 'EAAtoken')).toEqual({
      ...request,
      headers: { 'x-a': '1', authorization: 'Bearer EAAtoken' },
    })
    expect(request.headers).toEqual({ 'x-a': '1' })
  })
})

describe('the usage', () => {
  it('is that of the fullest budget', () => {
    const headers = {
      'x-app-usage': '{"call_count":28,"total_time":25,"total_cputime":24}',
      'x-page-usage': '{"call_count":1,"total_time":61,"total_cputime":2}',
    }
    expect(readUsage(answer(headers))).toEqual({ percent: 61 })
  })

  it('tells when a blocked account is let in again', () => {
    const usage =
      '{"1065":[{"type":"messenger","call_count":100,"estimated_time_to_regain_access":19}],"7":[]}'
    expect(readUsage(answer({ 'x-business-use-case-usage': usage }))).toEqual({
      percent: 100,
      regainMs: 1_140_000,
    })
  })

  it.each([
    ['there is no header', {}],
    ['it is no JSON', { 'x-app-usage': 'none' }],
    ['it is no object', { 'x-app-usage': '[]', 'x-page-usage': 'null' }],
    ['it has no budgets', { 'x-business-use-case-usage': '{"1":7,"2":["x"]}' }],
  ])('is unknown where %s', (_, headers) => expect(readUsage(answer(headers))).toBeNull())

  it('counts what is no number as nothing', () => {
    expect(readUsage(answer({ 'x-app-usage': '{"call_count":"many","total_time":null}' }))).toEqual({
      percent: 0,
    })
  })
})

describe('an error of Graph', () => {
  it('has a code, a subcode where there is one, and words', () => {
    const error = { message: 'Outside of window', type: 'OAuthException', code: 10, error_subcode: 2018278 }
    expect(graphError({ error })).toEqual({
      code: 10,
      subcode: 2018278,
      message: 'Outside of window',
      isTransient: false,
    })
    expect(graphError({ error: { code: 2, error_subcode: 0, is_transient: true } })).toEqual({
      code: 2,
      message: '',
      isTransient: true,
    })
  })

  it('may tell details', () => {
    const error = { code: 131009, message: 'x', error_data: { details: 'Parameter value is not valid' } }
    expect(graphError({ error })).toHaveProperty('details', 'Parameter value is not valid')
  })

  it('is told without the token that it repeats', () => {
    const token = 'EAAGm0PX4ZCpsBAKZCxu7ZBZBvZAwWqZCZAZBZCZA'
    const error = { code: 190, message: `Malformed access token ${token}.` }
    expect(graphError({ error })?.message).toBe('Malformed access token …')
  })

  it.each([null, 'oops', [], {}, { error: 'x' }, { error: { message: 'x' } }, { error: { code: '1' } }])(
    'is not %j',
    (body) => expect(graphError(body)).toBeNull(),
  )
})

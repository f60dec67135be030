import { getNamedType, isInputObjectType } from 'graphql'
import { describe, expect, it } from 'vitest'
import { schema } from './index.ts'

describe('every mutation', () => {
  it('takes an idempotencyKey', () => {
    const mutations = Object.values(schema.getMutationType()?.getFields() ?? {})
    const without = mutations.filter(({ args }) => {
      const input = getNamedType(args.find(({ name }) => name === 'input')?.type)
      return !isInputObjectType(input) || !('idempotencyKey' in input.getFields())
    })
    expect(without.map(({ name }) => name)).toEqual([])
  })
})

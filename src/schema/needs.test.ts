import { readFileSync } from 'node:fs'
import { type GraphQLObjectType, isObjectType } from 'graphql'
import { describe, expect, test } from 'vitest'
import { roleTables } from './describe-roles.ts'
import { schema } from './index.ts'
import { fieldNeeds, rootNeeds, typeNeeds } from './needs.ts'

const fieldsOf = (type: string) => Object.keys((schema.getType(type) as GraphQLObjectType).getFields())
const nodeTypes = Object.values(schema.getTypeMap()).filter(
  (type): type is GraphQLObjectType =>
    isObjectType(type) && type.getInterfaces().some(({ name }) => name === 'Node'),
)

describe('the matrix of roles', () => {
  test.each(Object.keys(rootNeeds) as (keyof typeof rootNeeds)[])(
    'says who may use each field of %s',
    (root) => {
      const missing = fieldsOf(root).filter((field) => rootNeeds[root][field] === undefined)
      expect(
        missing,
        `these fields are closed to everyone: give each a line under "${root}" in src/schema/needs.ts with the permission it needs (see src/domain/access/permissions.ts), then run \`npm run generate\` for docs/roles.md`,
      ).toEqual([])
    },
  )

  test('says who may see each type that is a Node', () => {
    const missing = nodeTypes.map(({ name }) => name).filter((name) => typeNeeds[name] === undefined)
    expect(
      missing,
      'objects of these types are closed to everyone: give each a line under typeNeeds in src/schema/needs.ts',
    ).toEqual([])
  })

  test('speaks of nothing that is not there', () => {
    for (const [root, needs] of Object.entries(rootNeeds))
      expect(fieldsOf(root), root).toEqual(expect.arrayContaining(Object.keys(needs)))
    for (const name of Object.keys(typeNeeds)) expect(schema.getType(name), name).toBeDefined()
    for (const [name, needs] of Object.entries(fieldNeeds))
      expect(fieldsOf(name), name).toEqual(expect.arrayContaining(Object.keys(needs)))
  })

  test('is what docs/roles.md shows', () => {
    const file = readFileSync(new URL('../../docs/roles.md', import.meta.url), 'utf8')
    expect(file.includes(roleTables()), 'docs/roles.md differs from the code: run `npm run generate`').toBe(
      true,
    )
  })
})

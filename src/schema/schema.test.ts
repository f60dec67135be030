import { readFileSync } from 'node:fs'
import {
  type DefinitionNode,
  type DocumentNode,
  type FieldDefinitionNode,
  type InputValueDefinitionNode,
  Kind,
  lexicographicSortSchema,
  parse,
  print,
  printSchema,
} from 'graphql'
import { describe, expect, it } from 'vitest'
import { schema } from './index.ts'

/** What clients rely on. */
const CONTRACT = readFileSync(new URL('contract.graphql', import.meta.url), 'utf8')

const printed = printSchema(lexicographicSortSchema(schema))

/** One thing a document says, such as `Message.content: String` or `Direction.INBOUND`. */
interface Fact {
  text: string
  description: string | undefined
}

function inputFact(owner: string, node: InputValueDefinitionNode): Fact {
  const standard = node.defaultValue ? ` = ${print(node.defaultValue)}` : ''
  return {
    text: `${owner}${node.name.value}: ${print(node.type)}${standard}`,
    description: node.description?.value,
  }
}

function fieldFacts(owner: string, field: FieldDefinitionNode): Fact[] {
  const coordinate = `${owner}.${field.name.value}`
  return [
    { text: `${coordinate}: ${print(field.type)}`, description: field.description?.value },
    ...(field.arguments ?? []).map((argument) => inputFact(`${coordinate} argument `, argument)),
  ]
}

/** What holds without a description of its own. */
const relations = (
  name: string,
  word: string,
  others: readonly { name: { value: string } }[] | undefined,
): Fact[] =>
  (others ?? []).map((other) => ({
    text: `${name} ${word} ${other.name.value}`,
    description: 'said by the two',
  }))

function factsOf(definition: DefinitionNode): Fact[] {
  if (!('name' in definition) || !definition.name) return []
  const name = definition.name.value
  const description = 'description' in definition ? definition.description?.value : undefined
  const self = { text: `${definition.kind} ${name}`, description }
  switch (definition.kind) {
    case Kind.SCALAR_TYPE_DEFINITION:
      return [self]
    case Kind.ENUM_TYPE_DEFINITION:
      return [
        self,
        ...(definition.values ?? []).map((value) => ({
          text: `${name}.${value.name.value}`,
          description: value.description?.value,
        })),
      ]
    case Kind.UNION_TYPE_DEFINITION:
      return [self, ...relations(name, '|', definition.types)]
    case Kind.INPUT_OBJECT_TYPE_DEFINITION:
      return [self, ...(definition.fields ?? []).map((field) => inputFact(`${name}.`, field))]
    case Kind.OBJECT_TYPE_DEFINITION:
    case Kind.INTERFACE_TYPE_DEFINITION:
      return [
        self,
        ...relations(name, 'implements', definition.interfaces),
        ...(definition.fields ?? []).flatMap((field) => fieldFacts(name, field)),
      ]
    default:
      return []
  }
}

const facts = ({ definitions }: DocumentNode) => definitions.flatMap(factsOf)

describe('the graph', () => {
  const said = facts(parse(printed))

  it('keeps what clients rely on', () => {
    const known = new Set(said.map(({ text }) => text))
    expect(facts(parse(CONTRACT)).filter(({ text }) => !known.has(text))).toEqual([])
  })

  it('asks for nothing that the contract does not ask for', () => {
    const contract = new Set(facts(parse(CONTRACT)).map(({ text }) => text))
    const coordinates = new Set([...contract].map((text) => text.split(/: | argument /)[0]))
    const required = said.filter(({ text }) => / argument .*!$/.test(text))
    const added = required.filter(
      ({ text }) => coordinates.has(text.split(' argument ')[0]) && !contract.has(text),
    )
    expect(added).toEqual([])
  })

  it('describes every type, field, argument, value and input field', () => {
    expect(said.filter(({ description }) => !description?.trim()).map(({ text }) => text)).toEqual([])
    expect(said.length).toBeGreaterThan(500)
  })

  it('is what schema.graphql says', () => {
    const file = readFileSync(new URL('../../schema.graphql', import.meta.url), 'utf8')
    expect(file.trimEnd()).toBe(printed.trimEnd())
  })
})

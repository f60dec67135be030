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

/** What clients rely on: nothing here may be renamed, loosened or left out; more may be added. */
const CONTRACT = `
scalar DateTime
scalar JSON

interface Node { id: ID! }

enum PlatformType { FACEBOOK INSTAGRAM WHATSAPP LINE TELEGRAM LINKEDIN X }
enum ConnectionStatus { PENDING CONNECTED ERROR SUSPENDED }
enum ConversationType { PRIVATE PUBLIC GROUP }
enum ConversationStatus { ACTIVE SNOOZED CLOSED ARCHIVED }
enum AssignmentType { AI HUMAN HYBRID }
enum MessageType { TEXT IMAGE VIDEO AUDIO FILE STICKER LOCATION CONTACT INTERACTIVE TEMPLATE SYSTEM }
enum Direction { INBOUND OUTBOUND }
enum SenderType { CUSTOMER AI HUMAN SYSTEM }
enum DeliveryStatus { RECEIVED SCHEDULED HELD QUEUED SENDING SENT DELIVERED READ FAILED CANCELLED UNCONFIRMED }
enum Visibility { VISIBLE HIDDEN DELETED }
enum InboundEventStatus { PENDING PROCESSED IGNORED FAILED }
enum ProcessingType { AI_RESPONSE INTENT_ANALYSIS SENTIMENT_ANALYSIS TRANSLATION MODERATION SUMMARY VISION TRANSCRIPTION }

type Platform implements Node {
  id: ID!
  type: PlatformType!
  name: String!
  slug: String!
  externalId: String
  connectionStatus: ConnectionStatus!
  isActive: Boolean!
  capabilities: PlatformCapabilities!
  webhook: Webhook
  conversations(first: Int, after: String, last: Int, before: String, filter: ConversationFilter): ConversationConnection!
  personalities(first: Int, after: String): PersonalityConnection!
  metrics(from: DateTime!, to: DateTime!, granularity: MetricGranularity! = DAY): [PlatformMetric!]!
  createdAt: DateTime!
}

type Customer implements Node {
  id: ID!
  name: String
  avatarUrl: String
  conversations(first: Int, after: String): ConversationConnection!
  identities(first: Int, after: String): CustomerIdentityConnection!
}

type CustomerIdentity implements Node {
  id: ID!
  platform: Platform!
  externalId: String!
}

type Conversation implements Node {
  id: ID!
  platform: Platform!
  customer: Customer
  externalId: String!
  type: ConversationType!
  status: ConversationStatus!
  aiEnabled: Boolean!
  autoResponseEnabled: Boolean!
  assignmentType: AssignmentType!
  messageCount: Int!
  unreadCount: Int!
  assignee: Member
  personality: Personality
  lastMessageAt: DateTime
  messages(first: Int, after: String, last: Int, before: String): MessageConnection!
}

type Message implements Node {
  id: ID!
  conversation: Conversation!
  externalId: String
  direction: Direction!
  type: MessageType!
  content: String
  attachments: [Attachment!]!
  sender: Sender!
  replyTo: Message
  reactions: [Reaction!]!
  deliveryStatus: DeliveryStatus!
  visibility: Visibility!
  sequence: Int!
  editedAt: DateTime
  platformTimestamp: DateTime
  createdAt: DateTime!
  receivedAt: DateTime
  sentAt: DateTime
  deliveredAt: DateTime
  readAt: DateTime
  tasks: [ProcessingTask!]!
}

enum MetricGranularity { HOUR DAY }
type PlatformMetric implements Node {
  id: ID!
  at: DateTime!
  totalMessages: Int!
  incomingMessages: Int!
  outgoingMessages: Int!
  aiResponses: Int!
  humanResponses: Int!
  newConversations: Int!
  closedConversations: Int!
  averageResponseTime: Float
}

type Personality implements Node {
  id: ID!
  platform: Platform!
  slug: String!
  name: String!
  description: String
  traits: PersonalityTraits!
  isActive: Boolean!
  isDefault: Boolean!
  version: Int!
}
type PersonalityTraits { tone: String, formality: String, responseStyle: String, empathyLevel: String, proactivity: String }

type ProcessingTask implements Node {
  id: ID!
  type: ProcessingType!
  status: TaskStatus!
  priority: Int!
  message: Message
  conversation: Conversation!
  engine: String
  attempts: Int!
  result: TaskResult
  error: String
  duration: Float
  createdAt: DateTime!
  completedAt: DateTime
}

enum TaskStatus { QUEUED PROCESSING COMPLETED FAILED CANCELLED }

type Sender { type: SenderType!, name: String, externalId: String }
type Attachment implements Node { id: ID!, type: MessageType!, mimeType: String, fileName: String, size: Int, url: String, state: AttachmentState! }
enum AttachmentState { PENDING STORED EXTERNAL EXPIRED FAILED }
type Reaction { emoji: String!, sender: Sender!, at: DateTime! }

type InboundEvent implements Node {
  id: ID!
  platform: Platform!
  kind: String!
  status: InboundEventStatus!
  dedupeKey: String!
  deliveryCount: Int!
  payload: JSON
  message: Message
  error: String
  attempts: Int!
  receivedAt: DateTime!
  processedAt: DateTime
}

type Query {
  node(id: ID!): Node
  nodes(ids: [ID!]!): [Node]!
  viewer: Viewer!
  platforms(first: Int, after: String, filter: PlatformFilter): PlatformConnection!
  conversations(first: Int, after: String, last: Int, before: String, filter: ConversationFilter): ConversationConnection!
  changeCursor: String!
  inboundEvents(first: Int, after: String, filter: InboundEventFilter): InboundEventConnection!
}

input PlatformFilter { type: [PlatformType!], isActive: Boolean, connectionStatus: [ConnectionStatus!] }
input ConversationFilter { platformId: ID, platformType: [PlatformType!], status: [ConversationStatus!], assignmentType: [AssignmentType!], assigneeId: ID, unassigned: Boolean, customerId: ID, tag: String, search: String }
input InboundEventFilter { platformId: ID, status: [InboundEventStatus!], kind: [String!], receivedAfter: DateTime, receivedBefore: DateTime }

type Mutation {
  replayInboundEvents(input: ReplayInboundEventsInput!): ReplayInboundEventsResult!
}

interface UserError {
  code: String!
  message: String!
  path: [String!]
}

type ReplayInboundEventsPayload { count: Int! }

input ReplayInboundEventsInput { filter: InboundEventFilter!, idempotencyKey: String }
union ReplayInboundEventsResult = ReplayInboundEventsPayload | InvalidInputError

type Subscription {
  messageReceived(platformId: ID, conversationId: ID): Message!
  events(after: String, platformId: ID, conversationId: ID): Event!
}

union Event = MessageAdded | MessageUpdated | ConversationUpdated | PlatformUpdated | TaskUpdated | Checkpoint | Gap
type MessageAdded { cursor: String!, message: Message! }
type MessageUpdated { cursor: String!, message: Message! }
type ConversationUpdated { cursor: String!, conversation: Conversation! }
type PlatformUpdated { cursor: String!, platform: Platform! }
type TaskUpdated { cursor: String!, task: ProcessingTask! }
type Checkpoint { cursor: String! }
type Gap { cursor: String!, reason: String! }
`

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

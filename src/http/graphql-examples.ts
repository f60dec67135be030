/** What GraphiQL opens with: the first things a newcomer wants to try, as tabs. */
export const examples = {
  inbox: `# The inbox: conversations, most recent message first, each with its last messages.
query Inbox {
  viewer { project { name } }
  changeCursor
  conversations(first: 10) {
    edges {
      node {
        id
        customer { name }
        platform { type name }
        unreadCount
        lastMessageAt
        messages(last: 3) { edges { node { direction type content sender { type name } platformTimestamp } } }
      }
    }
    pageInfo { hasNextPage endCursor }
  }
}
`,
  live: `# Every new message of the project, as it arrives. Write one with npm run simulate.
subscription NewMessages {
  messageReceived {
    content
    sender { name }
    conversation { id unreadCount customer { name } platform { type } }
  }
}
`,
  resumable: `# Every change after a cursor, without gaps or repeats: pass the last cursor you saw to go on.
subscription Everything {
  events(after: null) {
    __typename
    ... on MessageAdded { cursor message { content sender { name } } }
    ... on MessageUpdated { cursor message { id content deliveryStatus visibility } }
    ... on ConversationUpdated { cursor conversation { id unreadCount status } }
    ... on Checkpoint { cursor }
    ... on Gap { cursor reason }
  }
}
`,
  ledger: `# The ledger of webhooks: what arrived, how often, and what became of it.
query Ledger {
  inboundEvents(first: 10) {
    edges { node { id kind status dedupeKey deliveryCount receivedAt processedAt error } }
  }
}
`,
}

/** What an event's encrypted payload is bound to: moved to another row, it does not open. */
export const payloadBoundTo = (eventId: string) => `inbound_events.payload:${eventId}`

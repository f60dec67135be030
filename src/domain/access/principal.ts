/** Who asks: for now always the holder of an API key, which belongs to one project. */
export interface Principal {
  kind: 'API_KEY'
  /** The key's own id. */
  id: string
  name: string
  /** The first characters of the key, by which people tell keys apart. */
  prefix: string
  projectId: string
  organizationId: string
  scopes: string[]
}

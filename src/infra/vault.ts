import {
  createCipheriv,
  createDecipheriv,
  createSecretKey,
  hkdfSync,
  type KeyObject,
  randomBytes,
  randomFillSync,
} from 'node:crypto'
import { chmodSync, existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'

/**
 * Encrypts what must not be readable in a dump: AES-256-GCM with a ring of keys, newest first. An envelope is
 * `version 1 | length of key id | key id | nonce 12 | tag 16 | ciphertext` and opens only for the row it was
 * sealed for.
 */
const VERSION = 1
const NONCE_BYTES = 12
const TAG_BYTES = 16
const ALGORITHM = 'aes-256-gcm'
/** Without it GCM accepts tags of four bytes. */
const GCM = { authTagLength: TAG_BYTES }

export class VaultError extends Error {
  override readonly name = 'VaultError'
  readonly code:
    | 'ENCRYPTION_KEYS_INVALID'
    | 'ENCRYPTION_KEY_MISSING'
    | 'ENCRYPTION_KEY_WRONG'
    | 'ENCRYPTION_KEY_UNKNOWN'
    | 'ENVELOPE_INVALID'
  constructor(code: VaultError['code'], message: string, options?: ErrorOptions) {
    super(message, options)
    this.code = code
  }
}

interface Key {
  id: string
  header: Buffer
  /** Prepared once: handing the bytes over anew triples the cost of a short value. */
  secret: KeyObject
}

const noncePool = Buffer.alloc(NONCE_BYTES * 1024)
let nonceAt = noncePool.length

/** Random and used once; drawn in blocks, since each draw costs more than the encryption itself. */
function takeNonce(): Buffer {
  if (nonceAt === noncePool.length) {
    randomFillSync(noncePool)
    nonceAt = 0
  }
  nonceAt += NONCE_BYTES
  return noncePool.subarray(nonceAt - NONCE_BYTES, nonceAt)
}

function sealed(key: Key, plain: string | Buffer, boundTo: string): Buffer {
  const nonce = takeNonce()
  const cipher = createCipheriv(ALGORITHM, key.secret, nonce, GCM)
  cipher.setAAD(Buffer.from(boundTo))
  const body = typeof plain === 'string' ? cipher.update(plain, 'utf8') : cipher.update(plain)
  const rest = cipher.final()
  return Buffer.concat([key.header, nonce, cipher.getAuthTag(), body, rest])
}

export class Vault {
  readonly #keys: Map<string, Key>
  readonly #newest: Key

  constructor(keys: ReadonlyArray<{ id: string; secret: Buffer }>) {
    const ring = keys.map(({ id, secret }) => {
      const name = Buffer.from(id)
      return {
        id,
        secret: createSecretKey(secret),
        header: Buffer.concat([Buffer.from([VERSION, name.length]), name]),
      }
    })
    const newest = ring[0]
    if (!newest) throw new VaultError('ENCRYPTION_KEYS_INVALID', 'The key ring is empty')
    this.#newest = newest
    this.#keys = new Map(ring.map((key) => [key.id, key]))
  }

  get newest(): string {
    return this.#newest.id
  }

  get keyIds(): string[] {
    return [...this.#keys.keys()]
  }

  holds(keyId: string): boolean {
    return this.#keys.has(keyId)
  }

  /** What every envelope of a key begins with. */
  headerOf(keyId: string): Buffer {
    return this.#key(keyId).header
  }

  /** Seals with the newest key. `boundTo` names the row and column, and must be given again to open it. */
  seal(plain: string | Buffer, boundTo: string): Buffer {
    return sealed(this.#newest, plain, boundTo)
  }

  /** Seals with a key that is not the newest: for the check of the ring. */
  sealWith(keyId: string, plain: string, boundTo: string): Buffer {
    return sealed(this.#key(keyId), plain, boundTo)
  }

  #key(keyId: string): Key {
    const key = this.#keys.get(keyId)
    if (!key) throw new VaultError('ENCRYPTION_KEY_MISSING', `The key ring holds no key "${keyId}"`)
    return key
  }

  /** Throws VaultError when the key is not in the ring, or the envelope was changed or belongs elsewhere. */
  open(envelope: Uint8Array, boundTo: string): Buffer {
    const bytes = Buffer.from(envelope.buffer, envelope.byteOffset, envelope.byteLength)
    const idEnd = 2 + (bytes[1] ?? 0)
    const tagAt = idEnd + NONCE_BYTES
    if (bytes[0] !== VERSION || bytes.length < tagAt + TAG_BYTES)
      throw new VaultError('ENVELOPE_INVALID', `Not an encrypted value: ${boundTo}`)
    const id = bytes.toString('utf8', 2, idEnd)
    const key = this.#keys.get(id)
    if (!key)
      throw new VaultError(
        'ENCRYPTION_KEY_MISSING',
        `${boundTo} was encrypted with key "${id}", which PARLEY_ENCRYPTION_KEYS does not hold; add it behind the newest`,
      )
    const decipher = createDecipheriv(ALGORITHM, key.secret, bytes.subarray(idEnd, tagAt), GCM)
    decipher.setAAD(Buffer.from(boundTo))
    decipher.setAuthTag(bytes.subarray(tagAt, tagAt + TAG_BYTES))
    try {
      return Buffer.concat([decipher.update(bytes.subarray(tagAt + TAG_BYTES)), decipher.final()])
    } catch (cause) {
      const message = `${boundTo} cannot be decrypted: it was changed, moved, or key "${id}" is another key`
      throw new VaultError('ENVELOPE_INVALID', message, { cause })
    }
  }

  /** Keys for another purpose, one of each key of the ring and as many, newest first: none tells of the ring. */
  derive(purpose: string): Buffer[] {
    return [...this.#keys.values()].map(({ secret }) =>
      Buffer.from(hkdfSync('sha256', secret, Buffer.alloc(0), purpose, 32)),
    )
  }

  sealJson(value: unknown, boundTo: string): Buffer {
    return this.seal(JSON.stringify(value), boundTo)
  }

  openJson(envelope: Uint8Array, boundTo: string): unknown {
    return JSON.parse(this.open(envelope, boundTo).toString('utf8'))
  }
}

/** The name of the key that an envelope was sealed with. */
export function keyIdOf(envelope: Uint8Array): string {
  return Buffer.from(envelope.buffer, envelope.byteOffset + 2, envelope[1] ?? 0).toString('utf8')
}

/** Reads `id:base64[,id:base64...]`, newest first. */
export function parseKeyRing(text: string): { id: string; secret: Buffer }[] {
  const keys = text
    .split(/[\s,]+/)
    .filter((part) => part !== '')
    .map((part) => {
      const [id = '', encoded = ''] = part.split(':')
      const secret = Buffer.from(encoded, 'base64')
      if (!/^[\w.-]{1,64}$/.test(id) || secret.length !== 32)
        throw new VaultError(
          'ENCRYPTION_KEYS_INVALID',
          'PARLEY_ENCRYPTION_KEYS must be id:base64 of 32 bytes each, such as k1:$(openssl rand -base64 32), newest first',
        )
      return { id, secret }
    })
  if (new Set(keys.map((key) => key.id)).size !== keys.length)
    throw new VaultError('ENCRYPTION_KEYS_INVALID', 'PARLEY_ENCRYPTION_KEYS names two keys alike')
  return keys
}

/** Keys from the configuration (inline, or the path of a file), else from a file made on the first start. */
export function openVault(configured: string | undefined, dataDir: string): Vault {
  if (configured) {
    const isPath = !configured.includes(':') || configured.startsWith('/')
    return new Vault(parseKeyRing(isPath ? readFileSync(configured, 'utf8') : configured))
  }
  const file = join(dataDir, 'encryption.keys')
  if (!existsSync(file)) {
    mkdirSync(dirname(file), { recursive: true, mode: 0o711 })
    writeFileSync(file, `k1:${randomBytes(32).toString('base64')}\n`, { mode: 0o600, flag: 'wx' })
  }
  // A copy or a restored backup may have opened it to others.
  if (statSync(file).mode & 0o077) chmodSync(file, 0o600)
  return new Vault(parseKeyRing(readFileSync(file, 'utf8')))
}

/** An envelope as Prisma takes it: with a buffer of its own beneath. */
export function bytes(envelope: Buffer): Uint8Array<ArrayBuffer> {
  return new Uint8Array(envelope)
}

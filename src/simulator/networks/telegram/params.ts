/**
 * Parameters come as a query, as JSON, or as a form, whatever the method; objects inside a form are JSON texts:
 * core.telegram.org/bots/api#making-requests
 */
import { isObject, type Json, type JsonObject, parseJson } from '../../json.ts'
import type { ApiCall, UploadedFile } from '../../network.ts'
import { bad } from './answers.ts'

export class Params {
  readonly #fields: JsonObject
  readonly #files: ReadonlyMap<string, UploadedFile>

  constructor(fields: JsonObject, files: ReadonlyMap<string, UploadedFile> = new Map()) {
    this.#fields = fields
    this.#files = files
  }

  static of(call: ApiCall): Params {
    const isJson = (call.headers['content-type'] ?? '').startsWith('application/json')
    if (isJson && call.raw.length > 0 && !isObject(call.body)) throw bad("can't parse JSON object")
    const body = isObject(call.body) ? call.body : {}
    return new Params({ ...Object.fromEntries(call.query), ...body }, call.files)
  }

  has(name: string): boolean {
    return this.#fields[name] !== undefined
  }

  /** Undefined where it is missing or empty, which the Bot API does not tell apart. */
  text(name: string): string | undefined {
    const value = this.#fields[name]
    if (typeof value === 'number' || typeof value === 'boolean') return String(value)
    return typeof value === 'string' && value !== '' ? value : undefined
  }

  number(name: string): number | undefined {
    const text = this.text(name)
    const value = text === undefined ? Number.NaN : Number(text)
    return Number.isNaN(value) ? undefined : value
  }

  integer(name: string): number | undefined {
    const value = this.number(name)
    return value !== undefined && Number.isInteger(value) ? value : undefined
  }

  flag(name: string): boolean {
    return ['true', '1', 'yes', 't'].includes(this.text(name)?.toLowerCase() ?? '')
  }

  /** An object or list; undefined where it is missing or empty. `what` names it in the refusal of broken JSON. */
  json(name: string, what: string): Json | undefined {
    const value = this.#fields[name]
    if (typeof value !== 'string') return value
    if (value === '') return undefined
    const parsed = parseJson(value)
    if (parsed === null && value.trim() !== 'null') throw bad(`can't parse ${what} JSON object`)
    return parsed
  }

  file(name: string): UploadedFile | undefined {
    return this.#files.get(name)
  }

  /** With other fields on top: for the items of an album. */
  with(fields: JsonObject): Params {
    return new Params({ ...this.#fields, ...fields }, this.#files)
  }
}

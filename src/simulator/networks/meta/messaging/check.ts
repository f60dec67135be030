/** Checks of single parameters: Graph answers error 100 to all of them. */
import { isObject, type Json, type JsonObject } from '../../../json.ts'
import { refuseParameter } from '../errors.ts'

export function requireText(value: Json | undefined, name: string, max: number): string {
  if (typeof value !== 'string' || value === '') refuseParameter(`Param ${name} must be a non-empty string`)
  if ([...value].length > max) refuseParameter(`Length of param ${name} must be less than or equal to ${max}`)
  return value
}

export function requireObject(value: Json | undefined, name: string): JsonObject {
  if (!isObject(value)) refuseParameter(`Param ${name} must be a JSON object`)
  return value
}

export function requireList(value: Json | undefined, name: string, max: number): JsonObject[] {
  if (!Array.isArray(value)) refuseParameter(`Param ${name} must be an array.`)
  if (value.length === 0) refuseParameter(`Param ${name} must not be empty`)
  if (value.length > max)
    refuseParameter(`Param ${name} must have at most ${max} elements, ${value.length} given`)
  return value.map((one, index) => requireObject(one, `${name}[${index}]`))
}

export function requireUrl(value: Json | undefined, name: string): string {
  const url = requireText(value, name, 2000)
  if (!/^https?:\/\/[^\s/]+/.test(url)) refuseParameter(`Param ${name} should represent a valid URL`)
  return url
}

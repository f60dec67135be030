/** Checks of single parameters, refused with the Cloud API's codes. */
import { isObject, type Json, type JsonObject } from '../../json.ts'
import { refuseCloud } from './errors.ts'

export function requireObject(value: Json | undefined, name: string): JsonObject {
  if (value === undefined || value === null) refuseCloud(131008, `${name} is required`)
  if (!isObject(value)) refuseCloud(100, `Param ${name} must be a JSON object.`)
  return value
}

export function requireList(
  value: Json | undefined,
  name: string,
  { min = 1, max }: { min?: number; max: number },
): Json[] {
  if (!Array.isArray(value)) refuseCloud(131008, `${name} is required`)
  if (value.length < min || value.length > max) {
    refuseCloud(131009, `${name}: ${value.length} given, min allowed: ${min}, max allowed: ${max}`)
  }
  return value
}

export function requireText(value: Json | undefined, name: string, max: number): string {
  if (value === undefined || value === null || value === '') refuseCloud(131008, `${name} is required`)
  if (typeof value !== 'string') refuseCloud(100, `Param ${name} must be a string.`)
  // Code points: an emoji counts once.
  if ([...value].length > max) refuseCloud(100, `Param ${name} must be at most ${max} characters long.`)
  return value
}

export function optionalText(value: Json | undefined, name: string, max: number): string | null {
  return value === undefined || value === null ? null : requireText(value, name, max)
}

export function requireNumber(value: Json | undefined, name: string, max: number): number {
  const number = typeof value === 'string' && value.trim() !== '' ? Number(value) : value
  if (typeof number !== 'number' || !Number.isFinite(number)) refuseCloud(131008, `${name} is required`)
  if (Math.abs(number) > max) refuseCloud(131009, `${name} must be between -${max} and ${max}`)
  return number
}

export function requireDistinct(values: string[], name: string): void {
  if (new Set(values).size < values.length) refuseCloud(131009, `Duplicated ${name}`)
}

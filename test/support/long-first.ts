import { BaseSequencer, type TestSpecification } from 'vitest/node'

/** Short to read, and the longest to run. */
const LONGEST = [
  'faults/sending-kills',
  'faults/media-copies',
  'faults/long-uploads',
  'faults/uploads',
  'flows/copying-faults',
  'flows/contents',
  'wire/isolation-matrix',
  'flows/private-replies',
  'flows/api-keys',
]

/**
 * On a fresh checkout vitest knows no times and begins with the largest files: the longest, begun last, would then
 * run alone while nothing else is left to do.
 */
export class LongFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const sorted = await super.sort(files)
    return sorted.sort((a, b) => groupOf(a) - groupOf(b) || Number(isLong(b)) - Number(isLong(a)))
  }
}

const groupOf = ({ project }: TestSpecification) => project.config.sequence.groupOrder

const isLong = ({ moduleId }: TestSpecification) =>
  LONGEST.some((name) => moduleId.endsWith(`/test/${name}.test.ts`))
